"""The union tree (工会组织) and the departments (部室) of its offices."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.enums import OrganisationKind
from accounts.scope import ScopedModel, ScopedQuerySet
from accounts.trail import recorded
from config.errors import Check, Unique
from config.fields import VersionedModel
from config.triggers import after_statement, before_row


class OrganisationQuerySet(ScopedQuerySet):
    def under(self, organisation):
        """The organisation itself and everything below it."""
        return self.filter(path__startswith=organisation.path)


@recorded
class Organisation(VersionedModel, ScopedModel):
    """A union (工会组织): federation 区总工会, aid centre 帮扶中心, subdistrict union
    街道工会 or grassroots union 基层工会.

    `path` holds the keys from the root down ("1.7.153."), kept by the database; the
    subtree of a union is one prefix search.
    """

    scope_path = ""

    code = models.CharField(_("organisation code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name=_("superior union"),
    )
    path = models.CharField(_("path"), max_length=120, default="", editable=False)
    is_active = models.BooleanField(_("in operation"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("union")
        verbose_name_plural = _("unions")
        constraints = [
            Unique(
                Lower("code"),
                name="accounts_organisation_code_once",
                sentence=_("Another union already has this organisation code."),
            ),
            Unique(
                fields=["kind"],
                condition=Q(kind="federation"),
                name="accounts_organisation_one_federation",
                sentence=_("There is one federation only; choose another kind."),
            ),
            Check(
                condition=Q(kind="federation", parent=None)
                | (~Q(kind="federation") & Q(parent__isnull=False)),
                name="accounts_organisation_has_superior",
                sentence=_("Every union but the federation has a superior union."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["path"],
                opclasses=["text_pattern_ops"],
                name="accounts_organisation_path",
            ),
        ]
        triggers = [
            before_row(
                "path",
                pgtrigger.Insert | pgtrigger.Update,
                "bangfu_organisation_path",
                sentences={
                    "accounts_organisation_no_circle": _(
                        "A union cannot stand below itself; choose another superior."
                    )
                },
            ),
            after_statement("subtree", pgtrigger.Update, "bangfu_organisation_subtree"),
        ]

    def __str__(self):
        return self.name


@recorded
class Department(VersionedModel, ScopedModel):
    """A department (部室) of a union's office."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("union")
    )
    name = models.CharField(_("name"), max_length=50)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [
            Unique(
                fields=["organisation", "name"],
                name="accounts_department_name_once",
                sentence=_("This union already has a department of this name."),
            ),
        ]

    def __str__(self):
        return self.name
