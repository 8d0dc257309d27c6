"""Routes (办理流程): who passes what to whom, as dated data."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Level, ProcedureKind, Role, Seat
from accounts.scope import ScopedModel, ScopedQuerySet
from accounts.trail import recorded
from config.errors import Check, Unique
from config.fields import VersionedModel
from config.triggers import after_statement

FROZEN = {
    "accounts_routestep_frozen": _(
        "An issued route stays as it is; copy it and issue the new one."
    )
}


WHOLE = _(
    "Steps are numbered 1, 2, 3 …; the first one is the maker's, and at least one "
    "other seat follows."
)
CHANGES = (
    ("insert", pgtrigger.Insert),
    ("update", pgtrigger.Update),
    ("delete", pgtrigger.Delete),
)


class RouteQuerySet(ScopedQuerySet):
    def in_force(self, on):
        """Issued routes that hold at the date."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=on), issued=True, valid_from__lte=on
        )


@recorded
class Route(VersionedModel, ScopedModel):
    """A route (流程): the order of hands for one kind of procedure.

    A draft may be edited; once issued (发布) its steps are frozen, because running
    procedures stand on them. A new rule is a new route from its date.
    """

    scope_path = None

    kind = models.CharField(
        _("kind of procedure"), max_length=20, choices=ProcedureKind.choices
    )
    name = models.CharField(_("name"), max_length=80)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    issued = models.BooleanField(_("issued"), default=False, editable=False)

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints = [
            Unique(
                fields=["kind", "name", "valid_from"],
                name="accounts_route_name_once",
                sentence=_("A route of this name already begins at this date."),
            ),
            Check(
                condition=Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="accounts_route_dates_in_order",
                sentence=_("The route ends after it begins."),
            ),
        ]
        triggers = [
            after_statement(
                f"issued_{word}",
                operation,
                "bangfu_route_issued",
                sentences={
                    "accounts_route_stays_issued": _(
                        "An issued route cannot be withdrawn; end it by a date."
                    ),
                    "accounts_route_issued_whole": WHOLE,
                },
            )
            for word, operation in CHANGES
        ]

    def __str__(self):
        return f"{self.name}（{self.valid_from}）"


@recorded
class RouteStep(ScopedModel):
    """A step of a route (环节): which role at which level, in how many days."""

    scope_path = None

    route = models.ForeignKey(
        Route, models.CASCADE, related_name="steps", verbose_name=_("route")
    )
    no = models.PositiveSmallIntegerField(_("no."))
    code = models.SlugField(_("code"), max_length=30, db_index=False)
    label = models.CharField(_("step"), max_length=40)
    seat = models.CharField(
        _("seat"), max_length=10, choices=Seat.choices, null=True, blank=True
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    skip_condition = models.CharField(
        _("may be skipped when"), max_length=80, blank=True
    )

    class Meta:
        verbose_name = _("route step")
        verbose_name_plural = _("route steps")
        ordering = ["route", "no"]
        constraints = [
            Unique(
                fields=["route", "no"],
                name="accounts_routestep_no_once",
                sentence=_("Two steps of a route cannot have the same number."),
            ),
            Unique(
                fields=["route", "code"],
                name="accounts_routestep_code_once",
                sentence=_("Two steps of a route cannot have the same code."),
            ),
            Unique(
                fields=["route", "seat"],
                condition=Q(seat__isnull=False),
                name="accounts_routestep_seat_once",
                sentence=_("Each seat stands once in a route."),
            ),
            Check(
                condition=Q(no__gte=1),
                name="accounts_routestep_from_one",
                sentence=_("Steps are numbered from 1."),
            ),
            Check(
                condition=Q(seat=None) | Q(skip_condition=""),
                name="accounts_routestep_seat_not_skipped",
                sentence=_("A step with a seat cannot be skipped."),
            ),
        ]
        triggers = [
            after_statement(
                f"frozen_{word}",
                operation,
                "bangfu_routestep_frozen",
                sentences=FROZEN,
            )
            for word, operation in CHANGES
        ]

    def __str__(self):
        return f"{self.no}. {self.label}"
