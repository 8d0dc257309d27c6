"""The embedded PostgreSQL: where each server lives, start, stop, how to reach it.

`Cluster().start()` is safe at any time, from any number of processes, and after a
`kill -9` of Bangfu, of the server or of both: it attaches to a running server, waits
for one that recovers, and starts one otherwise. The server outlives the process
that started it. It listens on a socket in a private folder only, and lets in nobody
but the user who started it.

Nothing here reads Django's settings: they ask this module where the socket is.
"""

import hashlib
import re
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.utils.translation.trans_null import gettext_noop as _

from config import postgres_files as files
from config import postgres_host as host
from config import postgres_process as process
from config.postgres_database import APP_ROLE, OWNER_ROLE, check_server, prepare
from config.postgres_files import PORT
from config.postgres_host import Account, PostgresError

__all__ = [
    "APP_ROLE",
    "OWNER_ROLE",
    "Cluster",
    "PostgresError",
    "check_server",
    "prepare",
]

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cluster:
    """One server with its own data; `main` holds the records, others are for tests.

    What is not durable may lose everything in a crash and is fast in return.
    """

    name: str = "main"
    project: Path = PROJECT
    durable: bool | None = None

    def __post_init__(self):
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,30}", self.name):
            raise PostgresError(
                _("“%(name)s” is no name for a cluster: use a-z, 0-9 and -."),
                {"name": self.name},
            )
        object.__setattr__(self, "project", Path(self.project).resolve())

    @property
    def is_durable(self) -> bool:
        return self.name == "main" if self.durable is None else self.durable

    @property
    def data_dir(self) -> Path:
        if host.is_root():
            return host.SYSTEM_HOME / self._digest(self.project, 12) / self.name
        return self._own_place

    @property
    def socket_dir(self) -> Path:
        """Always in /tmp: a socket's whole path may have 107 bytes only."""
        digest = self._digest(f"{self.project}\n{self.name}", 8)
        return Path(f"/tmp/bangfu-{host.my_uid()}-{digest}")

    @property
    def socket_file(self) -> Path:
        return self.socket_dir / f".s.PGSQL.{PORT}"

    @property
    def socket_lock(self) -> Path:
        return self.socket_dir / f".s.PGSQL.{PORT}.lock"

    @property
    def log_file(self) -> Path:
        return self.beside("log")

    def beside(self, suffix: str) -> Path:
        """A file next to the data, where the server itself cannot replace it."""
        return self.data_dir.with_name(f"{self.data_dir.name}.{suffix}")

    @property
    def _own_place(self) -> Path:
        suffix = "" if self.name == "main" else f"-{self.name}"
        return self.project / "var" / f"postgres{suffix}"

    @property
    def _marker(self) -> Path:
        """Tells, in the project, that root keeps the data elsewhere."""
        return self._own_place.with_name(f"{self._own_place.name}.path")

    @staticmethod
    def _digest(text: object, length: int) -> str:
        return hashlib.sha256(str(text).encode()).hexdigest()[:length]

    def conninfo(self, role: str = APP_ROLE, dbname: str = "bangfu") -> dict:
        """Parameters for `psycopg.connect(**…)`."""
        place = {"host": str(self.socket_dir), "port": PORT}
        return place | {"user": role, "dbname": dbname}

    def pid(self) -> int | None:
        """The running server's process, never one that took over its number."""
        return process.running_pid(self)

    def status(self) -> Literal["running", "stopped", "absent"]:
        if self.pid():
            return "running"
        return "stopped" if (self.data_dir / "PG_VERSION").exists() else "absent"

    def start(self) -> bool:
        """True when this call started the server, False when one was running."""
        host.wheel()
        account = host.server_account()
        try:
            self._make_room(account)
            if self._is_settled() and self.pid() and process.answers(self):
                return False
            with host.locked(self.beside("lock")) as lock:
                return self._start_or_attach(account, lock)
        except OSError as error:
            raise files.failure(error, self) from error

    def stop(self, fast: bool = True) -> None:
        """Stop the server whoever started it; without `fast` its users may finish."""
        if self.pid():
            with host.locked(self.beside("lock")):
                process.halt(self, signal.SIGINT if fast else signal.SIGTERM)

    def remove(self) -> None:
        """Stop the server and delete its data for good: what tests end with."""
        self.stop()
        for folder in (self.data_dir, self.socket_dir):
            shutil.rmtree(folder, ignore_errors=True)
        for path in (
            self._marker,
            *map(self.beside, ("log", "log.1", "alive", "lock")),
        ):
            path.unlink(missing_ok=True)
        if host.is_root():
            with suppress(OSError):
                self.data_dir.parent.rmdir()

    def _make_room(self, account: Account) -> None:
        """The folders around the data and the socket."""
        if host.is_root():
            host.system_folder(self.data_dir.parent, 0o711)
        else:
            self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        host.socket_folder(account, self.socket_dir)

    def _start_or_attach(self, account: Account, lock: int) -> bool:
        self._settle_place(account)
        pid = self.pid()
        if pid and process.socket_is_lost(self):
            process.halt(self, signal.SIGINT)
        elif pid and process.wait_until_ready(self, pid):
            return False
        if not files.has_data(self, account):
            files.create_data(self, account, lock)
        files.write_settings(self, account)
        process.launch(self, account)
        return True

    def _is_settled(self) -> bool:
        """Is the data where `var/` says it is? Only what root keeps needs saying."""
        if host.is_root() and self.is_durable:
            return self._noted_place() == self.data_dir
        return True

    def _noted_place(self) -> Path | None:
        return Path(self._marker.read_text().strip()) if self._marker.exists() else None

    def _settle_place(self, account: Account) -> None:
        """Never show an empty database, or a stranger's, for the project's own.

        The project's data follows its `var/`. What root's place holds from a former
        clone at the same path (its keys went with its `var/`) is put aside.
        """
        has_data = files.has_data(self, account)
        if self._is_settled() and (has_data or not self.is_durable):
            return
        noted = self._noted_place()
        for place in (self._own_place, noted):
            if place and place != self.data_dir and place.exists():
                raise PostgresError(
                    _(
                        "This project's data lies in %(place)s: start Bangfu as the user and in the folder it was made with. To begin with an empty database, move %(sign)s away."
                    ),
                    {"place": place, "sign": self._marker if noted else place},
                )
        if has_data:
            process.halt(self, signal.SIGINT)
            self.data_dir.rename(self.beside(f"aside-{time.strftime('%Y%m%d-%H%M%S')}"))
        if host.is_root():
            root, text = Account("root", 0, 0), f"{self.data_dir}\n"
            self._marker.parent.mkdir(parents=True, exist_ok=True)
            host.write_as(root, self._marker, text, mode=0o644)
