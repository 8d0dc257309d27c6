"""Rows of `bench/RESULTS.md`: what, figure, baseline, ratio, bound, met or not."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

HEAD = """# Results of `make bench`

{machine}. Medians; ratios against the baseline of the same run.

| what | figure | baseline | ratio | bound | |
|---|---|---|---|---|---|
"""


class Report:
    def __init__(self, machine: str):
        self.machine, self.rows, self.met = machine, [], True

    def ratio(self, what: str, figure: float, baseline: float, bound: float) -> None:
        """A figure that may be at most `bound` times its baseline."""
        ratio = figure / baseline
        fits = ratio <= bound
        self.met = self.met and fits
        cells = [what, f"{figure * 1000:.0f} ms", f"{baseline * 1000:.0f} ms"]
        cells += [f"{ratio:.2f} ×", f"≤ {bound} ×", "met" if fits else "**missed**"]
        self._add(cells)

    def stated(self, what: str, figure: str) -> None:
        """A figure without a bound."""
        self._add([what, figure, "", "", "", ""])

    def _add(self, cells: list[str]) -> None:
        line = f"| {' | '.join(cells)} |"
        self.rows.append(line)
        print(line, flush=True)

    def write(self, *, whole: bool) -> None:
        if whole:
            text = HEAD.format(machine=self.machine) + "\n".join(self.rows) + "\n"
            Path(__file__).with_name("RESULTS.md").write_text(text, encoding="utf-8")


def median_of(rounds: int, run: Callable[[], None], before: Callable = lambda: None):
    """Median seconds of `run`; `before` prepares each round and is not timed."""
    found = []
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return statistics.median(found)
