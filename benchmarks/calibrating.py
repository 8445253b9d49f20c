"""How often each method cries wolf, what it finds and when: `python -m benchmarks.calibrating [--write]`.

`make bench` measures it; with --write the figures are put into docs/calibration.md and its picture is drawn. Each
scenario is kept in results/calibration/ when it is done, under a digest of the code that it depends on: a run that was
cut goes on, and what did not change is not measured again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, nan
from typing import Any

from benchmarks.kept import Kept, Row
from benchmarks.table import Figure

BASE = ("benchmarks/scenarios.py", "benchmarks/detectors.py", "benchmarks/tasks/calibrate.py",
        *(f"klubtrends/analysis/{name}.py" for name in ("exposure", "predictive", "school")))  # fmt: skip
WEEKLY = (
    "benchmarks/weekly.py",
    *(
        f"klubtrends/analysis/{name}.py"
        for name in ("bounds", "ears", "farrington", "loglinear", "prediction", "seasons", "series", "yearly")
    ),
)
HISTORIES = (8, 26, 52, 104, 160, 208, 300)
GAPS, SPREADS, CHANGES = ("few gaps", "many gaps"), ("1", "1.5"), ("rising", "seasonal")
STEADY = [
    f"{weeks} weeks, {gaps}, spread {spread}, steady"
    for weeks in HISTORIES
    for gaps in GAPS
    for spread in SPREADS
]
CHANGING = [f"{weeks} weeks, few gaps, spread 1, {change}" for weeks in HISTORIES[2:] for change in CHANGES]
PUBLISHED = [f"set {one}, trend {trend}, seasons {seasons}"
             for one in range(1, 8) for trend in range(2) for seasons in range(3)]  # fmt: skip
SETS: dict[str, tuple[list[str], tuple[str, ...]]] = {  # what is measured, and what it depends on beside BASE
    "predictive": ([*STEADY, *CHANGING], ()),
    "weekly": ([*STEADY, *CHANGING], WEEKLY),
    "published": (PUBLISHED, WEEKLY),
    "several": (
        [name for name in STEADY if name.startswith(("26 ", "52 ", "160 "))],
        ("benchmarks/several.py", "klubtrends/analysis/clusters.py"),
    ),
    "growing": (["1.5", "2", "3"], ("benchmarks/growing.py", "klubtrends/analysis/cusum.py")),
    "periods": (PUBLISHED, WEEKLY),
}


OWN = "Predictive by month, newest 3 years"  # what the watch uses
PAIRS = tuple((name, f"{name}, compatible") for name in ("Farrington Flexible", "Farrington"))
MOST_ALARMS, ERRORS = 0.1, 2.0  # false alarms a month; standard errors that a difference may be


def measured() -> list[Row]:
    """Give a row for each scenario and family of methods."""
    return [
        row
        for name, (numbers, own) in SETS.items()
        for row in Kept("calibrate", "calibration", (*BASE, *own)).measured({name: numbers})
    ]


def measure() -> Iterator[Figure]:
    """Measure what is not measured yet, and sum up."""
    yield from sums(measured())


def sums(rows: Sequence[Row]) -> Iterator[Figure]:
    """Sum up what the watch promises, and how the defaults compare with R's own answers."""
    for weeks in HISTORIES:
        mine = [row for row in of(rows, "predictive", STEADY) if row["number"].startswith(f"{weeks} ")]
        what = f"{weeks} weeks of history: false alarms of the watch, a month"
        yield Figure(what, mean(mine, OWN, "decided", "5", "false").value, "", MOST_ALARMS)
        yield Figure("… outbreaks of 5 not found", 1 - mean(mine, OWN, "decided", "5", "found", "5").value, "")
        yield Figure(
            "… outbreaks of 10 not found", 1 - mean(mine, OWN, "decided", "5", "found", "10").value, ""
        )
    for name, words in (("published", "42 published scenarios"), ("weekly", "networks like ours")):
        for default, compatible in PAIRS:
            yield from _compared(of(rows, name), default, compatible, words)


def _compared(rows: Sequence[Row], default: str, compatible: str, words: str) -> Iterator[Figure]:
    """Say by how many standard errors the default does worse than `compatible=True`; below 0 it does better."""
    long = [row for row in rows if default in row["methods"]]
    more = mean(long, default, "false") - mean(long, compatible, "false")
    less = found(long, compatible) - found(long, default)
    yield Figure(f"{default}, {words}: more false alarms than compatible", more.errors, "errors", ERRORS)
    yield Figure("… fewer outbreaks found", less.errors, "errors", ERRORS)
    missing = "missing" if "missing" in long[0]["methods"][default] else "silent"
    yield Figure("… weeks without an answer", mean(long, default, missing).value, "", 0)


@dataclass(frozen=True)
class Mean:
    """A mean over scenarios and its Monte Carlo error."""

    value: float
    error: float

    def __sub__(self, other: Mean) -> Mean:
        return Mean(self.value - other.value, hypot(self.error, other.error))

    @property
    def errors(self) -> float:
        """Give it in standard errors."""
        return self.value / self.error if self.error else 0.0


def of(rows: Sequence[Row], name: str, numbers: Sequence[str] | None = None) -> list[Row]:
    """List the rows of a set, of some scenarios."""
    own = [row for row in rows if row["set"] == name and (numbers is None or row["number"] in numbers)]
    return sorted(own, key=lambda row: SETS[name][0].index(row["number"]))


def mean(rows: Sequence[Row], *path: str) -> Mean:
    """Average what stands at a place in each row that has the method."""
    each = [_at(row["methods"], path) for row in rows if path[0] in row["methods"]]
    if not each:
        return Mean(nan, nan)
    return Mean(sum(one[0] for one in each) / len(each), hypot(*(one[1] for one in each)) / len(each))


def found(rows: Sequence[Row], method: str, *path: str) -> Mean:
    """Average what a method finds over all sizes."""
    sizes = rows[0]["methods"][method]["found"]
    each = [mean(rows, method, *path, "found", size) for size in sizes]
    return Mean(sum(one.value for one in each) / len(each), hypot(*(one.error for one in each)) / len(each))


def _at(facts: Any, path: Sequence[str]) -> Any:
    for name in path:
        facts = facts[name]
    return facts


def main(write: bool) -> int:
    """Measure, print and, if asked to, write the document and its picture."""
    rows, figures = measured(), []
    for figure in sums(rows):
        figures.append(figure)
        print(figure.row(), flush=True)
    if write:
        from benchmarks import calibrated

        calibrated.write(rows)
    return int(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main("--write" in sys.argv[1:]))
