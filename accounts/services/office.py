"""Opening an office (启用): the federation and its first two accounts."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.enums import OrganisationKind
from accounts.models import Organisation, RoleHolding, User
from accounts.services.people import reset_password
from config.acting import SYSTEM, acting
from config.errors import DomainError


class OfficeIsOpen(DomainError):
    """The federation exists; further accounts are opened by its administrators."""

    message = _("The federation already exists; its administrators open accounts.")


@transaction.atomic
def open_office(
    *, code: str, name: str, people: dict[str, tuple[str, str]]
) -> dict[str, str]:
    """Creates the federation and one account a role; staff number → first password.

    `people` maps a role to (staff number, full name). Raises `OfficeIsOpen`.
    """
    if Organisation.objects.filter(kind=OrganisationKind.FEDERATION).exists():
        raise OfficeIsOpen
    passwords = {}
    with acting(SYSTEM, "open_office"):
        federation = Organisation.objects.create(
            code=code, name=name, kind=OrganisationKind.FEDERATION
        )
        for role, (number, full_name) in people.items():
            user = User(staff_number=number, name=full_name, organisation=federation)
            user.set_unusable_password()
            user.save()
            RoleHolding.objects.create(user=user, role=role)
            passwords[number] = reset_password(user=user, by=None)
    return passwords
