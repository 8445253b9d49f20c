"""Archives a year of three charts of a hundred apps, one of them unchanged every third day: year FOLDER.

Prints how many bytes a day takes on disk.
"""

import datetime as dt
import json
import random
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.tasks.serve import APPS
from klubtrends.collect import Archive, Exchange
from klubtrends.sources import Context, sources

DAYS = 365
FIRST = dt.datetime(2025, 11, 1, 5, tzinfo=dt.UTC)


def shuffled(apps: list[object], chance: random.Random) -> bytes:
    """Let neighbours change places, as on a chart from one day to the next."""
    for _ in range(20):
        place = chance.randrange(len(apps) - 1)
        apps[place], apps[place + 1] = apps[place + 1], apps[place]
    return json.dumps({"feed": {"entry": apps}}).encode()


if __name__ == "__main__":
    archive, chance, apps = Archive(Path(sys.argv[1]) / "data" / "raw"), random.Random(1), list(APPS)
    last: dict[str, Exchange] = {}
    for day in range(DAYS):
        at = FIRST + dt.timedelta(days=day)
        asked = sources()["apple_legacy"].requests(Context("dk", at.date()))
        answers = []
        for number, request in enumerate(asked):
            known = last.get(request.url)
            if known and (day + number) % 9 == 0:
                answers.append(replace(known, fetched_at=at, repeats=known.original))
            else:
                answers.append(Exchange(request, at, 200, (), shuffled(apps, chance)))
            last[request.url] = answers[-1]
        archive.write("apple_legacy", answers, at)
    stored = sum(path.stat().st_size for path in archive.files("apple_legacy"))
    print(json.dumps({"bytes": stored / DAYS}))
