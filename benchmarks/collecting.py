"""A day's collecting at the hosts' own pace, a year's rebuild; and storing 400 days beside warcio and pandas."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import CHECKOUT, run, task
from benchmarks.table import Figure

ROUNDS = 2


def measure(folder: Path) -> Iterator[Figure]:
    """Measure all of it."""
    yield from _daily(folder / "daily")
    yield from _year(folder / "year")
    yield from _peer(folder)


def _daily(folder: Path) -> Iterator[Figure]:
    """Collect a day of about 60 requests from a server that takes a moment to answer."""
    server = subprocess.Popen(task("serve"), cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    try:
        mirror = server.stdout.readline().strip() if server.stdout else ""
        cost = run(task("daily", folder, mirror))
    finally:
        server.kill()
        server.wait()
    took = json.loads(cost.output)
    share = took["seconds"] / took["slowest"]
    yield Figure(
        "Collecting a day, 60 requests: wall, as a share of the slowest host's own pace", share, "", 1.3
    )
    yield Figure("Collecting a day: memory", cost.peak_mb, "MB", 150)


def _year(folder: Path) -> Iterator[Figure]:
    """Build a year of three charts from their archive."""
    stored = json.loads(run(task("year", folder)).output)
    cost = run(task("rebuild", folder))
    yield Figure("Three charts of a hundred apps on disk, a day", stored["bytes"] / 1000, "kB")
    yield Figure("Rebuilding a year of three charts", cost.wall_seconds, "s", 20)
    yield Figure("Rebuilding a year of three charts: memory", cost.peak_mb, "MB", 300)


def _peer(folder: Path) -> Iterator[Figure]:
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
