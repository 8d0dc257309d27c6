"""The people of every story: who works where, with which role."""

import pytest

from accounts.enums import Role
from tests.factories import make_organisation, make_route, make_user


@pytest.fixture
def federation(db):
    return make_organisation("federation", name="东西湖区总工会")


@pytest.fixture
def street(federation):
    return make_organisation("subdistrict", federation, name="金银湖街道总工会")


@pytest.fixture
def union(street):
    return make_organisation("grassroots", street, name="恒达食品公司工会")


@pytest.fixture
def other_union(federation):
    other = make_organisation("subdistrict", federation, name="径河街道总工会")
    return make_organisation("grassroots", other, name="盛源物流公司工会")


def _office(role):
    @pytest.fixture(name=role.value)
    def person(federation):
        return make_user(role, organisation=federation, number=role.value)

    return person


caseworker = _office(Role.CASEWORKER)
reviewer = _office(Role.REVIEWER)
supervisor = _office(Role.SUPERVISOR)
finance = _office(Role.FINANCE)
auditor = _office(Role.AUDITOR)
department = _office(Role.DEPARTMENT)
sysadmin = _office(Role.SYSADMIN)
secadmin = _office(Role.SECADMIN)


@pytest.fixture
def officer(union):
    return make_user(Role.OFFICER, organisation=union, number="officer")


@pytest.fixture
def stranger(other_union):
    """A grassroots officer of another union: must see nothing of ours."""
    return make_user(Role.OFFICER, organisation=other_union, number="stranger")


@pytest.fixture
def street_reviewer(street):
    return make_user(Role.REVIEWER, organisation=street, number="street_reviewer")


@pytest.fixture
def route(db):
    """Application, visit (no seat, may be skipped), check, approval."""
    return make_route(
        ("apply", "maker", "officer", "own"),
        ("visit", None, "caseworker", "district", 5, "visited this year"),
        ("check", "checker", "reviewer", "subdistrict", 5),
        ("approve", "approver1", "supervisor", "district", 3),
    )
