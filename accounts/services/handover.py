"""Hand-over (工作交接): a leaver's open work goes to a successor in one act."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role, State
from accounts.models import Deputy, HandOver, User
from accounts.procedures import kinds
from accounts.scope import sees_everything
from config import clock
from config.errors import DomainError


class SuccessorInactive(DomainError):
    """Open work goes to somebody who can sign in."""

    message = _("The successor's account is closed; choose somebody else.")


class SuccessorElsewhere(DomainError):
    """The successor must see the union whose work is handed over."""

    message = _("The successor does not see this union; choose a colleague.")


class MayNotClose(DomainError):
    """Accounts are closed by the security administrator, and never the own one."""

    message = _(
        "Only the security administrator closes an account, and not the own one. Hand "
        "over without closing it."
    )


class LastAdministrator(DomainError):
    """Somebody must be left who can open accounts and give roles."""

    message = _("This is the last administrator of this kind; name another one first.")


def _may_close(leaver: User, by: User) -> None:
    if leaver.pk == by.pk or not by.has_perm("accounts.close_user"):
        raise MayNotClose(field="leaves")
    for role in leaver.roles & {Role.SYSADMIN, Role.SECADMIN}:
        if not User.objects.holding(role).exclude(pk=leaver.pk).exists():
            raise LastAdministrator(field="leaves")


@transaction.atomic
def hand_over(
    *, leaver: User, successor: User, on: date, leaves: bool, by: User
) -> HandOver:
    """Moves everything in the leaver's keeping that is not closed to the successor.

    With `leaves` the leaver's account is closed and the arrangements in which the
    leaver is somebody's deputy end. The printed list is kept with the record. One
    statement a kind. Raises `SuccessorInactive`, `SuccessorElsewhere`, `MayNotClose`,
    `LastAdministrator`.
    """
    people = User.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    locked = {p.pk: p for p in people.filter(pk__in=[leaver.pk, successor.pk])}
    if not locked[successor.pk].is_active:
        raise SuccessorInactive(field="successor")
    below = leaver.organisation.path.startswith(successor.organisation.path)
    if not (below or sees_everything(successor)):
        raise SuccessorElsewhere(field="successor")
    if leaves:
        _may_close(leaver, by)
    items = [item for model in kinds() for item in _move(model, leaver, successor)]
    if leaves:
        _close_account(locked[leaver.pk], on)
    return HandOver.objects.create(
        leaver=leaver,
        successor=successor,
        handed_on=on,
        recorded_at=clock.now(),
        recorded_by=by,
        leaves=leaves,
        items=items,
    )


def _move(model, leaver, successor) -> list[dict]:
    rows = list(
        model.objects.filter(keeper=leaver)
        .exclude(state=State.CLOSED)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .select_related("organisation")
    )
    model.objects.filter(pk__in=[row.pk for row in rows]).update(keeper=successor)
    return [
        {
            "kind": str(model._meta.verbose_name),
            "row": row.pk,
            "label": str(row),
            "organisation": row.organisation.name,
            "state": row.state,
        }
        for row in rows
    ]


def _close_account(leaver: User, on: date) -> None:
    leaver.is_active = False
    leaver.left_on = on
    leaver.save(update_fields=["is_active", "left_on"])
    leaver.holdings.all().delete()
    Deputy.objects.filter(deputy=leaver, valid_to__gte=on, valid_from__lte=on).update(
        valid_to=on
    )
    Deputy.objects.filter(deputy=leaver, valid_from__gt=on).delete()
