"""Choosing the cells to hide, in tables with many small counts of 18 departments."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import peak, run, task, wall
from benchmarks.table import Figure

TABLES = ("20x12", "6x4x3")
SMALL = ("25", "40")  # percent of the counts
SEEDS = ("1", "2", "3")
SECONDS, MEGABYTES, TIMES_THE_OPTIMUM = 10, 500, 1.15


def measure() -> Iterator[Figure]:
    """Hide in three tables of each kind, then compare with the proved optimum of twelve that are not so large."""
    for shape in TABLES:
        for percent in SMALL:
            costs = [run(task("hide", shape, percent, seed)) for seed in SEEDS]
            what = f"Hiding in {shape.replace('x', '×')}, {percent} % small, slowest of {len(SEEDS)}"
            yield Figure(f"{what}, on the clock", wall(costs, max), "s", SECONDS)
            yield Figure(f"{what}, peak memory", peak(costs), "MB", MEGABYTES)
    tables, cells, price = run(task("optimum")).output.split()
    what = f"of {tables} tables with a proved optimum, the worst"
    yield Figure(f"Hidden cells, times the optimum's, {what}", float(cells), "", TIMES_THE_OPTIMUM)
    yield Figure(f"Their price, times the optimum's, {what}", float(price), "", TIMES_THE_OPTIMUM)
