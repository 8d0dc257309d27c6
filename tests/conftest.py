"""The ground of the suite: real databases, strict rules, people as fixtures."""

import fcntl
import logging

import pytest
from django.db import connections
from django.template import engines
from django.test import Client

from config.acting import SYSTEM, name_actor
from tests import databases, strict
from tests.people import *  # noqa: F403


@pytest.fixture(scope="session")
def cluster():
    """The suite's own PostgreSQL; the last run that uses it stops it."""
    server = databases.cluster()
    with (databases.settings.VAR_DIR / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start()
        yield server
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        server.stop()


@pytest.fixture(scope="session")
def django_db_setup(cluster, django_db_blocker):
    """One clone of the reference template for all tests that roll back."""
    with django_db_blocker.unblock(), databases.clone("ref") as name:
        databases.point_at(name)
        yield
        connections.close_all()


@pytest.fixture
def db(db):
    """Rolled-back database access; what the test arranges is done by the system."""
    name_actor(SYSTEM, "test")
    return db


@pytest.fixture
def own_database(cluster, django_db_blocker, django_db_setup):
    """A committed database of this test's own, for several connections."""
    from django.conf import settings

    before = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock(), databases.clone("ref") as name:
        databases.point_at(name)
        name_actor(SYSTEM, "test")
        yield name
        connections.close_all()
        databases.point_at(before)


@pytest.fixture
def sign_in(db):
    """sign_in(person) → a client signed in as that person."""

    def signed_in(person):
        client = Client(raise_request_exception=True)
        client.force_login(person, backend="accounts.roles_backend.RoleBackend")
        return client

    return signed_in


@pytest.fixture(autouse=True)
def no_logged_error(caplog):
    """A test that logged an error fails, unless it takes the records away itself."""
    yield
    errors = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not errors, f"logged: {[record.getMessage() for record in errors]}"


@pytest.fixture(autouse=True)
def strict_rules(monkeypatch):
    """Undefined template variables, unordered rows and loose locks fail."""
    undefined = strict.make_strict(monkeypatch, engines["django"].engine)
    yield undefined
    assert undefined.found == []
