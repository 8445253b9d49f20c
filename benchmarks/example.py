"""How long a newcomer waits for the example workspace."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Cost, cpu, klubtrends, peak, run, wall
from benchmarks.table import Figure

ROUNDS = 2


def measure(workspace: Path) -> Iterator[Figure]:
    """Build the example, and leave the last one built."""
    built = [_build(workspace) for _ in range(ROUNDS)]
    yield Figure("`klubtrends example`, on the clock", wall(built, min), "s", 20)
    yield Figure("`klubtrends example`, CPU", cpu(built), "s")
    yield Figure("`klubtrends example`, peak memory", peak(built), "MB")


def _build(workspace: Path) -> Cost:
    shutil.rmtree(workspace, ignore_errors=True)
    return run(klubtrends("example", workspace))
