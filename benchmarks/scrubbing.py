"""A month's notes, scrubbed at the door."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import run, task
from benchmarks.table import Figure

ROUNDS = 3
SECONDS = 1


def measure() -> Iterator[Figure]:
    """Measure the scrubbing alone: what reads the lists of names is the same for one note."""
    seconds = min(float(run(task("scrub")).output) for _ in range(ROUNDS))
    yield Figure("200 notes scrubbed, CPU", seconds, "s", SECONDS)
