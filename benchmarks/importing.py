"""Taking sheets in: a month's, and the largest that is let in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Cost, cpu, klubtrends, peak, python, run, task, wall
from benchmarks.table import Figure

ROUNDS = 3
MONTH, MOST = 200, 100_000  # rows
MONTH_SECONDS, MOST_SECONDS, MEGABYTES = 1, 60, 500


def measure(folder: Path) -> Iterator[Figure]:
    """Import into a new workspace each time; a month's sheet is timed beside a program that only fetches its rooms."""
    small = [_import(folder, MONTH, "xlsx", number) for number in range(ROUNDS)]
    started = [run(python("import klubtrends.publishing.arrivals")) for _ in range(ROUNDS)]
    own = wall(small, min) - wall(started, min)
    yield Figure(
        f"`klubtrends import`, {MONTH} rows of xlsx, after start, on the clock", own, "s", MONTH_SECONDS
    )
    for kind in ("csv", "xlsx"):
        large = [_import(folder, MOST, kind, 0)]
        yield Figure(
            f"`klubtrends import`, {MOST:,} rows of {kind}, on the clock", wall(large), "s", MOST_SECONDS
        )
        yield Figure(f"`klubtrends import`, {MOST:,} rows of {kind}, CPU", cpu(large), "s")
        yield Figure(f"`klubtrends import`, {MOST:,} rows of {kind}, peak memory", peak(large), "MB", MEGABYTES)


def _import(folder: Path, rows: int, kind: str, number: int) -> Cost:
    workspace = folder / f"importing-{kind}-{rows}-{number}"
    run(task("sheet", workspace, f"{rows}", kind))
    return run(klubtrends("import", workspace / f"ark.{kind}", "--workspace", workspace))
