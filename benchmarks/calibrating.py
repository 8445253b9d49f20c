"""How often each method cries wolf, what it finds and when: `python -m benchmarks.calibrating [--write]`.

`make bench` measures it; with --write the figures are put into docs/calibration.md and its picture is drawn. Each
scenario is kept in results/calibration/ when it is done, under a digest of the code that it depends on: a run that was
cut goes on, and what did not change is not measured again.
"""

from __future__ import annotations

from benchmarks.kept import Kept, Row

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


def measured() -> list[Row]:
    """Give a row for each scenario and family of methods."""
    return [
        row
        for name, (numbers, own) in SETS.items()
        for row in Kept("calibrate", "calibration", (*BASE, *own)).measured({name: numbers})
    ]


if __name__ == "__main__":
    measured()
