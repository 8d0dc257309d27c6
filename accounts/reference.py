"""Rows every office begins with: one standard route for each kind of work.

They are data: an office that has any route of a kind keeps its own.
"""

from datetime import date

from django.db import transaction

from accounts.enums import Level, ProcedureKind, Role, Seat
from accounts.models import Route, RouteStep
from accounts.services.routes import issue_route
from config.acting import SYSTEM, acting

SINCE = date(2020, 1, 1)
OWN, DISTRICT = Level.OWN, Level.DISTRICT
MAKER, CHECKER, APPROVER = Seat.MAKER, Seat.CHECKER, Seat.APPROVER1

# kind → route name → (code, step, seat, role, level, days, may be skipped when)
STANDARD = {
    ProcedureKind.AID_CASE: {
        "困难职工救助（基层申报）": [
            ("apply", "基层申报", MAKER, Role.OFFICER, OWN, None, ""),
            ("visit", "入户调查", None, Role.CASEWORKER, DISTRICT, 5, "本年已入户"),
            ("check", "区级审核", CHECKER, Role.REVIEWER, DISTRICT, 5, ""),
            ("publicise", "公示", None, Role.CASEWORKER, DISTRICT, 10, ""),
            ("approve", "审批", APPROVER, Role.SUPERVISOR, DISTRICT, 3, ""),
        ],
        "困难职工救助（区级登记）": [
            ("apply", "登记", MAKER, Role.CASEWORKER, DISTRICT, None, ""),
            ("check", "审核", CHECKER, Role.REVIEWER, DISTRICT, 5, ""),
            ("publicise", "公示", None, Role.CASEWORKER, DISTRICT, 10, ""),
            ("approve", "审批", APPROVER, Role.SUPERVISOR, DISTRICT, 3, ""),
        ],
    },
    ProcedureKind.HARDSHIP_FILE: {
        "困难职工建档": [
            ("apply", "建档登记", MAKER, Role.CASEWORKER, OWN, None, ""),
            ("check", "审核", CHECKER, Role.REVIEWER, DISTRICT, 10, ""),
            ("approve", "审批", APPROVER, Role.SUPERVISOR, DISTRICT, 5, ""),
        ]
    },
    ProcedureKind.PAYMENT_BATCH: {
        "资金发放": [
            ("build", "制表", MAKER, Role.FINANCE, DISTRICT, None, ""),
            ("approve", "审批", APPROVER, Role.SUPERVISOR, DISTRICT, 3, ""),
        ]
    },
    ProcedureKind.BUDGET_ADJUSTMENT: {
        "预算调整": [
            ("propose", "申请", MAKER, Role.FINANCE, DISTRICT, None, ""),
            ("approve", "审批", APPROVER, Role.SUPERVISOR, DISTRICT, 5, ""),
        ]
    },
    ProcedureKind.EVALUATION: {
        "绩效自评": [
            ("assess", "自评", MAKER, Role.DEPARTMENT, DISTRICT, None, ""),
            ("check", "复核", CHECKER, Role.REVIEWER, DISTRICT, 10, ""),
            ("approve", "审定", APPROVER, Role.SUPERVISOR, DISTRICT, 10, ""),
        ]
    },
    ProcedureKind.ISSUED_PAPER: {
        "文稿签发": [
            ("draft", "拟稿", MAKER, Role.DEPARTMENT, DISTRICT, None, ""),
            ("approve", "签发", APPROVER, Role.SUPERVISOR, DISTRICT, 3, ""),
        ]
    },
}


def sync() -> None:
    """Adds the standard routes of kinds that have none yet."""
    present = set(Route.objects.values_list("kind", flat=True))
    with acting(SYSTEM, "reference rows"), transaction.atomic():
        for kind, routes in STANDARD.items():
            if kind.value not in present:
                for name, steps in routes.items():
                    _add(kind, name, steps)


def _add(kind, name, steps) -> None:
    route = Route.objects.create(kind=kind, name=name, valid_from=SINCE)
    RouteStep.objects.bulk_create(
        RouteStep(
            route=route,
            no=no,
            code=code,
            label=label,
            seat=seat,
            role=role,
            level=level,
            days=days,
            skip_condition=skip,
        )
        for no, (code, label, seat, role, level, days, skip) in enumerate(steps, 1)
    )
    issue_route(route=route)
