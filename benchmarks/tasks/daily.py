"""Collects a day of about 60 requests at ten hosts, at their pace: daily FOLDER MIRROR. Prints what it took."""

import json
import sys
import time
from pathlib import Path

from klubtrends.collect import Archive, Manners, runs
from klubtrends.collect.fetch import Session
from klubtrends.collect.memory import alone_with
from klubtrends.collect.rounds import Round
from klubtrends.sources import Request, Source
from klubtrends.sources.apple_legacy import parse
from klubtrends.tables import CHARTS
from klubtrends.workspace import Settings, Workspace

# As many questions as the shipped sources ask on a day with everything due, and their pace in seconds.
DAY = {
    "apple_v2": (2, 1.0), "apple_legacy": (3, 3.0), "lookup": (4, 3.0), "pageviews": (26, 0.3), "steam": (1, 1.0),
    "roblox": (6, 3.0), "news": (4, 1.0), "folketinget": (6, 1.0), "survey": (2, 1.0), "more_news": (6, 1.0),
}  # fmt: skip
SHARED = {"lookup": "apple_legacy"}  # at the same host, and after it


def source(name: str) -> Source:
    """Make a source of the day."""
    count, pace = DAY[name]
    host = f"{SHARED.get(name, name)}.example"

    def requests(_: object) -> list[Request]:
        return [
            Request(f"https://{host}/{name}/{n}", {"country": "dk", "chart": f"{name}{n}"})
            for n in range(count)
        ]

    after = (SHARED[name],) if name in SHARED else ()
    return Source(name, (host,), requests, parse, period="day", table=CHARTS, pace_seconds=pace, after=after)


def slowest_seconds() -> float:
    """Work out what the slowest host's own pace takes: the turns between its requests."""
    hosts: dict[str, list[float]] = {}
    for name, (count, pace) in DAY.items():
        hosts.setdefault(SHARED.get(name, name), []).extend([pace] * count)
    return max(sum(turns[1:]) for turns in hosts.values())


if __name__ == "__main__":
    workspace = Workspace(Path(sys.argv[1]), Settings("Eksempelkøbing Kommune", mirror=sys.argv[2]))
    made = {name: source(name) for name in DAY}
    begun = time.perf_counter()
    with (
        alone_with(workspace) as memory,
        Session("", mirror=sys.argv[2], manners=Manners(paced=True)) as session,
    ):
        days = Round(
            workspace, memory, session, context=lambda one: runs.context_of(workspace, one), tell=lambda _: None
        ).run(made)
    took = time.perf_counter() - begun
    if [run.answers for run in days] != [count for count, _ in DAY.values()]:
        raise SystemExit("not everything was answered")
    stored = sum(path.stat().st_size for path in Archive(workspace.raw).root.rglob("*.warc.gz"))
    print(json.dumps({"seconds": took, "slowest": slowest_seconds(), "bytes": stored}))
