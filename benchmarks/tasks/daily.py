"""Collects a day of every shipped source at its own pace: daily FOLDER MIRROR DAY. Prints what it took.

`slowest` is what the slowest host's own pace takes: the turns between the requests that it was asked.
"""

import datetime as dt
import json
import sys
import time
from pathlib import Path

import polars as pl

from klubtrends.collect import Archive, Manners, collect
from klubtrends.sources import sources
from klubtrends.workspace import Settings, Workspace, create

MORE_FEEDS = 8


def workspace_of(folder: Path, mirror: str, day: str) -> Workspace:
    """Open the workspace, or make it with the shipped tables, somewhat fuller: then a day is about 60 requests."""
    now = dt.datetime.fromisoformat(f"{day}T06:30:00+00:00")
    settings = Settings("Eksempelkøbing Kommune", contact="klub@kommune.example", mirror=mirror, now=now)
    if folder.exists():
        return Workspace(folder, settings)
    workspace = create(folder, settings)
    feeds, sheets = (workspace.reference / name for name in ("feeds.csv", "app_sheets.csv"))
    more = "".join(f"Nyt {n};https://nyt{n}.example/feed/\n" for n in range(MORE_FEEDS))
    feeds.write_text(feeds.read_text(encoding="utf-8-sig") + more, encoding="utf-8")
    titled = pl.read_csv(sheets, separator=";", infer_schema=False).with_columns(
        pl.col("wikipedia").fill_null(pl.col("name"))
    )
    titled.write_csv(sheets, separator=";")
    return workspace


def paces(workspace: Workspace) -> dict[str, list[float]]:
    """List for each host that was asked this day the pauses that its requests' sources leave."""
    turns: dict[str, list[float]] = {}
    for name, source in sources().items():
        for exchange in Archive(workspace.raw).read(name, since=workspace.now()):
            turns.setdefault(exchange.request.url.split("/")[2], []).append(source.pace_seconds)
    return turns


if __name__ == "__main__":
    workspace = workspace_of(Path(sys.argv[1]), *sys.argv[2:])
    begun = time.perf_counter()
    runs = collect(workspace, manners=Manners(paced=True))
    took = time.perf_counter() - begun
    if troubles := [run.line() for run in runs if run.failed or run.skipped]:
        raise SystemExit("\n".join(troubles))
    turns = paces(workspace)
    print(json.dumps({
        "seconds": took,
        "slowest": max(sum(sorted(pauses)[1:]) for pauses in turns.values()),
        "requests": sum(map(len, turns.values())),
        "bytes": {
            name: sum(path.stat().st_size for path in Archive(workspace.raw).files(name, since=workspace.now()))
            for name in sources()
        },
    }))  # fmt: skip
