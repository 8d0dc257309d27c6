"""Staff accounts: opened, given a phone number, a new first password; values revealed."""

from datetime import timedelta

from axes.utils import reset as axes_reset
from django.conf import settings
from django.db import models, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Reveal, User
from accounts.sensitive import normal_phone, seal_text
from config import clock, keys
from config.errors import DomainError

PHONE_LABEL = "accounts.User.phone"
GUARDED = {Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR, Role.SUPERVISOR}
LETTERS, DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"


class Guarded(DomainError):
    """A new password is a key to the account; some keys take another hand."""

    message = _(
        "This person decides or administers: only a security administrator gives a new "
        "first password."
    )


class NotAPhoneNumber(DomainError):
    """A mobile number has 11 digits; a landline area code and number."""

    message = _("This is no phone number: 11 digits, or area code and number.")


class TooManyReveals(DomainError):
    """More looks at sensitive values within an hour than the office allows."""

    message = _(
        "You have looked at %(count)s sensitive values within an hour, which is the "
        "limit. Please wait, or ask the security administrator."
    )


def new_password() -> str:
    """A first password that is easy to read out: three groups, no 0/o/1/l."""
    groups = [get_random_string(4, LETTERS) for _ in range(2)]
    return f"{groups[0].capitalize()}-{groups[1]}-{get_random_string(4, DIGITS)}"


@transaction.atomic
def reset_password(*, user: User, by: User | None) -> str:
    """A new first password (初始密码), shown once; it must be changed at sign-in.

    Also ends a lock after wrong attempts. Raises `Guarded`: who decides or administers
    gets one only from a security administrator (`by` None: the operator's command).
    """
    if user.roles & GUARDED and by is not None and Role.SECADMIN not in by.roles:
        raise Guarded
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.password_changed_at = None
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    axes_reset(username=user.staff_number.lower())
    return password


@transaction.atomic
def take_on_again(*, user: User, by: User) -> User:
    """Opens a closed account again (返聘、复岗); roles are given anew, by another hand."""
    user.is_active, user.left_on = True, None
    user.save(update_fields=["is_active", "left_on"])
    return user


@transaction.atomic
def set_own_password(*, user: User, password: str) -> None:
    """The person's own new password; ends the forced change."""
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


@transaction.atomic
def set_phone(*, user: User, phone: str, by: User) -> None:
    """Seals the phone number; an empty one takes it away. Raises `NotAPhoneNumber`."""
    number = normal_phone(phone)
    if phone and not 7 <= len(number) <= 12:
        raise NotAPhoneNumber(field="phone")
    user.phone_cipher = seal_text(number, PHONE_LABEL)
    user.phone_digest = keys.digest("phone", number) if number else None
    user.save(update_fields=["phone_cipher", "phone_digest"])


@transaction.atomic
def record_reveal(
    *, subject: models.Model, field: str, reason: str, explanation: str = "", by: User
) -> Reveal:
    """Records a look at a full sensitive value (查看敏感信息) before it is shown.

    Raises `TooManyReveals`; the rule that another reason is explained is the
    database's.
    """
    since = clock.now() - timedelta(hours=1)
    User.objects.select_for_update(of=("self",), no_key=True).order_by("pk").get(
        pk=by.pk
    )
    count = Reveal.objects.filter(user=by, at__gt=since).count()
    if count >= settings.REVEALS_PER_HOUR:
        raise TooManyReveals(count=count)
    return Reveal.objects.create(
        user=by,
        at=clock.now(),
        model=subject._meta.label_lower,
        row=subject.pk,
        field=field,
        reason=reason,
        explanation=explanation,
    )
