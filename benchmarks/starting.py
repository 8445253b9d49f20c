"""How soon the program answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks.measure import cpu, klubtrends, python, turns, wall
from benchmarks.table import Figure

ROUNDS = 9


def measure() -> Iterator[Figure]:
    """Start everything in turn."""
    ours, theirs, imported, bare = turns(
        ROUNDS,
        klubtrends("--help"),
        [sys.executable, "-m", "papermill", "--help"],
        python("import klubtrends"),
        python(""),
    )
    yield Figure("`klubtrends --help`, on the clock", wall(ours), "s", 0.15)
    yield Figure("`klubtrends --help`, CPU", cpu(ours), "s")
    yield Figure("`papermill --help`, on the clock", wall(theirs), "s")
    yield Figure("`import klubtrends`, more than a bare interpreter", wall(imported) - wall(bare), "s", 0.1)
