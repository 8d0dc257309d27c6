"""The server as a process: is it ours, does it answer, launch it, end it.

PostgreSQL takes any process with the number in its lock file for a living server:
a zombie, or a stranger that got the number after a restart of the machine. Here a
server is a process that lives, is a postgres and works in our data. What guards the
data is a lock that the server and all its children hold while they live, orphans of
a killed server and servers in another container too; PostgreSQL's own shared memory
check stands behind it.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from django.utils.translation.trans_null import gettext_noop as _

from config import postgres_files as files
from config import postgres_host as host
from config.postgres_host import Account, PostgresError

if TYPE_CHECKING:
    from config.postgres import Cluster

DEAD_LOCK_PATIENCE = 15
RECOVERY_PATIENCE = 600
STOP_PATIENCE = 60

# What a server says that will answer later, and one that was killed, or left a lock.
LATER = (
    "starting up",
    "not yet accepting connections",
    "in recovery mode",
    "shutting down",
    "No such file or directory",
    "Connection refused",
    "Connection reset",
    "Broken pipe",
    "server closed the connection",
    "terminating connection",
    "timeout expired",
)
STILL_HELD = _(
    "a process of a former server, or in another container, still works on it"
)
DEAD_LOCK = ('lock file "', "pre-existing shared memory block", STILL_HELD)
LAUNCH = '"$@" >&2 & echo $!'


def running_pid(cluster: "Cluster") -> int | None:
    """The running server's process, never one that took over its number."""
    return _holder(cluster.data_dir / "postmaster.pid", str(cluster.data_dir))


def _holder(lock: Path, place: str = "") -> int | None:
    """The living server that a lock file of PostgreSQL names.

    Without a place it is the one the file tells; a copied file tells a wrong one.
    """
    try:
        pid, told = lock.read_text().splitlines()[:2]
        return int(pid) if _is_server(int(pid), place or told) else None
    except (OSError, ValueError):
        return None


def _is_server(pid: int, place: str) -> bool:
    """Does it live, is it a postgres, does it work in that folder?"""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        command = process.cmdline()
        if not command or Path(command[0]).name != "postgres":
            return False
        try:
            return process.cwd() == place
        except psutil.AccessDenied:
            return place in command
    except psutil.Error:
        return False


def _is_alive(pid: int) -> bool:
    import psutil

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def answers(cluster: "Cluster") -> bool:
    """Does a real connection succeed? Raises when it never will."""
    parameters = cluster.conninfo("postgres", "postgres")
    try:
        psycopg.connect(**parameters, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        if "too many clients" in str(error):
            return True
        if any(words in str(error) for words in LATER):
            return False
        raise files.failure(str(error), cluster) from error
    return True


def socket_is_lost(cluster: "Cluster") -> bool:
    """Did somebody sweep the temp folder, or move the project?"""
    try:
        lines = (cluster.data_dir / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    is_ready = len(lines) > 7 and lines[7].strip() == "ready"
    return is_ready and not cluster.socket_file.exists()


def wait_until_ready(cluster: "Cluster", pid: int) -> bool:
    """Wait until the server answers; False when it died before it did."""
    deadline, pause = time.monotonic() + RECOVERY_PATIENCE, 0.005
    while time.monotonic() < deadline:
        if answers(cluster):
            return True
        if not _is_alive(pid):
            return False
        time.sleep(pause)
        pause = min(pause * 1.2, 0.5)
    raise PostgresError(
        _(
            "PostgreSQL has been recovering for ten minutes: watch %(log_file)s and start again later."
        ),
        {"log_file": cluster.log_file},
    )


def launch(cluster: "Cluster", account: Account) -> None:
    """Start the server; again, while it is killed or a killed one's rest is dying."""
    deadline = time.monotonic() + DEAD_LOCK_PATIENCE
    orphan = _holder(cluster.socket_lock)
    if orphan and not running_pid(cluster):
        # Its data was deleted under it: it would hold the socket for a minute.
        _end(orphan, signal.SIGQUIT)
    with host.lock_file(cluster.beside("alive")) as alive:
        while True:
            said = _launch_once(cluster, account, alive)
            if said is None:
                return
            reasons = files.fatal_lines(said, besides=(*LATER, *DEAD_LOCK))
            if reasons or time.monotonic() > deadline:
                raise files.failure("\n".join(reasons) or said, cluster)
            time.sleep(0.2)


def _launch_once(cluster: "Cluster", account: Account, alive: int) -> str | None:
    """None when the server is ready, else what it said before it died."""
    if not host.try_lock(alive):
        return STILL_HELD
    _clear_locks(cluster)
    log = files.open_log(cluster, account)
    try:
        begin = os.fstat(log).st_size
        server = [host.binaries(account) / "postgres", "-D", cluster.data_dir]
        # Through a shell, so that it is nobody's child and no zombie of ours.
        done = host.run_as(
            account,
            ["/bin/sh", "-c", LAUNCH, "sh", *server],
            stdout=subprocess.PIPE,
            stderr=log,
            pass_fds=[alive],
            start_new_session=True,
        )
        if wait_until_ready(cluster, int(done.stdout)):
            return None
        return os.pread(log, files.LOG_LIMIT, begin).decode("utf-8", "replace")
    finally:
        os.close(log)


def _clear_locks(cluster: "Cluster") -> None:
    """Remove the locks of a server that is gone."""
    if running_pid(cluster):
        return
    for lock in (cluster.data_dir / "postmaster.pid", cluster.socket_lock):
        lock.unlink(missing_ok=True)


def halt(cluster: "Cluster", how: signal.Signals) -> None:
    """Tell the server to stop and wait until it has."""
    if pid := running_pid(cluster):
        _end(pid, how)


def _end(pid: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, how)
    deadline = time.monotonic() + STOP_PATIENCE
    while _is_alive(pid):
        if time.monotonic() > deadline:
            raise PostgresError(
                _(
                    "PostgreSQL (process %(pid)s) did not stop within a minute: end the work on it, then stop it again."
                ),
                {"pid": pid},
            )
        time.sleep(0.01)
