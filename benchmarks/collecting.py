"""Storing 400 days of charts and building their tables, beside the shortest program with warcio and pandas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import run, task
from benchmarks.table import Figure

ROUNDS = 2


def measure(folder: Path) -> Iterator[Figure]:
    """Store and rebuild in turn with the peer; each times its own two steps, the invented answers left out."""
    answers = folder / "answers.pickle"
    run(task("invent", answers))
    ours, theirs = [], []
    for number in range(ROUNDS):
        ours.append(_steps("store", answers, folder / f"stored-{number}"))
        theirs.append(_steps("warcio_pandas", answers, folder / f"peer-{number}"))
    for step, words in (("write", "Archiving 400 days of charts"), ("rebuild", "Rebuilding their tables")):
        yield Figure(f"{words}, CPU", min(cost[step] for cost in ours), "s")
        yield Figure(f"{words} with warcio and pandas, CPU", min(cost[step] for cost in theirs), "s")


def _steps(name: str, *paths: Path) -> dict[str, float]:
    steps: dict[str, float] = json.loads(run(task(name, *paths)).output)
    return steps
