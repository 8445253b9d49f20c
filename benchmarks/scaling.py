"""Charts of whole storefronts, one to a hundred million rows, beside pandas and DuckDB.

All read the same files and write the same tables, which are held against each other before anything is said.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Cost, cpu, peak, run, task, turns
from benchmarks.table import Figure

SIZES = {1: 3, 10: 2, 100: 1}  # storefronts, of a million rows each, and how often each is measured
PANDAS = (1, 10)  # it would take a quarter of an hour for 100
OF_PANDAS, OF_DUCKDB, MEGABYTES = 1 / 3, 0.4, 800
GROWTH, SHARED, READING = 1.2, 1 / 1.8, 20


def measure(folder: Path) -> Iterator[Figure]:
    """Measure every size; what is as large as a disk may mind is taken away again."""
    costs: dict[int, Cost] = {}
    for size, rounds in SIZES.items():
        place = folder / f"storefronts-{size}"
        try:
            rows = int(run(task("storefronts", place, size)).output)
            own, figures = _beside(place, size, rounds)
            costs[size] = own
            yield Figure(f"{rows:,} chart rows, CPU", own.cpu_seconds, "s")
            yield from figures
        finally:
            shutil.rmtree(place, ignore_errors=True)
    a_row = costs[100].cpu_seconds / costs[10].cpu_seconds / 10
    yield Figure("A row's CPU at 100 million rows, of that at 10 million", a_row, "", GROWTH)


def _beside(place: Path, size: int, rounds: int) -> tuple[Cost, list[Figure]]:
    """Measure one size, and give the cheapest run of ours."""
    results = {name: place / name for name in ("ours", "pandas", "duckdb", "two")}
    commands = {
        "ours": task("analyse", place, results["ours"]),
        "two": task("analyse", place, results["two"], 2),
        "read": task("columns", place),
        "duckdb": task("charts_duckdb", place, results["duckdb"]),
    }
    if size in PANDAS:
        commands["pandas"] = task("charts_pandas", place, results["pandas"])
    costs = dict(zip(commands, turns(rounds, *commands.values()), strict=True))
    for name in results.keys() & commands.keys() - {"ours"}:
        run(task("same_charts", results["ours"], results[name]))
    return min(costs["ours"], key=lambda cost: cost.cpu_seconds), list(_figures(costs, size))


def _figures(costs: dict[str, list[Cost]], size: int) -> Iterator[Figure]:
    ours = cpu(costs["ours"])
    for name, limit in (("pandas", OF_PANDAS), ("duckdb", OF_DUCKDB)):
        if name in costs:
            yield Figure(f"… the same in {name}, CPU", cpu(costs[name]), "s")
            yield Figure(f"… ours, of {name}'s", ours / cpu(costs[name]), "", limit)
            yield Figure(f"… {name}'s peak memory", peak(costs[name]), "MB")
    yield Figure("… peak memory", max(peak(costs["ours"]), peak(costs["two"])), "MB", MEGABYTES)
    read = cpu(costs["read"])
    yield Figure("… of reading the needed columns once", ours / read, "", READING if size == 100 else None)
    if size == 100:
        yield Figure("… in one process, on the clock", _clock(costs["ours"]), "s")
        yield Figure("… in two", _clock(costs["two"]), "s")
        yield Figure("… in two, of one", _clock(costs["two"]) / _clock(costs["ours"]), "", SHARED)
        yield Figure("… CPU of two, of one's", cpu(costs["two"]) / ours, "")


def _clock(costs: Sequence[Cost]) -> float:
    return min(float(cost.output) for cost in costs)
