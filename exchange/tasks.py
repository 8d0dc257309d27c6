"""Background work of imports: thin, and safe to run again."""

from config.jobs import Progress, task
from exchange.services import apply_run, check_run


@task("exchange.check")
def check(progress: Progress, *, run: int) -> None:
    check_run(run=run, report=progress.report)


@task("exchange.apply")
def apply(progress: Progress, *, run: int) -> None:
    apply_run(run=run)
