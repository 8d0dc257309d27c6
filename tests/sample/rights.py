"""The sample's lines in the table of rights, added while the suite runs."""

from accounts import roles

HANDS = roles.OFFICE | {roles.OFFICER}


def add() -> None:
    roles.RIGHTS["sample.request"] = {
        "view": HANDS,
        "add": {roles.CASEWORKER, roles.OFFICER},
        "change": {roles.CASEWORKER, roles.OFFICER},
        "delete": {roles.CASEWORKER},
        "pass": {roles.CASEWORKER, roles.OFFICER, roles.REVIEWER, roles.SUPERVISOR},
        "return": {roles.REVIEWER, roles.SUPERVISOR},
    }
    roles._by_role.cache_clear()
