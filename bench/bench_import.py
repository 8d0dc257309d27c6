"""The enrolment list of 55,764 rows through the whole pipeline, against bare SQL.

"Bare" is a hand-written COPY of already clean, sealed rows and an upsert into the same
three tables (person, membership, enrolment), same indexes, triggers and trail on.
"""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from assistance import resources
from assistance.models import CoveragePeriod, MutualAidPlan
from bench import lists
from bench.report import Report, median_of
from config.acting import SYSTEM, acting, name_actor
from exchange import services
from exchange.staging import drop_stage
from tests.factories import make_organisation, make_user

ROWS, ROUNDS, BOUND, AGAIN = 55_764, 3, 2.0, 0.6
COLUMNS = (
    "name text, name_key text, pinyin text, initials text, id_digest bytea,"
    " id_cipher bytea, sex text, birth_on date, phone_digest bytea, phone_cipher bytea,"
    " phone_tail text, union_code text, period text, shares smallint, fee numeric,"
    " paid_on date, receipt_no text"
)
NAMES = ", ".join(part.split()[0] for part in COLUMNS.split(", "))
PERSON = (
    "name, name_key, pinyin, initials, id_digest, id_cipher, sex, birth_on,"
    " phone_digest, phone_cipher, phone_tail"
)
TABLES = ("assistance_enrolment", "assistance_membership", "assistance_person")
BARE = f"""
INSERT INTO assistance_person (version, id_type, {PERSON}) SELECT 1, 'resident', {PERSON}
FROM bare ON CONFLICT (id_digest) DO UPDATE SET name = excluded.name,
    phone_digest = excluded.phone_digest, phone_cipher = excluded.phone_cipher;
INSERT INTO assistance_membership (version, person_id, organisation_id, period, status)
SELECT 1, p.id, o.id, daterange('2022-12-20', NULL), 'claimed' FROM bare b
JOIN assistance_person p ON p.id_digest = b.id_digest
JOIN accounts_organisation o ON o.code = b.union_code;
INSERT INTO assistance_enrolment (version, period_id, person_id, organisation_id, shares,
    fee, paid_on, receipt_no)
SELECT 1, c.id, p.id, o.id, b.shares, b.fee, b.paid_on, b.receipt_no FROM bare b
JOIN assistance_person p ON p.id_digest = b.id_digest
JOIN accounts_organisation o ON o.code = b.union_code
JOIN assistance_coverageperiod c ON c.code = b.period
ON CONFLICT (person_id, period_id) DO UPDATE SET fee = excluded.fee
"""


def arrange() -> User:
    """600 unions, a coverage period and a caseworker of the federation."""
    name_actor(SYSTEM, "bench")
    federation = make_organisation("federation")
    for number in range(600):
        make_organisation("grassroots", federation, code=f"JC{number:04}")
    plan = MutualAidPlan.objects.create(code="ZY", name="住院医疗互助")
    CoveragePeriod.objects.create(
        plan=plan, code="2022", covers=(date(2022, 1, 1), date(2023, 1, 1)), price=100
    )
    return make_user("caseworker", organisation=federation, number="bench")


def unions() -> list[str]:
    return [f"JC{number:04}" for number in range(600)]


def clean_rows(count: int):
    """What the pipeline's reader would have made of the list."""
    for name, number, phone, union, period, _shares, fee, _paid, receipt in lists.rows(
        count, unions()
    ):
        digest, cipher, _mask, sex, born = resources.spread_id(number)
        yield [
            *resources.spread_name(name),
            *(digest, cipher, sex, born),
            *resources.spread_phone(phone),
            *(union, period, 1, Decimal(fee), date(2021, 11, 30), receipt),
        ]


def empty_tables() -> None:
    """As the owner: the app role could not."""
    from config.postgres import Cluster

    cluster = Cluster(settings.CLUSTER, project=settings.BASE_DIR, durable=True)
    import psycopg

    place = cluster.conninfo("postgres", connection.settings_dict["NAME"])
    with psycopg.connect(**place, autocommit=True) as owner:
        owner.execute(f"TRUNCATE {', '.join(TABLES)}, accounts_trail CASCADE")
        owner.execute("TRUNCATE exchange_importchange, exchange_importrun CASCADE")
        owner.execute("CHECKPOINT")


def bare(rows) -> None:
    """The same rows without any pipeline."""
    with acting(SYSTEM, "bare"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE bare ({COLUMNS}) ON COMMIT DROP")
        with cursor.copy(f"COPY bare ({NAMES}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("ANALYZE bare")
        cursor.execute(BARE)


def pipeline(path: Path, user: User) -> None:
    """Upload, check (the preview stands), take over."""
    run = services.upload_run(
        resource_name="enrolment",
        files=[(path.name, path)],
        organisation=user.organisation,
        user=user,
        mode="valid",
        forced=True,
    )
    checked = services.check_run(run=run.pk)
    assert checked.counts["wrong"] == 0, checked.counts
    services.apply_run(run=run.pk)
    drop_stage(run.pk)


def measure(report: Report) -> None:
    user = arrange()
    rows = list(clean_rows(ROWS))
    with tempfile.TemporaryDirectory() as folder:
        settings.PRIVATE_DIR = Path(folder) / "private"
        path = lists.write_csv(Path(folder) / "list.csv", ROWS, unions())
        bare_time = median_of(ROUNDS, lambda: bare(rows), empty_tables)
        first = median_of(ROUNDS, lambda: pipeline(path, user), empty_tables)
        again = median_of(ROUNDS, lambda: pipeline(path, user))
    what = f"enrolment list of {ROWS:,} rows, preview and take over"
    report.ratio(f"{what}, against bare COPY and upsert", first, bare_time, BOUND)
    report.ratio(
        f"{what}, the same content again, against the first", again, first, AGAIN
    )
    report.stated("rows a second, first import", f"{ROWS / first:,.0f}")
