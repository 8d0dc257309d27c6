"""The demonstration's one-click sign-in; outside it this page does not exist."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.demo import ACCOUNTS
from accounts.models import User


def demo_accounts() -> list[dict]:
    """The demonstration's people as the sign-in page lists them."""
    order = {account.number: place for place, account in enumerate(ACCOUNTS)}
    people = User.objects.filter(staff_number__in=order, is_active=True)
    people = people.select_related("organisation").prefetch_related("holdings")
    return sorted(
        (
            {
                "number": user.staff_number,
                "name": user.name,
                "post": user.post,
                "organisation": user.organisation.name,
                "roles": [h.get_role_display() for h in user.holdings.all()],
            }
            for user in people
        ),
        key=lambda person: order[person["number"]],
    )


@require_POST
def demo_sign_in(request):
    """Signs in as one of the demonstration's people without a password."""
    number = request.POST.get("number", "")
    known = {account.number for account in ACCOUNTS}
    user = User.objects.filter(staff_number=number, is_active=True).first()
    if not settings.DEMO or user is None or number not in known:
        raise Http404
    login(request, user, backend="accounts.roles_backend.RoleBackend")
    return HttpResponseRedirect(reverse("admin:index"))
