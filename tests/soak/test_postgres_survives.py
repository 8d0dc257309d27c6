"""`kill -9` of the server while rows are written: nothing acknowledged is lost.

SOAK_KILLS says how many times.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from config.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("SOAK_KILLS", "10"))
WRITER = """
import itertools, psycopg
with psycopg.connect(**{parameters!r}, autocommit=True) as connection:
    for number in itertools.count({first}):
        connection.execute("INSERT INTO written VALUES (%s)", [number])
        print(number, flush=True)
"""


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster("soak", tmp_path, durable=True)
    cluster.start()
    with psycopg.connect(**cluster.conninfo("postgres", "postgres")) as connection:
        connection.execute("CREATE TABLE written (number bigint PRIMARY KEY)")
    yield cluster
    cluster.remove()


def kill(cluster, *, with_children):
    """End the server as the kernel would; alone, or as a power cut does."""
    server = psutil.Process(cluster.pid())
    children = server.children(recursive=True) if with_children else []
    for process in (server, *children):
        process.send_signal(signal.SIGKILL)


def write_until_killed(cluster, first, *, with_children):
    """The numbers whose commit the server acknowledged before it died."""
    code = WRITER.format(
        parameters=cluster.conninfo("postgres", "postgres"), first=first
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as writer:
        acknowledged = [int(writer.stdout.readline())]
        time.sleep(random.uniform(0, 0.5))
        kill(cluster, with_children=with_children)
        started = cluster.start()
        acknowledged += map(int, writer.stdout)
    assert started is True
    return acknowledged


def test_every_acknowledged_row_survives_each_kill(cluster):
    acknowledged, first = set(), 1
    for turn in range(KILLS):
        acknowledged |= set(
            write_until_killed(cluster, first, with_children=turn % 2 == 1)
        )

        with psycopg.connect(**cluster.conninfo("postgres", "postgres")) as connection:
            rows = connection.execute(
                "SELECT number FROM written ORDER BY 1"
            ).fetchall()

        found = [number for (number,) in rows]
        assert acknowledged <= set(found)
        assert found == list(range(1, len(found) + 1))
        first = len(found) + 1
    assert len(acknowledged) >= KILLS
