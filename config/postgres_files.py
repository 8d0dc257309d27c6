"""What the embedded server reads and writes: data, settings, who may enter, log.

The settings are written anew at each start, so an upgrade of Bangfu takes effect;
an operator's own go to the end of `postgresql.conf`, below the `include`.
No setting lets a value of a row, a parameter or a statement into the log: errors
are not logged at all (they name values), crashes are without their details.
"""

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation.trans_null import gettext_noop as _

from config.postgres_database import ROLES
from config.postgres_host import (
    Account,
    PostgresError,
    binaries,
    last_line,
    major_version,
    my_name,
    run_as,
    write_as,
)

if TYPE_CHECKING:
    from config.postgres import Cluster

PORT = 5432
LOG_LIMIT = 10 * 1024 * 1024
SPACE_NEEDED = 300 * 1024 * 1024

SETTINGS = """\
# Written by config/postgres_files.py at each start: changes here are lost.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = {shared_buffers}
work_mem = 16MB
random_page_cost = 1.1
jit = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
lc_messages = 'C'
logging_collector = off
log_destination = 'stderr'
log_line_prefix = '%m [%p] '
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
log_statement = none
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
"""


def write_settings(cluster: "Cluster", account: Account) -> None:
    """Settings, and the two operating system users that may be any of our roles."""
    settings = SETTINGS.format(
        port=PORT,
        socket_dir=cluster.socket_dir,
        shared_buffers="256MB" if cluster.name == "main" else "128MB",
        durable="on" if cluster.is_durable else "off",
    )
    names = dict.fromkeys((account.name, my_name()))
    idents = [f'bangfu "{name}" {role}\n' for name in names for role in ROLES]
    for name, text in (
        ("bangfu.conf", settings),
        ("pg_ident.conf", "".join(idents)),
        ("pg_hba.conf", "local all all peer map=bangfu\n"),
    ):
        write_as(account, cluster.data_dir / name, text)


def create_data(cluster: "Cluster", account: Account, lock: int) -> None:
    """Run initdb beside the place and move the result there: all or nothing.

    The lock goes to initdb too: when we are killed, the next start waits for the
    orphan to end and then clears what it left.
    """
    place = cluster.data_dir
    new = place.with_name(f"{place.name}.initdb")
    if new.exists():
        shutil.rmtree(new)
    if shutil.disk_usage(place.parent).free < SPACE_NEEDED:
        raise disk_full(place.parent)
    command = [binaries(account) / "initdb", "-D", new, "-U", "postgres"]
    command += ["--locale=C.UTF-8", "--encoding=UTF8", "--no-instructions"]
    command += ["--auth-local=peer", "--auth-host=reject"]
    command += [] if cluster.is_durable else ["--no-sync"]
    try:
        new.mkdir(mode=0o700)
        os.chown(new, account.uid, account.gid)
        done = run_as(account, command, capture_output=True, pass_fds=[lock])
        if done.returncode:
            raise failure(done.stderr, cluster)
        template = (new / "postgresql.conf").read_text(encoding="utf-8")
        text = f"{template}\ninclude 'bangfu.conf'\n"
        write_as(account, new / "postgresql.conf", text)
        new.rename(place)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _sync_folder(place.parent)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def has_data(cluster: "Cluster", account: Account) -> bool:
    """Is there data? Refuses what these binaries, or this user, cannot run."""
    place = cluster.data_dir
    if not place.exists():
        return False
    owner = place.stat().st_uid
    if owner != account.uid:
        raise PostgresError(
            _(
                "The data in %(place)s belongs to user id %(owner)s and not to %(user)s. Start Bangfu as its owner, or move the data away."
            ),
            {"place": place, "owner": owner, "user": account.name},
        )
    if not any(place.iterdir()):
        return False
    if not (place / "PG_VERSION").exists():
        raise PostgresError(
            _(
                "%(place)s is not a PostgreSQL data directory. Move it away and start again."
            ),
            {"place": place},
        )
    found, ours = (place / "PG_VERSION").read_text().strip(), major_version()
    if found != ours:
        raise PostgresError(
            _(
                "The data in %(place)s is of PostgreSQL %(found)s and this is %(ours)s. Start it with the old version and save it with pg_dump, or move the directory away."
            ),
            {"place": place, "found": found, "ours": ours},
        )
    return True


def open_log(cluster: "Cluster", account: Account) -> int:
    """The log to append to; one of more than 10 MB is put aside first."""
    path = cluster.log_file
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_name(f"{path.name}.1"))
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    os.fchown(descriptor, account.uid, account.gid)
    return descriptor


def failure(said: str | OSError, cluster: "Cluster") -> PostgresError:
    """The error for what initdb, the server or the machine said before it gave up."""
    if "No space left" in str(said) or getattr(said, "errno", 0) == errno.ENOSPC:
        return disk_full(cluster.data_dir)
    reason = last_line("\n".join(fatal_lines(str(said))) or str(said)).split("] ")[-1]
    return PostgresError(
        _(
            "PostgreSQL did not start: “%(reason)s”. Its log is %(log_file)s; mend that and start again."
        ),
        {"reason": reason, "log_file": cluster.log_file},
    )


def fatal_lines(said: str, besides: tuple[str, ...] = ()) -> list[str]:
    """What ended the server, without what it told to those who came too early."""
    return [
        line
        for line in said.splitlines()
        if ("FATAL: " in line or "PANIC: " in line)
        and not any(words in line for words in besides)
    ]


def disk_full(place: Path) -> PostgresError:
    return PostgresError(
        _(
            "The disk of %(place)s is full: PostgreSQL needs 300 MB. Make room and start again."
        ),
        {"place": place},
    )
