"""The whole of `klubtrends publish`, protection and attack included, on the example's newest month."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Cost, cpu, klubtrends, peak, run, wall
from benchmarks.table import Figure

ROUNDS = 3
SECONDS, MEGABYTES, BYTES = 10, 400, 150_000


def measure(workspace: Path, folder: Path) -> Iterator[Figure]:
    """Publish in copies of the workspace, each twice: with a new ledger, and with one that holds the month."""
    copies = [_copied(workspace, folder / f"published-{number}") for number in range(ROUNDS)]
    for ledger in ("new ledger", "month in the ledger"):
        published = [_publish(copy) for copy in copies]
        yield Figure(f"`klubtrends publish`, {ledger}, on the clock", wall(published), "s", SECONDS)
        yield Figure(f"`klubtrends publish`, {ledger}, CPU", cpu(published), "s")
        yield Figure(f"`klubtrends publish`, {ledger}, peak memory", peak(published), "MB", MEGABYTES)
    page = next((copies[0] / "reports").glob("*/briefing.html"))
    yield Figure("The page's size", page.stat().st_size, "bytes", BYTES)


def _copied(workspace: Path, copy: Path) -> Path:
    return Path(shutil.copytree(workspace, copy, ignore=shutil.ignore_patterns("raw", "notebooks")))


def _publish(workspace: Path) -> Cost:
    return run(klubtrends("publish", "--workspace", workspace))
