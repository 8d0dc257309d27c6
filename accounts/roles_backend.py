"""Sign-in by staff number and password; rights come from roles, never from here."""

from django.contrib.auth.backends import BaseBackend

from accounts.models import User
from config.acting import acting


class RoleBackend(BaseBackend):
    def authenticate(self, request, username=None, password=None):
        """The active person with this staff number and password, or None."""
        if not username or password is None:
            return None
        user = User.objects.filter(staff_number__iexact=username).first()
        if user is None:
            User().set_password(password)  # as slow as for a known number
            return None
        with acting(user.pk, "sign-in"):  # checking may renew an old hash
            return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id):
        return (
            User.objects.select_related("organisation")
            .filter(pk=user_id, is_active=True)
            .first()
        )
