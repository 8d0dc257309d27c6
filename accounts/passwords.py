"""Password rules (等保 2.0): three kinds of characters; what axes may store."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KINDS_NEEDED = 3


class ThreeKindsValidator:
    """At least three of: lower-case, upper-case, digit, other sign."""

    def validate(self, password, user=None):
        kinds = {
            "lower"
            if c.islower()
            else "upper"
            if c.isupper()
            else "digit"
            if c.isdigit()
            else "other"
            for c in password
        }
        if len(kinds) < KINDS_NEEDED:
            raise ValidationError(self.get_help_text(), code="password_too_uniform")

    def get_help_text(self):
        return _(
            "Use at least three kinds of characters: lower-case and upper-case "
            "letters, digits, other signs."
        )


def masked_client(username, ip_address, user_agent, path_info, request=None):
    """How the log names a failed sign-in: its address and nothing personal."""
    return f"address {ip_address}"


def attempted_number(request, credentials=None) -> str:
    """Whose account an attempt counts for: the staff number, whatever its case."""
    given = credentials or {}
    number = given.get("username") or given.get("staff_number")
    return (number or request.POST.get("username", "")).strip().lower()
