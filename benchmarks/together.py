"""The same thing in several departments at once: false alarms and detection of every way that was weighed."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import run, task
from benchmarks.table import Figure

FALSE = 5.0  # percent of weeks; alarms are meant to come in two of a hundred


def measure() -> Iterator[Figure]:
    """Simulate; only what the kit does is held to a limit."""
    for line in run(task("departments")).output.splitlines():
        situation, way, percent = line.split("|")
        limited = way.startswith("the kit") and "nothing happens" in situation
        yield Figure(f"Alarms, {situation}: {way}", float(percent), "%", FALSE if limited else None)
