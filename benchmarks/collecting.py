"""A day's collecting at the hosts' own pace, a year's rebuild; and storing 400 days beside warcio and pandas.

`python -m benchmarks.collecting` measures this alone.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import CHECKOUT, Cost, run, task
from benchmarks.table import HEADING, Figure

ROUNDS = 2
DAYS = ("2026-10-26", "2026-11-02")  # Mondays, of two months: every source is due


def measure(folder: Path) -> Iterator[Figure]:
    """Measure all of it."""
    yield from _daily(folder / "daily")
    yield from _year(folder / "year")
    yield from _peer(folder)


def _daily(folder: Path) -> Iterator[Figure]:
    """Collect on two days on which every source is due: the first brings the articles' views of eleven years."""
    first, cost = (_day(folder, day) for day in DAYS)
    took = json.loads(cost.output)
    what = f"Collecting a day, {took['requests']} requests"
    share = took["seconds"] / took["slowest"]
    yield Figure(f"{what}: wall, as a share of the slowest host's own pace", share, "", 1.3)
    yield Figure(f"{what}: CPU", cost.cpu_seconds, "s")
    yield Figure(f"{what}: memory", cost.peak_mb, "MB", 150)
    yield Figure("The first day, with eleven years of views: memory", first.peak_mb, "MB")
    for name, size in took["bytes"].items():
        yield Figure(f"On disk each time: {name}", size / 1000, "kB")


def _day(folder: Path, day: str) -> Cost:
    """Collect from a server that takes a moment to answer."""
    server = subprocess.Popen(task("serve", day), cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    try:
        mirror = server.stdout.readline().strip() if server.stdout else ""
        return run(task("daily", folder, mirror, day))
    finally:
        server.kill()
        server.wait()


def _year(folder: Path) -> Iterator[Figure]:
    """Build a year of three charts, and of what the store says of their apps, from the archive."""
    archived = json.loads(run(task("year", folder)).output)
    cost = run(task("rebuild", folder))
    built = sum(path.stat().st_size for path in folder.glob("data/processed/**/*.parquet"))
    what = "Rebuilding a year of three charts and their apps"
    yield Figure(
        "A year of three charts and their apps in data/raw, a day", sum(archived.values()) / 1000, "kB"
    )
    yield Figure("The same in data/processed, a day", built / 365 / 1000, "kB")
    yield Figure(what, cost.wall_seconds, "s", 20)
    yield Figure(f"{what}: CPU", cost.cpu_seconds, "s")
    yield Figure(f"{what}: memory", cost.peak_mb, "MB", 300)


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


if __name__ == "__main__":
    print(*HEADING, sep="\n")
    with tempfile.TemporaryDirectory() as made:
        for figure in measure(Path(made)):
            print(figure.row(), flush=True)
