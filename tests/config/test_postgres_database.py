"""Who may enter the embedded server, what they find, what its log never tells."""

import os
import subprocess
from contextlib import ExitStack, nullcontext

import psycopg
import pytest

from config import postgres_host
from config.postgres import Cluster, PostgresError, check_server, prepare


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """A running, prepared server that tests only talk to."""
    cluster = Cluster("talk", tmp_path_factory.mktemp("ready"))
    cluster.start()
    prepare(cluster.conninfo("postgres", "postgres"), "bangfu")
    yield cluster
    cluster.remove()


def ask(cluster, question, role="postgres", dbname="postgres"):
    with psycopg.connect(**cluster.conninfo(role, dbname)) as connection:
        return connection.execute(question).fetchone()[0]


def refusal(refusing, *arguments):
    """The sentence in its source language, whichever is active."""
    with pytest.raises(PostgresError) as caught:
        refusing(*arguments)
    return caught.value.sentence % caught.value.values


@pytest.mark.parametrize("role", ["postgres", "bangfu_owner", "bangfu_app"])
def test_the_user_who_started_it_may_be_each_role(ready, role):
    assert ask(ready, "SELECT current_user", role, "bangfu") == role


def test_no_other_system_user_gets_in(ready):
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    psql = postgres_host.binaries(postgres_host.server_account()) / "psql"
    ready.socket_dir.chmod(0o711)
    ready.socket_file.chmod(0o777)

    stranger = subprocess.run(
        [psql, "-h", ready.socket_dir, "-U", "bangfu_app", "bangfu"],
        user="nobody",
        cwd="/",
        capture_output=True,
        text=True,
    )
    ready.socket_dir.chmod(0o700)
    ready.socket_file.chmod(0o700)

    assert 'Peer authentication failed for user "bangfu_app"' in stranger.stderr


def test_the_server_has_no_network_door(ready):
    assert ask(ready, "SHOW listen_addresses") == ""
    assert ready.socket_dir.stat().st_mode & 0o777 == 0o700


def test_preparing_twice_changes_nothing(ready):
    rights = "SELECT datacl::text FROM pg_database WHERE datname = 'bangfu'"
    before = ask(ready, rights)

    prepare(ready.conninfo("postgres", "postgres"), "bangfu")

    assert ask(ready, rights) == before


def test_a_long_lock_or_an_idle_transaction_ends_for_both_roles(ready):
    for role in ("bangfu_owner", "bangfu_app"):
        assert ask(ready, "SHOW lock_timeout", role, "bangfu") == "5s"
        idle = "SHOW idle_in_transaction_session_timeout"
        assert ask(ready, idle, role, "bangfu") == "1min"


def test_the_app_role_cannot_create_a_table(ready):
    with (
        psycopg.connect(**ready.conninfo()) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE t (x int)")


def test_the_owner_can_create_databases_but_no_roles(ready):
    with psycopg.connect(
        **ready.conninfo("bangfu_owner"), autocommit=True
    ) as connection:
        connection.execute("CREATE DATABASE bangfu_copy TEMPLATE bangfu")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE ROLE intruder")


def test_only_a_superuser_prepares(ready):
    sentence = refusal(prepare, ready.conninfo("bangfu_owner"), "bangfu")

    assert "bangfu_owner is no superuser" in sentence


def test_trigrams_see_chinese(ready):
    with psycopg.connect(**ready.conninfo()) as connection:
        check_server(connection)

        trigrams = connection.execute("SELECT show_trgm('互助保障')").fetchone()[0]

    assert len(trigrams) == 5


@pytest.fixture
def create_database(ready):
    """Creates a database as a careless administrator might; connects to it."""
    with ExitStack() as stack:

        def create(name, options):
            usual = ready.conninfo("postgres", "postgres")
            with psycopg.connect(**usual, autocommit=True) as connection:
                connection.execute(
                    f"CREATE DATABASE {name} TEMPLATE template0 {options}"
                )
            return stack.enter_context(
                psycopg.connect(**ready.conninfo("postgres", name))
            )

        yield create


def test_a_database_blind_to_chinese_is_refused(create_database):
    connection = create_database("blind", "LC_COLLATE 'C' LC_CTYPE 'C'")
    connection.execute("CREATE EXTENSION pg_trgm")

    assert "create it with LC_CTYPE 'C.UTF-8'" in refusal(check_server, connection)


def test_a_database_without_trigrams_is_refused(create_database):
    connection = create_database("bare", "ENCODING 'UTF8'")

    assert "lacks the extension pg_trgm" in refusal(check_server, connection)


def test_a_database_of_another_encoding_is_refused(create_database):
    connection = create_database("latin", "ENCODING 'SQL_ASCII' LOCALE 'C'")

    assert "is encoded in SQL_ASCII" in refusal(check_server, connection)


def test_the_log_tells_no_values(ready):
    secret = "420112199001011234"
    with psycopg.connect(**ready.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE person (id text PRIMARY KEY)")
        connection.execute("INSERT INTO person VALUES (%s)", [secret])
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES (%s)", [secret])
        with pytest.raises(psycopg.DataError):
            connection.execute(f"SELECT '{secret}x'::int")
        with pytest.raises(psycopg.OperationalError):
            connection.execute(
                f"SELECT pg_terminate_backend(pg_backend_pid()), '{secret}'"
            )

    assert secret not in ready.log_file.read_text()


def test_an_old_server_is_refused():
    class Old:
        """Answers as a server of version 14 does; there is none to ask."""

        answers = {"SHOW server_version_num": "140012", "SHOW server_version": "14.12"}

        def cursor(self):
            return nullcontext(self)

        def execute(self, question):
            self.question = question

        def fetchone(self):
            return [self.answers[self.question]]

    assert "This is PostgreSQL 14.12" in refusal(check_server, Old())
