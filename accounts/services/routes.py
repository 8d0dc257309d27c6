"""Routes: issued, and copied to make the next one."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.enums import Seat
from accounts.models import Route, RouteStep
from accounts.models.route import WHOLE
from config.errors import DomainError


class RouteIncomplete(DomainError):
    """Steps are numbered 1, 2, 3 …, the first is the maker's, and somebody checks."""

    message = WHOLE


class RouteOverlaps(DomainError):
    """Two routes of the same kind and name would hold on the same day."""

    message = _("Another route of this kind and name still holds: end it first.")


@transaction.atomic
def issue_route(*, route: Route) -> Route:
    """Issues (发布) a draft; its steps are frozen from now on. An open-ended older route
    of the same name ends on the day before, so that one rule holds a day.

    Raises `RouteIncomplete`, `RouteOverlaps`.
    """
    route = (
        Route.objects.select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .get(pk=route.pk)
    )
    steps = list(route.steps.order_by("no"))
    numbers = [step.no for step in steps]
    seats = [step.seat for step in steps if step.seat]
    whole = numbers == list(range(1, len(steps) + 1)) and len(seats) >= 2
    if not whole or steps[0].seat != Seat.MAKER:
        raise RouteIncomplete
    same = Route.objects.filter(kind=route.kind, name=route.name, issued=True)
    last = route.valid_to or date.max
    if any(
        other.valid_from <= last and _end(other, route) >= route.valid_from
        for other in same.exclude(pk=route.pk)
    ):
        raise RouteOverlaps(field="valid_from")
    same.exclude(pk=route.pk).filter(
        valid_to=None, valid_from__lt=route.valid_from
    ).update(valid_to=route.valid_from - timedelta(days=1))
    route.issued = True
    route.save(update_fields=["issued"])
    return route


def _end(other: Route, fresh: Route) -> date:
    """When another route ends: an open-ended older one on the day before the new."""
    if other.valid_to is None and other.valid_from < fresh.valid_from:
        return fresh.valid_from - timedelta(days=1)
    return other.valid_to or date.max


@transaction.atomic
def copy_route(*, route: Route, valid_from: date) -> Route:
    """A draft with the same steps that begins at `valid_from`."""
    fresh = Route.objects.create(
        kind=route.kind, name=route.name, valid_from=valid_from
    )
    names = ["no", "code", "label", "seat", "role", "level", "days", "skip_condition"]
    RouteStep.objects.bulk_create(
        RouteStep(route=fresh, **values) for values in route.steps.values(*names)
    )
    return fresh
