"""1,000,000 unions to CSV, against a bare COPY TO of the same columns; sealed people."""

import resource as machine
import sys
import tempfile
from pathlib import Path

from django.db import connection

from accounts.enums import Role
from assistance.models import Person
from assistance.resources import spread_id, spread_name, spread_phone
from bench.lists import rows as people
from bench.report import Report, median_of
from config.acting import SYSTEM, name_actor
from exchange.registry import resource
from exchange.writing import Order, write
from tests.factories import make_organisation, make_user

COUNT, ROUNDS, BOUND = 1_000_000, 3, 3.0
SEALED = 20_000
MEBIBYTE = 1024 * 1024
FILL = """INSERT INTO accounts_organisation (version, code, name, kind, parent_id, path,
    is_active)
SELECT 1, 'B' || n, '第' || n || '食品公司工会委员会', 'grassroots', %s, '', true
FROM generate_series(1, %s) n"""
BARE = """COPY (SELECT o.code, o.name, o.kind, p.code, o.is_active
FROM accounts_organisation o LEFT JOIN accounts_organisation p ON p.id = o.parent_id
ORDER BY o.id) TO STDOUT (FORMAT csv)"""


def peak() -> float:
    """The most memory this process ever held, in MiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return machine.getrusage(machine.RUSAGE_SELF).ru_maxrss * unit / MEBIBYTE


def fill(count: int, parent: int) -> None:
    """So many unions by one statement, with every trigger and the trail."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, [parent, count])
        cursor.execute("ANALYZE accounts_organisation")


def fill_people(count: int) -> None:
    fresh = []
    for name, number, phone, *_rest in people(count, ["T"]):
        names, numbers = spread_name(name), spread_id(number)
        digest, cipher, tail = spread_phone(phone)
        values = dict(
            zip(("name", "name_key", "pinyin", "initials"), names, strict=True)
        )
        fresh.append(
            Person(
                **values,
                id_digest=numbers[0],
                id_cipher=numbers[1],
                phone_digest=digest,
                phone_cipher=cipher,
                phone_tail=tail,
            )
        )
    Person.objects.bulk_create(fresh, batch_size=2_000)


def measure(report: Report) -> None:
    name_actor(SYSTEM, "bench")
    federation = make_organisation("federation")
    admin = make_user(Role.SYSADMIN, organisation=federation)
    caseworker = make_user(Role.CASEWORKER, organisation=federation)
    fill(COUNT, federation.pk)
    with tempfile.TemporaryDirectory() as folder:
        _million(report, admin, Path(folder))
        fill_people(SEALED)
        for name in ("people.csv", "people.xlsx"):
            _sealed(report, caseworker, Path(folder) / name)


def _million(report: Report, admin, folder: Path) -> None:
    def bare():
        with (
            (folder / "bare.csv").open("wb") as out,
            connection.cursor() as cursor,
            cursor.copy(BARE) as copy,
        ):
            for row in copy:
                out.write(row)

    def export():
        order = Order(resource("organisation"), admin)
        assert write(order, folder / "unions.csv").rows == COUNT + 1

    bare_time = median_of(ROUNDS, bare)
    before = peak()
    export_time = median_of(ROUNDS, export)
    what = f"export of {COUNT:,} unions to CSV"
    report.ratio(what, export_time, bare_time, BOUND)
    report.stated(f"{what}: memory grew by", f"{peak() - before:.1f} MiB")


def _sealed(report: Report, caseworker, path: Path) -> None:
    def export():
        order = Order(
            resource("person"), caseworker, format=path.suffix[1:], sensitive=True
        )
        assert write(order, path).rows == SEALED

    seconds = median_of(ROUNDS, export)
    what = f"export of {SEALED:,} people with opened numbers to {path.suffix[1:]}"
    report.stated(what, f"{seconds * 1000:.0f} ms")
