"""People (职工) across the federation, and the unions they belong to."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.scope import ScopedModel, ScopedQuerySet, sees_everything
from accounts.trail import recorded
from assistance.enums import IdType, MembershipStatus, Sex
from config.errors import Check, Spoken, Unique
from config.fields import CipherField, DigestField, VersionedModel


class Exclusion(Spoken, ExclusionConstraint):
    """A named exclusion constraint with its sentence."""


class PersonQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """People with a membership in the user's subtree; everybody for the district."""
        if sees_everything(user):
            return self
        mine = Membership.objects.filter(
            person=OuterRef("pk"),
            organisation__path__startswith=user.organisation.path,
        )
        return self.filter(Exists(mine))


@recorded
class Person(VersionedModel, ScopedModel):
    """A person (职工), one across the federation.

    The identity number is sealed and found by its digest; without one the person is
    unverified (未核验实名: name, union and phone; goods only). `name_key` compares names,
    `pinyin` and `initials` find them.
    """

    scope_path = "memberships__organisation"

    id_type = models.CharField(
        _("kind of paper"),
        max_length=10,
        choices=IdType.choices,
        default=IdType.RESIDENT,
    )
    id_digest = DigestField(_("identity number"), null=True)
    id_cipher = CipherField(_("identity number"), null=True)
    name = models.CharField(_("full name"), max_length=60)
    name_key = models.CharField(_("name for comparing"), max_length=60, editable=False)
    pinyin = models.CharField(_("pinyin"), max_length=120, editable=False)
    initials = models.CharField(_("pinyin initials"), max_length=30, editable=False)
    sex = models.CharField(
        _("sex"), max_length=6, choices=Sex.choices, blank=True, default=""
    )
    birth_on = models.DateField(_("born on"), null=True, blank=True)
    phone_cipher = CipherField(_("mobile phone"), null=True)
    phone_digest = DigestField(_("mobile phone"), null=True)
    phone_tail = models.CharField(
        _("end of the phone number"), max_length=4, blank=True, editable=False
    )
    left_on = models.DateField(_("left on"), null=True, blank=True)
    deceased_on = models.DateField(_("died on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("merged into")
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            Unique(
                fields=["id_digest"],
                name="assistance_person_id_once",
                sentence=_("A person with this identity number already exists."),
            ),
            Check(
                condition=Q(id_digest=None, id_cipher=None)
                | Q(id_digest__isnull=False, id_cipher__isnull=False),
                name="assistance_person_id_whole",
                sentence=_("An identity number is stored sealed and findable, or not."),
            ),
            Check(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="assistance_person_merged_elsewhere",
                sentence=_("A person is merged into another person."),
            ),
        ]
        indexes = [
            models.Index(
                OpClass(F("name"), name="text_pattern_ops"), name="person_name_prefix"
            ),
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"), name="person_name_part"
            ),
            models.Index(
                OpClass(F("initials"), name="text_pattern_ops"), name="person_initials"
            ),
            models.Index(fields=["phone_tail"], name="person_phone_tail"),
            models.Index(fields=["phone_digest"], name="person_phone"),
        ]

    def __str__(self):
        return f"{self.name} #{self.pk}"


@recorded
class Membership(VersionedModel, ScopedModel):
    """A person's membership of a union (会员关系) over a period.

    A list of another union adds a claimed one and overwrites nothing.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("union")
    )
    period = DateRangeField(_("period"))
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=MembershipStatus.choices,
        default=MembershipStatus.CLAIMED,
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            Exclusion(
                name="assistance_membership_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                sentence=_("The person already belongs to this union in this period."),
            ),
        ]

    def __str__(self):
        return f"{self.person_id} @ {self.organisation_id}"
