"""The embedded server: start, attach, stop, and every way it recovers."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from config.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]
START = (
    "from config.postgres import Cluster; print(Cluster({name!r}, {project!r}).start())"
)


@pytest.fixture(scope="module")
def rough(tmp_path_factory):
    """A server that tests stop, kill and confuse; each leaves it startable."""
    cluster = Cluster("rough", tmp_path_factory.mktemp("rough"))
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.fixture
def running(rough):
    rough.start()
    return rough


def python(code, **options):
    """Another process that runs our launcher."""
    options = {"text": True, "stdout": subprocess.PIPE, "cwd": ROOT} | options
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], **options)


def ask(cluster, question, role="postgres", dbname="postgres"):
    with psycopg.connect(**cluster.conninfo(role, dbname)) as connection:
        return connection.execute(question).fetchone()[0]


def wait_for(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


# --- start, attach, stop ------------------------------------------------------


def test_a_second_start_attaches(running):
    pid = running.pid()

    started = running.start()

    assert started is False
    assert running.pid() == pid


def test_a_stopped_server_says_so_and_starts_again(running):
    running.stop()

    assert (running.status(), running.pid()) == ("stopped", None)
    assert running.start() is True
    assert running.status() == "running"


def test_stopping_twice_is_harmless(running):
    running.stop()

    running.stop()

    assert running.status() == "stopped"


def test_a_cluster_nobody_started_is_absent(tmp_path):
    cluster = Cluster("never", tmp_path)

    assert cluster.status() == "absent"
    assert not cluster.socket_dir.exists()


def test_a_server_started_elsewhere_is_stopped_here(running):
    running.stop()
    other = python(START.format(name=running.name, project=str(running.project)))
    assert other.communicate()[0] == "True\n"

    running.stop()

    assert running.status() == "stopped"


def test_two_processes_at_once_start_exactly_one(tmp_path):
    cluster = Cluster("both", tmp_path)
    code = START.format(name=cluster.name, project=str(tmp_path))
    try:
        both = [python(code), python(code)]

        said = sorted(process.communicate()[0].strip() for process in both)

        assert said == ["False", "True"]
        assert cluster.status() == "running"
    finally:
        cluster.remove()


# --- after a kill -------------------------------------------------------------


def test_a_killed_server_starts_again_without_a_hand(running):
    os.kill(running.pid(), signal.SIGKILL)

    started = running.start()

    assert started is True
    assert ask(running, "SELECT 1") == 1


def test_a_server_outlives_the_process_that_started_it(running):
    running.stop()
    code = START.format(name=running.name, project=str(running.project))
    starter = python(f"{code}; import sys, time; sys.stdout.flush(); time.sleep(60)")
    assert starter.stdout.readline() == "True\n"

    starter.kill()
    starter.communicate()

    assert running.start() is False


def test_orphans_of_a_killed_server_are_waited_for(running):
    """A backend that is stopped cannot notice that its server has died."""
    connection = psycopg.connect(**running.conninfo("postgres", "postgres"))
    orphan = connection.info.backend_pid
    os.kill(orphan, signal.SIGSTOP)
    os.kill(running.pid(), signal.SIGKILL)
    code = START.format(name=running.name, project=str(running.project))
    starter = python(code)
    time.sleep(1)
    assert starter.poll() is None

    os.kill(orphan, signal.SIGCONT)

    assert starter.communicate()[0] == "True\n"
    connection.close()


def test_a_number_taken_over_by_a_stranger_blocks_nothing(running):
    """After a restart of the machine the old number may be anybody's."""
    account = running.data_dir.stat()
    stranger = subprocess.Popen(
        ["sleep", "60"], user=account.st_uid if os.geteuid() == 0 else None, cwd="/"
    )
    os.kill(running.pid(), signal.SIGKILL)
    for lock in (running.data_dir / "postmaster.pid", running.socket_lock):
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    assert running.status() == "stopped"

    started = running.start()

    assert started is True
    assert stranger.poll() is None
    stranger.kill()
    stranger.communicate()


def test_a_swept_temp_folder_is_mended(running):
    shutil.rmtree(running.socket_dir)

    running.start()

    assert ask(running, "SELECT 1") == 1


def test_data_deleted_under_a_running_server_begins_anew(tmp_path):
    cluster = Cluster("deleted", tmp_path)
    try:
        cluster.start()
        shutil.rmtree(cluster.data_dir)

        started = cluster.start()

        assert started is True
        assert ask(cluster, "SELECT 1") == 1
    finally:
        cluster.remove()


def test_an_initdb_killed_in_the_middle_leaves_nothing_behind(tmp_path):
    cluster = Cluster("half", tmp_path)
    new = cluster.beside("initdb")
    try:
        starter = python(START.format(name=cluster.name, project=str(tmp_path)))
        wait_for((new / "PG_VERSION").exists)
        starter.kill()
        starter.communicate()
        assert not cluster.data_dir.exists()

        started = cluster.start()

        assert started is True
        assert not new.exists()
    finally:
        cluster.remove()


def test_a_server_is_known_where_its_folder_is_hidden(running, monkeypatch):
    """In containers root may not look at another user's working directory."""

    def hidden(process):
        raise psutil.AccessDenied(process.pid)

    monkeypatch.setattr(psutil.Process, "cwd", hidden)

    assert running.status() == "running"


def test_a_large_log_is_put_aside(running):
    running.stop()
    os.truncate(running.log_file, 11 << 20)

    running.start()

    assert running.beside("log.1").stat().st_size == 11 << 20
    assert running.log_file.stat().st_size < 1 << 20
