"""Procedures (办理流程): the one mechanism for everything several people pass on.

A concrete kind is two small models:

    class AidCase(Procedure):
        kind = ProcedureKind.AID_CASE
        class Meta(Procedure.Meta): ...

    class AidCaseStep(Step):
        procedure = models.ForeignKey(AidCase, models.PROTECT, related_name="steps")
        class Meta(Step.Meta): ...

State moves only by inserting a step (`accounts/services/steps.py`); the triggers of
`sql/procedure.sql` refuse anything else by name, also to hand-written SQL.
"""

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.enums import SEATED, Outcome, Seat, State
from accounts.models import Deputy, Organisation, Route, RouteStep, User
from accounts.scope import ScopedModel, ScopedQuerySet, sees_everything
from config.errors import Check, Unique
from config.fields import VersionedModel
from config.triggers import after_statement

OPEN = [State.DRAFT, State.RUNNING]
NOT_NEXT = _(
    "This is not the next step of the route; somebody may have been quicker. Reload the "
    "page."
)
SECOND_HAND = _("You already had a hand in this; somebody else takes this step.")


def prefix(model) -> str:
    """How the names of a model's refusals begin: app and model."""
    return f"{model._meta.app_label}_{model._meta.model_name}"


def real(model):
    """The model itself, where migrations bring a copy without its attributes."""
    return apps.get_model(model._meta.label)


def kinds() -> list[type["Procedure"]]:
    """Every concrete procedure model."""
    return [m for m in apps.get_models() if issubclass(m, Procedure)]


def principals_of(user, on) -> list[User]:
    """Whom the user stands in for at this date."""
    found = User.objects.filter(
        deputies__in=Deputy.objects.in_force(on).filter(deputy=user), is_active=True
    )
    return list(found.select_related("organisation").order_by("pk"))


class ProcedureQuerySet(ScopedQuerySet):
    def open(self):
        """Drafts and what is in progress."""
        return self.filter(state__in=OPEN)

    def overdue(self, on):
        """In progress and past the day its step is due."""
        return self.filter(state=State.RUNNING, due_on__lt=on)

    def drafts_of(self, user):
        """Drafts in this person's keeping, the returned ones among them."""
        return self.filter(state=State.DRAFT, keeper=user)

    def waiting_for(self, user, on):
        """What this person may take the next step of, also as a deputy.

        The step's role and level match, the union is in scope, and the person holds no
        seat of the cycle, neither alone nor through the principal.
        """
        wanted = Q(pk__in=[])
        for holder in [user, *principals_of(user, on)]:
            wanted |= self._acting_as(holder, user)
        return self.filter(wanted, state=State.RUNNING)

    def _acting_as(self, holder, user) -> Q:
        steps = self.model._meta.get_field("steps").related_model.objects
        hands = steps.filter(
            Q(actor__in={holder, user}) | Q(acted_for__in={holder, user}),
            procedure=OuterRef("pk"),
            cycle=OuterRef("cycle"),
            seat__isnull=False,
            outcome__in=SEATED,
        )
        turn = RouteStep.objects.filter(
            route=OuterRef("route_id"),
            no=OuterRef("step_no") + 1,
            role__in=holder.roles,
            level__in=holder.levels,
        )
        mine = Exists(turn.filter(seat=None)) | (Exists(turn) & ~Exists(hands))
        if sees_everything(holder):
            return Q(mine)
        return Q(mine, organisation__path__startswith=holder.organisation.path)


