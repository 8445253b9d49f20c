"""Change points on simulated series: how often chance is called a change, and whether real ones are found.

A level search priced by Schwarz's criterion, its noise taken from differences, reads the same series: what PELT
gives by its defaults.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import run, task
from benchmarks.table import Figure

SECONDS = 1.0
ROUNDS = 3


def measure() -> Iterator[Figure]:
    """Simulate, then read a thousand points by the clock."""
    for line in run(task("changes")).output.splitlines():
        what, ours, plain, limit = line.split("|")
        yield Figure(what, float(ours), "%", float(limit) if limit else None)
        if plain:
            yield Figure(f"{what}, plain PELT", float(plain), "%")
    seconds = [float(run(task("changes", "1000")).output) for _ in range(ROUNDS)]
    yield Figure("Change points of 1,000 values with ten changes", min(seconds), "s", SECONDS)
