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


def visible_paths(user) -> list[str] | None:
    """Paths of the subtrees a person sees, the principals' among them; None = all."""
    holders = [user, *user.stands_in_for]
    if any(sees_everything(holder) for holder in holders):
        return None
    return [holder.organisation.path for holder in holders]


def below(lookup: str, paths: list[str]) -> Q:
    """Rows whose organisation, by `lookup`, stands in one of the subtrees."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{lookup}__startswith": path})
    return found


def scope_filter(model, user) -> Q:
    """The condition that keeps the rows of the user's subtree."""
    paths = None if model.scope_path is None else visible_paths(user)
    if paths is None:
        return Q()
    return below(f"{model.scope_path}__path" if model.scope_path else "path", paths)


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
