"""Taking steps: the only way a procedure moves, for one or for ten thousand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from accounts.enums import SEATED, Outcome, State
from accounts.models import Deputy, RouteStep, User
from accounts.procedures import ProcedureQuerySet
from accounts.scope import sees_everything
from config import clock
from config.errors import DomainError

MOVED_ON = _("Somebody was quicker: this has moved on in the meantime.")
NOT_YOURS = _("This step is for another role or another union level.")
SECOND_HAND = _("You already had a hand in this; somebody else takes this step.")
NO_SKIP = _("This step cannot be skipped.")
BAD_RETURN = _("Choose an earlier step to return to.")

FROM_STATES = {
    Outcome.DONE: {State.DRAFT, State.RUNNING},
    Outcome.SKIPPED: {State.RUNNING},
    Outcome.RETURNED: {State.RUNNING},
    Outcome.REJECTED: {State.RUNNING},
    Outcome.WITHDRAWN: {State.DRAFT, State.RUNNING},
    Outcome.REOPENED: {State.REJECTED, State.WITHDRAWN},
    Outcome.CLOSED: {State.APPROVED},
}
BY_KEEPER = {Outcome.WITHDRAWN, Outcome.REOPENED, Outcome.CLOSED}


class NoDeputy(DomainError):
    """The user acts for somebody who has not named the user as deputy at that date."""

    message = _("You are not named as this person's deputy on this date.")


@dataclass
class Taken:
    """What `take_step` did: keys of the procedures moved, and key → why not."""

    done: list[int] = field(default_factory=list)
    exceptions: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def take_step(
    *,
    procedures: ProcedureQuerySet,
    by: User,
    on: date,
    outcome: str = Outcome.DONE,
    code: str | None = None,
    acting_for: User | None = None,
    opinion: str = "",
    reasons: Sequence[dict] = (),
    return_to: int | None = None,
    judged: dict[int, dict] | None = None,
) -> Taken:
    """Takes the same step of every procedure in the set; the rest come back as exceptions.

    `code` guards which step it must be (a button approves, it does not check).
    `reasons` are `{"field": …, "reason": …, "text": …}`, needed to return or refuse.
    `judged` maps a procedure's key to what the step decided on. Raises `NoDeputy`;
    refusals by the database arrive as IntegrityError with the rule's name.
    Constant number of statements for any number of procedures.
    """
    holder = _holder(by, acting_for, on)
    rows = _locked(procedures)
    hands = _hands(procedures, {by.pk, holder.pk})
    turn = Turn(by, holder, hands, outcome, code, return_to)
    taken, chosen = turn.sorted_out(rows)
    if chosen:
        common = {
            "outcome": outcome,
            "actor_id": by.pk,
            "acted_for_id": acting_for.pk if acting_for else None,
            "acted_on": on,
            "recorded_at": clock.now(),
            "opinion": opinion,
            "return_to": return_to if outcome == Outcome.RETURNED else None,
        }
        model = procedures.model._meta.get_field("steps").related_model
        _write(model, chosen, common, list(reasons), judged or {})
    return taken


def _holder(by, acting_for, on):
    """Whose roles and scope count: the actor's own, or the principal's."""
    if acting_for is None:
        return by
    named = Deputy.objects.in_force(on).filter(principal=acting_for, deputy=by)
    if not (acting_for.is_active and named.exists()):
        raise NoDeputy
    return acting_for


def _locked(procedures) -> list[dict]:
    names = ["pk", "route", "cycle", "step_no", "state", "keeper", "organisation__path"]
    return list(
        procedures.order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .values(*names)
    )


def _hands(procedures, people: set[int]) -> set[int]:
    """Keys of those procedures in whose present cycle these people hold a seat."""
    steps = procedures.model._meta.get_field("steps").related_model.objects
    return set(
        steps.filter(
            Q(actor__in=people) | Q(acted_for__in=people),
            procedure__in=procedures.order_by().values("pk"),
            cycle=F("procedure__cycle"),
            seat__isnull=False,
            outcome__in=SEATED,
        ).values_list("procedure", flat=True)
    )


@dataclass(frozen=True)
class Turn:
    """One person's turn: whose roles count, which seats are taken, what is to be done."""

    by: User
    holder: User
    hands: set[int]
    outcome: str
    code: str | None
    return_to: int | None

    def sorted_out(self, rows: list[dict]) -> tuple[Taken, list[tuple]]:
        """What can be taken as rows to write, the rest as exceptions."""
        routes = {row["route"] for row in rows}
        found = RouteStep.objects.filter(route__in=routes).order_by("route", "no")
        steps = {(step.route_id, step.no): step for step in found}
        ahead = 0 if self.outcome == Outcome.CLOSED else 1
        taken, chosen = Taken(), []
        for row in rows:
            step = steps.get((row["route"], row["step_no"] + ahead))
            fault = self.fault(row, step)
            if fault:
                taken.exceptions[row["pk"]] = str(fault)
            else:
                chosen.append((row["pk"], row["cycle"], step.no, step.pk, step.seat))
                taken.done.append(row["pk"])
        return taken, chosen

    def fault(self, row: dict, step: RouteStep | None):
        """Why this procedure cannot take the step; None when it can."""
        if row["state"] not in FROM_STATES[self.outcome] or step is None:
            return MOVED_ON
        if self.code is not None and step.code != self.code:
            return MOVED_ON
        handed_in = self.outcome == Outcome.DONE and step.no == 1
        if handed_in and row["keeper"] not in {self.by.pk, self.holder.pk}:
            return NOT_YOURS
        if self.outcome in BY_KEEPER:
            return None if row["keeper"] in {self.by.pk, self.holder.pk} else NOT_YOURS
        if not self._is_theirs(row, step):
            return NOT_YOURS
        if self.outcome == Outcome.DONE and step.seat and row["pk"] in self.hands:
            return SECOND_HAND
        if self.outcome == Outcome.SKIPPED and not step.skip_condition:
            return NO_SKIP
        earlier = range(1, row["step_no"] + 1)
        if self.outcome == Outcome.RETURNED and self.return_to not in earlier:
            return BAD_RETURN
        return None

    def _is_theirs(self, row: dict, step: RouteStep) -> bool:
        """Role, level and scope of the one whose turn it is."""
        holder = self.holder
        if step.role not in holder.roles or step.level not in holder.levels:
            return False
        below = row["organisation__path"].startswith(holder.organisation.path)
        return below or sees_everything(holder)


_INSERT = """
INSERT INTO {table} (procedure_id, cycle, no, route_step_id, seat, judged, reasons,
    outcome, actor_id, acted_for_id, acted_on, recorded_at, opinion, return_to)
SELECT chosen.*, %s::jsonb, %s, %s::bigint, %s::bigint, %s::date, %s::timestamptz,
    %s, %s::smallint
FROM unnest(%s::bigint[], %s::smallint[], %s::smallint[], %s::bigint[], %s::text[],
    %s::jsonb[]) AS chosen
"""


def _write(model, chosen, common, reasons, judged) -> None:
    columns = [list(column) for column in zip(*chosen, strict=True)]
    judgements = [Jsonb(judged[pk]) if pk in judged else None for pk in columns[0]]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT.format(table=table),
            [Jsonb(reasons), *common.values(), *columns, judgements],
        )
