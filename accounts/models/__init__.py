"""Who may do what, on whose rows, in which order of hands."""

from accounts.models.access import HandOver, KeyCanary, Reveal, Trail
from accounts.models.organisation import Department, Organisation
from accounts.models.route import Route, RouteStep
from accounts.models.user import Deputy, RoleHolding, User

__all__ = [
    "Department",
    "Deputy",
    "HandOver",
    "KeyCanary",
    "Organisation",
    "Reveal",
    "RoleHolding",
    "Route",
    "RouteStep",
    "Trail",
    "User",
]
