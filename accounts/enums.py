"""The fixed words of the room: roles, levels, seats, states. Texts are translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Posts of the federation (岗位); one person may hold several."""

    CASEWORKER = "caseworker", _("caseworker")
    REVIEWER = "reviewer", _("reviewer")
    SUPERVISOR = "supervisor", _("supervisor")
    FINANCE = "finance", _("finance officer")
    AUDITOR = "auditor", _("auditor")
    DEPARTMENT = "department", _("department officer")
    OFFICER = "officer", _("grassroots officer")
    SYSADMIN = "sysadmin", _("system administrator")
    SECADMIN = "secadmin", _("security administrator")


class OrganisationKind(TextChoices):
    """Levels of the union tree (工会组织类别)."""

    FEDERATION = "federation", _("federation")
    AID_CENTRE = "aid_centre", _("aid centre")
    SUBDISTRICT = "subdistrict", _("subdistrict union")
    GRASSROOTS = "grassroots", _("grassroots union")


class Level(TextChoices):
    """The lowest level whose people may take a step (办理层级)."""

    OWN = "own", _("own union")
    SUBDISTRICT = "subdistrict", _("subdistrict")
    DISTRICT = "district", _("district")


LEVELS_OF = {
    OrganisationKind.GRASSROOTS: [Level.OWN],
    OrganisationKind.SUBDISTRICT: [Level.OWN, Level.SUBDISTRICT],
    OrganisationKind.AID_CENTRE: [Level.OWN, Level.SUBDISTRICT, Level.DISTRICT],
    OrganisationKind.FEDERATION: [Level.OWN, Level.SUBDISTRICT, Level.DISTRICT],
}
"""Which levels' steps the people of an organisation of this kind may take."""


class Seat(TextChoices):
    """Hands that must differ within a cycle (经办、审核、审批)."""

    MAKER = "maker", _("maker")
    CHECKER = "checker", _("checker")
    APPROVER1 = "approver1", _("first approver")
    APPROVER2 = "approver2", _("second approver")
    APPROVER3 = "approver3", _("third approver")


class ProcedureKind(TextChoices):
    """What several people pass on (流程类别)."""

    AID_CASE = "aid_case", _("aid case")
    HARDSHIP_FILE = "hardship_file", _("hardship file")
    PAYMENT_BATCH = "payment_batch", _("payment batch")
    BUDGET_ADJUSTMENT = "budget_adjustment", _("budget adjustment")
    EVALUATION = "evaluation", _("performance evaluation")
    ISSUED_PAPER = "issued_paper", _("issued paper")


class State(TextChoices):
    """Where a procedure stands (办理状态); only steps change it."""

    DRAFT = "draft", _("draft")
    RUNNING = "running", _("in progress")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")


class Outcome(TextChoices):
    """What a step did (办理结果)."""

    DONE = "done", _("passed")
    SKIPPED = "skipped", _("skipped")
    RETURNED = "returned", _("returned")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REOPENED = "reopened", _("reopened")
    CLOSED = "closed", _("closed")
    CARRIED = "carried", _("carried over")


SEATED = [Outcome.DONE, Outcome.CARRIED]
"""Outcomes by which an actor holds the seat of a step."""


class RevealReason(TextChoices):
    """Preset reasons to see a full sensitive value (查看理由)."""

    NATIONAL = "national", _("entry in the national system")
    PHONE = "phone", _("verification by phone")
    BANK = "bank", _("bank correction")
    VISIT = "visit", _("home visit")
    OTHER = "other", _("other (say why)")