class Procedure(VersionedModel, ScopedModel):
    """What several people pass on along a route; see the module's docstring.

    `open_columns` names what services may still write after submission (an approved
    amount); everything else is frozen then.
    """

    kind: str = ""
    open_columns: tuple[str, ...] = ()

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("union")
    )
    keeper = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("in charge")
    )
    route = models.ForeignKey(
        Route, models.PROTECT, related_name="+", verbose_name=_("route")
    )
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1, editable=False)
    step_no = models.PositiveSmallIntegerField(_("step"), default=0, editable=False)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State.choices,
        default=State.DRAFT,
        editable=False,
    )
    due_on = models.DateField(_("due on"), null=True, editable=False)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["route", "step_no", "organisation"],
                condition=Q(state="running"),
                name="%(app_label)s_%(class)s_turn",
            ),
        ]
        triggers = [
            after_statement(
                "born_draft",
                pgtrigger.Insert,
                "bangfu_procedure_born",
                arguments=lambda model: [prefix(model)],
                sentences=lambda model: {
                    f"{prefix(model)}_born_draft": _("New work begins as a draft.")
                },
            ),
            after_statement(
                "moves_by_step",
                pgtrigger.Update,
                "bangfu_procedure_moves",
                arguments=lambda model: [
                    prefix(model),
                    ",".join(["version", "keeper_id", *real(model).open_columns]),
                ],
                sentences=lambda model: {
                    f"{prefix(model)}_moves_by_step": _(
                        "Only a step of the route moves this; use the buttons."
                    ),
                    f"{prefix(model)}_frozen_at_submission": _(
                        "What was submitted stays as it was; have it returned to "
                        "change it."
                    ),
                },
            ),
            after_statement(
                "kept",
                pgtrigger.Delete,
                "bangfu_procedure_kept",
                arguments=lambda model: [prefix(model)],
                sentences=lambda model: {
                    f"{prefix(model)}_kept": _("What was submitted once is kept.")
                },
            ),
        ]


class Step(ScopedModel):
    """One step somebody took (办理记录); append-only. Concrete models add `procedure`."""

    scope_path = "procedure__organisation"
    database_rights = "SELECT, INSERT"

    cycle = models.PositiveSmallIntegerField(_("cycle"))
    no = models.PositiveSmallIntegerField(_("step"))
    route_step = models.ForeignKey(
        RouteStep, models.PROTECT, related_name="+", verbose_name=_("route step")
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.DONE
    )
    seat = models.CharField(
        _("seat"), max_length=10, choices=Seat.choices, null=True, editable=False
    )
    actor = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    acted_for = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("in place of"),
    )
    acted_on = models.DateField(_("on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    judged = models.JSONField(_("what was judged"), null=True, blank=True)
    return_to = models.PositiveSmallIntegerField(
        _("returned to step"), null=True, blank=True
    )

    class Meta:
        abstract = True
        constraints = [
            Unique(
                fields=["procedure", "cycle", "actor"],
                condition=Q(seat__isnull=False, outcome__in=["done", "carried"]),
                name="%(app_label)s_%(class)s_four_eyes",
                sentence=SECOND_HAND,
            ),
            Unique(
                F("procedure"),
                F("cycle"),
                Coalesce("acted_for", "actor"),
                condition=Q(seat__isnull=False, outcome__in=["done", "carried"]),
                name="%(app_label)s_%(class)s_four_eyes_deputy",
                sentence=_(
                    "The person you act for already had a hand in this; "
                    "somebody else takes this step."
                ),
            ),
            Unique(
                fields=["procedure", "cycle", "seat"],
                condition=Q(seat__isnull=False, outcome__in=["done", "carried"]),
                name="%(app_label)s_%(class)s_seat_once",
                sentence=_("This step has already been taken."),
            ),
            Check(
                condition=~Q(outcome__in=["returned", "rejected"]) | ~Q(reasons=[]),
                name="%(app_label)s_%(class)s_refusal_has_reason",
                sentence=_("Returning or refusing needs at least one reason."),
            ),
        ]
        triggers = [
            after_statement(
                "moves",
                pgtrigger.Insert,
                "bangfu_step_moves",
                arguments=lambda model: [
                    model._meta.get_field("procedure").related_model._meta.db_table,
                    prefix(model),
                    str(real(model._meta.get_field("procedure").related_model).kind),
                ],
                sentences=lambda model: {
                    f"{prefix(model)}_next_of_route": NOT_NEXT,
                    f"{prefix(model)}_four_eyes": SECOND_HAND,
                    f"{prefix(model)}_actor_is_session": _(
                        "A step is recorded for the person who is signed in."
                    ),
                    f"{prefix(model)}_deputy_is_named": _(
                        "You are not named as this person's deputy on this date."
                    ),
                },
            ),
            after_statement(
                "carried",
                pgtrigger.Insert,
                "bangfu_step_carried",
                arguments=lambda model: [prefix(model)],
                sentences=lambda model: {f"{prefix(model)}_next_of_route": NOT_NEXT},
            ),
        ]
