"""Roles → permissions: the one table of who may do what (DESIGN §7).

A permission is `<app>.<verb>_<thing>`; verbs are those of services and admin buttons.
Which rows it holds for is another question: `accounts/scope.py`.
"""

from collections import defaultdict
from functools import cache

from accounts.enums import Role

CASEWORKER, REVIEWER, SUPERVISOR = Role.CASEWORKER, Role.REVIEWER, Role.SUPERVISOR
FINANCE, AUDITOR, DEPARTMENT = Role.FINANCE, Role.AUDITOR, Role.DEPARTMENT
OFFICER, SYSADMIN, SECADMIN = Role.OFFICER, Role.SYSADMIN, Role.SECADMIN

EVERYBODY = frozenset(Role)
OFFICE = {CASEWORKER, REVIEWER, SUPERVISOR, FINANCE, AUDITOR, DEPARTMENT}
IMPORTERS = {CASEWORKER, OFFICER, SYSADMIN}
"""Who may import some list; which one, each list's own `import` says."""

RIGHTS: dict[str, dict[str, set[str] | frozenset[str]]] = {
    "accounts.organisation": {
        "view": EVERYBODY,
        "add": {SYSADMIN},
        "change": {SYSADMIN},
        "import": {SYSADMIN},
        "export": EVERYBODY,
    },
    "accounts.department": {
        "view": OFFICE | {SYSADMIN, SECADMIN},
        "add": {SYSADMIN},
        "change": {SYSADMIN},
        "delete": {SYSADMIN},
    },
    "accounts.user": {
        "view": {SUPERVISOR, AUDITOR, SYSADMIN, SECADMIN},
        "add": {SYSADMIN},
        "change": {SYSADMIN},
        "import": {SYSADMIN},
        "export": {SYSADMIN, AUDITOR},
        "reset_password": {SYSADMIN, SECADMIN},
        "take_on_again": {SYSADMIN},
        "close": {SECADMIN},
        "set_phone": {SYSADMIN},
        "reveal_phone": {SYSADMIN, SUPERVISOR},
    },
    "accounts.roleholding": {
        "view": {SUPERVISOR, AUDITOR, SYSADMIN, SECADMIN},
        "add": {SECADMIN},
        "delete": {SECADMIN},
    },
    "accounts.deputy": {
        "view": OFFICE | {SYSADMIN, SECADMIN},
        "add": {SUPERVISOR, SECADMIN},
        "change": {SUPERVISOR, SECADMIN},
        "end": {SUPERVISOR, SECADMIN},
    },
    "accounts.handover": {
        "view": OFFICE | {SECADMIN},
        "hand_over": {SUPERVISOR, SECADMIN},
    },
    "accounts.route": {
        "view": OFFICE | {SYSADMIN, SECADMIN},
        "add": {SECADMIN},
        "change": {SECADMIN},
        "delete": {SECADMIN},
        "issue": {SECADMIN},
        "copy": {SECADMIN},
    },
    "accounts.routestep": {
        "view": OFFICE | {SYSADMIN, SECADMIN},
        "add": {SECADMIN},
        "change": {SECADMIN},
        "delete": {SECADMIN},
    },
    "accounts.reveal": {"view": {AUDITOR, SECADMIN}},
    "accounts.trail": {"view": {AUDITOR}},
    "accounts.setup": {"view": {SUPERVISOR, SYSADMIN, SECADMIN}},
    "assistance.person": {
        "view": {CASEWORKER, REVIEWER, SUPERVISOR, FINANCE, AUDITOR, OFFICER},
        "import": {CASEWORKER, OFFICER},
        "export": {CASEWORKER, REVIEWER, SUPERVISOR, FINANCE, AUDITOR},
        "export_sensitive": {CASEWORKER, FINANCE},
    },
    "assistance.enrolment": {
        "view": {CASEWORKER, REVIEWER, SUPERVISOR, FINANCE, AUDITOR, OFFICER},
        "import": {CASEWORKER, OFFICER},
        "export": {CASEWORKER, REVIEWER, SUPERVISOR, FINANCE, AUDITOR},
        "export_sensitive": {CASEWORKER, FINANCE},
    },
    "exchange.importrun": {
        "view": IMPORTERS,
        "upload": IMPORTERS,
        "apply": IMPORTERS,
        "undo": IMPORTERS,
        "drop": IMPORTERS,
    },
    "config.jobprogress": {
        "view": {SYSADMIN},
        "cancel": {SYSADMIN},
    },
}


def permission(thing: str, verb: str) -> str:
    """ "accounts.user" and "view" → "accounts.view_user"."""
    app, name = thing.split(".")
    return f"{app}.{verb}_{name}"


@cache
def _by_role() -> dict[str, frozenset[str]]:
    found = defaultdict(set)
    for thing, verbs in RIGHTS.items():
        for verb, roles in verbs.items():
            for role in roles:
                found[role].add(permission(thing, verb))
    return {role: frozenset(names) for role, names in found.items()}


def permissions_of(roles) -> frozenset[str]:
    """Every permission that these roles give together."""
    return frozenset().union(*(_by_role().get(role, ()) for role in roles))


def roles_with(name: str) -> set[str]:
    """The roles that give a permission."""
    return {role for role in Role if name in _by_role().get(role, ())}
