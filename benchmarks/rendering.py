"""A month from its protected tables to its page, beside a notebook with the same charts and tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import cpu, peak, run, task, turns
from benchmarks.table import Figure

ROUNDS = 3
SHARE, MEGABYTES = 0.1, 200


def measure(workspace: Path, folder: Path) -> Iterator[Figure]:
    """Render and execute in turn; what both show is checked where it is made."""
    run(task("prepare", workspace, folder))
    ours, theirs = turns(
        ROUNDS,
        task("render", folder / "briefing.pickle", folder / "briefing.html"),
        task("notebook", folder / "notebook.ipynb", folder / "notebook.html"),
    )
    yield Figure("Rendering a month from protected tables, CPU", cpu(ours), "s")
    yield Figure("papermill + nbconvert, same charts and tables, CPU", cpu(theirs), "s")
    yield Figure("Rendering's share of their CPU", cpu(ours) / cpu(theirs), "", SHARE)
    yield Figure("Rendering a month, peak memory", peak(ours), "MB", MEGABYTES)
    yield Figure("papermill + nbconvert, peak memory of their largest process", peak(theirs), "MB")
