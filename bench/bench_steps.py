"""10,000 procedures stepped as a set, against the same bare statement with triggers on."""

import itertools

from django.db import connection

from accounts.enums import Role
from accounts.services.steps import take_step
from bench.report import Report, median_of
from config.acting import SYSTEM, name_actor
from tests.factories import ON, make_organisation, make_route, make_user
from tests.sample.models import Request

COUNT, ROUNDS, BOUND = 10_000, 5, 2.0
BARE = """INSERT INTO sample_requeststep (procedure_id, cycle, no, route_step_id, outcome,
    seat, actor_id, acted_on, recorded_at, opinion, reasons)
SELECT r.id, r.cycle, s.no, s.id, 'done', s.seat, %s, '2022-12-20'::date, now(), '', '[]'::jsonb
FROM sample_request r JOIN accounts_routestep s ON s.route_id = r.route_id
    AND s.no = r.step_no + 1
WHERE r.title = %s ORDER BY r.id"""


def measure(report: Report) -> None:
    name_actor(SYSTEM, "bench")
    federation = make_organisation("federation")
    maker = make_user(Role.CASEWORKER, organisation=federation)
    route = make_route(
        ("apply", "maker", "caseworker", "own"),
        ("check", "checker", "reviewer", "district", 5),
    )
    number = itertools.count(1)
    fresh = {}

    def arrange():
        name_actor(SYSTEM, "bench")
        fresh["title"] = f"round {next(number)}"
        Request.objects.bulk_create(
            Request(
                title=fresh["title"], organisation=federation, keeper=maker, route=route
            )
            for _ in range(COUNT)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE sample_request")
        name_actor(maker.pk, "bench")

    def bare():
        with connection.cursor() as cursor:
            cursor.execute(BARE, [maker.pk, fresh["title"]])

    def service():
        rows = Request.objects.filter(title=fresh["title"])
        taken = take_step(procedures=rows, by=maker, on=ON)
        assert len(taken.done) == COUNT

    bare_time = median_of(ROUNDS, bare, arrange)
    service_time = median_of(ROUNDS, service, arrange)
    report.ratio(f"take_step on {COUNT:,} procedures", service_time, bare_time, BOUND)
