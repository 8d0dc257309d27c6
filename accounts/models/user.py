"""People who sign in (用户), their posts and their deputies."""

from datetime import timedelta

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.enums import LEVELS_OF, Role
from accounts.models.organisation import Department, Organisation
from accounts.roles import permissions_of
from accounts.scope import ScopedModel, ScopedQuerySet, sees_everything
from accounts.trail import recorded
from config import clock
from config.errors import Check, Unique
from config.fields import CipherField, DigestField, VersionedModel
from config.triggers import after_statement

APART = _(
    "System administrator, security administrator and auditor are three different "
    "people, and none of them holds another role."
)
CHANGES = (("insert", pgtrigger.Insert), ("update", pgtrigger.Update))


def loaded(row, relation: str) -> str:
    """The related record's name if it came along; its key otherwise, without a query."""
    other = row._state.fields_cache.get(relation)
    return str(other) if other is not None else str(getattr(row, f"{relation}_id"))


class UserQuerySet(ScopedQuerySet):
    def holding(self, role: str):
        """Active people who hold the role."""
        return self.filter(is_active=True, holdings__role=role)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, staff_number):
        return self.select_related("organisation").get(
            staff_number__iexact=staff_number
        )


@recorded
class User(VersionedModel, ScopedModel, AbstractBaseUser):
    """A member of staff (工作人员): one person, one account, one staff number (工号).

    There is no superuser: rights come from roles, rows from the organisation.
    """

    last_login = None
    is_superuser = False
    is_staff = True

    staff_number = models.CharField(_("staff number"), max_length=30)
    name = models.CharField(_("full name"), max_length=50)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("union")
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("department"),
    )
    post = models.CharField(_("post"), max_length=50, blank=True)
    phone_cipher = CipherField(_("mobile phone"), null=True)
    phone_digest = DigestField(_("phone digest"), null=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    left_on = models.DateField(_("left on"), null=True, editable=False)
    must_change_password = models.BooleanField(
        _("must change the password"), default=True, editable=False
    )
    password_changed_at = models.DateTimeField(
        _("password changed at"), null=True, editable=False
    )

    objects = UserManager()

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")
        constraints = [
            Unique(
                Lower("staff_number"),
                name="accounts_user_staff_number_once",
                sentence=_("Another person already has this staff number."),
            ),
            Check(
                condition=Q(left_on=None) | Q(is_active=False),
                name="accounts_user_left_is_inactive",
                sentence=_("Who has left may not sign in."),
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.staff_number}）"

    def get_short_name(self):
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles this person holds; asked once per request."""
        return frozenset(self.holdings.values_list("role", flat=True))

    @property
    def levels(self) -> list[str]:
        """The levels (办理层级) whose steps this person's union may take."""
        return LEVELS_OF[self.organisation.kind]

    @property
    def sees_everything(self) -> bool:
        """Whether this person works for the federation or its aid centre."""
        return sees_everything(self)

    def has_perm(self, permission, obj=None) -> bool:
        return self.is_active and permission in self.permissions

    def has_perms(self, permissions, obj=None) -> bool:
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, app_label) -> bool:
        return self.is_active and any(
            permission.startswith(f"{app_label}.") for permission in self.permissions
        )

    @cached_property
    def permissions(self) -> frozenset[str]:
        """All permission names of this person's roles, and of the people the person
        stands in for today."""
        held = permissions_of(self.roles)
        return held.union(*(permissions_of(p.roles) for p in self.stands_in_for))

    @cached_property
    def stands_in_for(self) -> list["User"]:
        """Whom this person stands in for at the working date; asked once per request."""
        found = User.objects.filter(
            deputies__in=Deputy.objects.in_force(clock.working_date()).filter(
                deputy=self
            ),
            is_active=True,
        )
        return list(found.select_related("organisation").order_by("pk"))


@recorded
class RoleHolding(ScopedModel):
    """A role (岗位) that a person holds."""

    scope_path = "user__organisation"

    user = models.ForeignKey(
        User, models.CASCADE, related_name="holdings", verbose_name=_("staff account")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)

    class Meta:
        verbose_name = _("role held")
        verbose_name_plural = _("roles held")
        constraints = [
            Unique(
                fields=["user", "role"],
                name="accounts_roleholding_once",
                sentence=_("This person already holds this role."),
            ),
            Unique(
                fields=["user"],
                condition=Q(role__in=["sysadmin", "secadmin", "auditor"]),
                name="accounts_roleholding_one_administrator",
                sentence=APART,
            ),
        ]
        triggers = [
            after_statement(
                f"apart_{word}",
                operation,
                "bangfu_roles_apart",
                sentences={
                    "accounts_roleholding_administrators_apart": APART,
                    "accounts_roleholding_by_another": _(
                        "Nobody gives a role to the own account; ask a colleague."
                    ),
                },
            )
            for word, operation in CHANGES
        ]

    def __str__(self):
        return f"{loaded(self, 'user')} {self.get_role_display()}"


class DeputyQuerySet(ScopedQuerySet):
    def in_force(self, on):
        """Arrangements that hold at the date."""
        return self.filter(valid_from__lte=on, valid_to__gte=on)


@recorded
class Deputy(VersionedModel, ScopedModel):
    """A deputy (代理人): takes another person's steps between two dates.

    The deputy's own seats and those taken for the principal both count: nobody passes
    four eyes by acting for somebody else.
    """

    scope_path = "principal__organisation"

    principal = models.ForeignKey(
        User, models.PROTECT, related_name="deputies", verbose_name=_("person away")
    )
    deputy = models.ForeignKey(
        User, models.PROTECT, related_name="principals", verbose_name=_("deputy")
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=100)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy arrangement")
        verbose_name_plural = _("deputy arrangements")
        constraints = [
            Check(
                condition=~Q(principal=F("deputy")),
                name="accounts_deputy_other_person",
                sentence=_("The deputy is another person."),
            ),
            Check(
                condition=Q(valid_from__lte=F("valid_to")),
                name="accounts_deputy_dates_in_order",
                sentence=_("The arrangement ends after it begins."),
            ),
            Check(
                condition=Q(valid_to__lte=F("valid_from") + timedelta(days=366)),
                name="accounts_deputy_a_year_at_most",
                sentence=_("An arrangement lasts a year at most; make a new one then."),
            ),
        ]
        triggers = [
            after_statement(
                f"named_{word}",
                operation,
                "bangfu_deputy_named",
                sentences={
                    "accounts_deputy_by_another": _(
                        "Nobody makes the own person a deputy; the person who is away or "
                        "a colleague does."
                    ),
                    "accounts_deputy_no_administrator": _(
                        "Administrators and auditors neither have nor are deputies."
                    ),
                },
            )
            for word, operation in CHANGES
        ]

    def __str__(self):
        people = f"{loaded(self, 'principal')} → {loaded(self, 'deputy')}"
        return f"{people} {self.valid_from}"
