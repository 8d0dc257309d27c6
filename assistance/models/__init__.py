"""Whom we help by name, with what, who decided."""

from assistance.models.mutual_aid import CoveragePeriod, Enrolment, MutualAidPlan
from assistance.models.person import Membership, Person

__all__ = ["CoveragePeriod", "Enrolment", "Membership", "MutualAidPlan", "Person"]
