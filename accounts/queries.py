"""Questions over all kinds of work: what waits for me, who could pass a case."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from accounts.enums import OrganisationKind, ProcedureKind
from accounts.models import Organisation, Route, RouteStep, User
from accounts.procedures import kinds
from accounts.scope import sees_everything


@dataclass
class Waiting:
    """A kind of work with how much of it waits for a person."""

    label: str
    waiting: int
    overdue: int
    drafts: int


def waiting_for_me(user: User, on: date) -> list[Waiting]:
    """Per kind: what waits for this person, what of it is late, the person's drafts."""
    found = []
    for model in kinds():
        rows = model.objects.waiting_for(user, on)
        entry = Waiting(
            label=str(model._meta.verbose_name),
            waiting=rows.count(),
            overdue=rows.overdue(on).count(),
            drafts=model.objects.drafts_of(user).count(),
        )
        if entry.waiting or entry.drafts:
            found.append(entry)
    return found


@dataclass
class StepStaff:
    """A step of a route and the people who could take it."""

    step: RouteStep
    people: list[User] = field(default_factory=list)
    unions_without: int = 0


@dataclass
class RouteStaff:
    """A route, who could take each step, and what hinders passing it."""

    route: Route
    steps: list[StepStaff]
    hands: dict[int, User]

    @property
    def nobody(self) -> list[StepStaff]:
        """Steps that no account can take."""
        return [entry for entry in self.steps if not entry.people]

    @property
    def short_of_hands(self) -> bool:
        """Every step has somebody, yet the seats cannot be filled by different people."""
        seats = [entry for entry in self.steps if entry.step.seat]
        return not self.nobody and len(self.hands) < len(seats)

    @property
    def passable(self) -> bool:
        """One piece of work can pass from the first step to the last."""
        return not self.nobody and not self.short_of_hands


def staffing(on: date) -> list[RouteStaff]:
    """For each route in force: can the accounts present pass one piece of work?

    Seats go to different people; who sits where is found by augmenting paths.
    """
    people = list(
        User.objects.filter(is_active=True)
        .select_related("organisation")
        .prefetch_related("holdings")
        .order_by("pk")
    )
    roles = {user.pk: {h.role for h in user.holdings.all()} for user in people}
    routes = Route.objects.in_force(on).order_by("kind", "name")
    unions = list(
        Organisation.objects.filter(kind=OrganisationKind.GRASSROOTS, is_active=True)
        .order_by("path")
        .values_list("path", flat=True)
    )
    found = []
    for route in routes.prefetch_related("steps"):
        steps = [
            StepStaff(step, [u for u in people if _may(u, roles[u.pk], step)])
            for step in sorted(route.steps.all(), key=lambda step: step.no)
        ]
        for entry in steps:
            entry.unions_without = _left_out(entry.people, unions)
        found.append(RouteStaff(route, steps, _seated(steps)))
    return found


def kinds_without_route(on: date) -> list[str]:
    """Kinds of work that no issued route in force covers."""
    covered = set(Route.objects.in_force(on).values_list("kind", flat=True))
    return [kind.label for kind in ProcedureKind if kind.value not in covered]


def open_work_of(user: User) -> int:
    """How many open procedures are in this person's keeping."""
    return sum(
        model.objects.open().filter(keeper=user).aggregate(n=Count("pk"))["n"]
        for model in kinds()
    )


def _left_out(people: list[User], unions: list[str]) -> int:
    """How many grassroots unions have none of these people at or above them."""
    if not people or any(sees_everything(user) for user in people):
        return 0
    covered = {user.organisation.path for user in people}
    return sum(not covered.intersection(_way_up(path)) for path in unions)


def _way_up(path: str) -> list[str]:
    """The path of a union and of everything above it: 1.7.9. → 1., 1.7., 1.7.9."""
    parts = path.split(".")[:-1]
    return [".".join(parts[: n + 1]) + "." for n in range(len(parts))]


def _may(user, roles, step) -> bool:
    return step.role in roles and step.level in user.levels


def _seated(steps: list[StepStaff]) -> dict[int, User]:
    """Step number → person, as many different people as possible."""
    taken: dict[int, int] = {}
    by_no = {entry.step.no: entry for entry in steps if entry.step.seat}

    def place(no: int, tried: set[int]) -> bool:
        for user in by_no[no].people:
            if user.pk in tried:
                continue
            tried.add(user.pk)
            if user.pk not in taken or place(taken[user.pk], tried):
                taken[user.pk] = no
                return True
        return False

    for no in by_no:
        place(no, set())
    everybody = {user.pk: user for entry in steps for user in entry.people}
    return {no: everybody[pk] for pk, no in taken.items()}
