"""`make bench`: runs every benchmark and writes `bench/RESULTS.md`.

A benchmark is a module here with `measure(report)`. Figures are medians of at least
three rounds and are stated as ratios against a baseline taken in the same run, because
seconds do not travel between machines.
"""

import os
import pkgutil
import platform
import sys
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from bench.report import Report  # noqa: E402
from tests import databases  # noqa: E402


def main() -> int:
    server = databases.cluster()
    started = server.start()
    report = Report(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    import bench

    wanted = set(sys.argv[1:])
    try:
        for module in pkgutil.iter_modules(bench.__path__):
            if module.name.startswith("bench_") and (
                not wanted or module.name in wanted
            ):
                with databases.clone("ref") as name:
                    databases.point_at(name)
                    import_module(f"bench.{module.name}").measure(report)
                    databases.point_at("postgres")
    finally:
        if started:
            server.stop()
    report.write(whole=not wanted)
    return 0 if report.met else 1


if __name__ == "__main__":
    sys.exit(main())
