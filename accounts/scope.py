"""Which rows a person sees: the subtree of the own organisation.

A model names in `scope_path` the lookup to its organisation ("organisation",
"case__organisation", "" for the organisation itself); None means that its rows belong
to no union (routes, the office's own settings). People of the federation and its aid
centre see everything, without a filter.
"""

from django.db import models
from django.db.models import Q

from accounts.enums import OrganisationKind

DISTRICT_KINDS = {OrganisationKind.FEDERATION, OrganisationKind.AID_CENTRE}


def sees_everything(user) -> bool:
    """Whether the user's organisation is the federation or its aid centre."""
    return user.organisation.kind in DISTRICT_KINDS


def scope_filter(model, user) -> Q:
    """The condition that keeps the rows of the user's subtree."""
    path = model.scope_path
    if path is None or sees_everything(user):
        return Q()
    lookup = f"{path}__path__startswith" if path else "path__startswith"
    return Q(**{lookup: user.organisation.path})


class ScopedQuerySet(models.QuerySet):
    """Rows that know who may see them."""

    def visible_to(self, user):
        """The rows inside the user's scope."""
        return self.filter(scope_filter(self.model, user))


class ScopedModel(models.Model):
    """A model whose rows are scoped; every business model is one."""

    scope_path: str | None = "organisation"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
