"""Who acts on the connection during a request, and the rules of being signed in."""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from config import clock
from config.acting import acting

SEEN = "seen"
SEEN_EVERY = 60


class ActorMiddleware:
    """Names the signed-in person to the trail, and takes the name back at the end."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        with acting(request.user.pk, f"{request.method} {request.path}"[:300]):
            return self.get_response(request)


class SignInRulesMiddleware:
    """Ends idle sessions; sends who must change the password to that page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(clock.now().timestamp())
        seen = request.session.get(SEEN, now)
        if now - seen > settings.IDLE_MINUTES * 60:
            return self._idle(request)
        if now - seen >= SEEN_EVERY or SEEN not in request.session:
            request.session[SEEN] = now
        change = reverse("admin:password_change")
        free = {change, reverse("admin:logout"), reverse("admin:jsi18n")}
        if must_change(request.user) and request.path not in free:
            return HttpResponseRedirect(change)
        return self.get_response(request)

    def _idle(self, request):
        logout(request)
        messages.info(
            request,
            _("You were signed out after %(minutes)s minutes without activity.")
            % {"minutes": settings.IDLE_MINUTES},
        )
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('admin:login')}?{query}")


def must_change(user) -> bool:
    """First password, or one older than the office allows (0 days = no limit)."""
    if user.must_change_password:
        return True
    days = settings.PASSWORD_MAX_AGE_DAYS
    if not days or settings.DEMO or user.password_changed_at is None:
        return False
    return user.password_changed_at < clock.now() - timedelta(days=days)
