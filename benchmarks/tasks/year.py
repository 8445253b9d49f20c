"""Archives a year of three charts and of what the store says of their apps, in real sizes: year FOLDER.

One of the charts is unchanged every third day. Prints how many bytes a day takes on disk, by source.
"""

import datetime as dt
import json
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.answers import answer
from klubtrends.collect import Archive, Exchange
from klubtrends.sources import Context, Request, sources

DAYS = 365
FIRST = dt.datetime(2025, 11, 1, 5, tzinfo=dt.UTC)


def asked(request: Request, at: dt.datetime) -> Exchange:
    """Have a request answered."""
    return Exchange(request, at, 200, (), answer(request.url, at.date()))


def listed(charts: list[Exchange]) -> dict[str, tuple[str, ...]]:
    """List the apps of each chart."""
    parse = sources()["apple_legacy"].parse
    return {
        chart.request.labels["chart"]: tuple(parse(chart.body, chart.request)["app_id"]) for chart in charts
    }


if __name__ == "__main__":
    archive, last = Archive(Path(sys.argv[1]) / "data" / "raw"), dict[str, Exchange]()
    for day in range(DAYS):
        at = FIRST + dt.timedelta(days=day)
        charts = []
        for number, request in enumerate(sources()["apple_legacy"].requests(Context("dk", at.date()))):
            known = last.get(request.url)
            same = known and (day + number) % 9 == 0
            charts.append(replace(known, fetched_at=at, repeats=known.original) if same else asked(request, at))
            last[request.url] = charts[-1]
        archive.write("apple_legacy", charts, at)
        apps = sources()["apple_lookup"].requests(Context("dk", at.date(), apps=listed(charts)))
        archive.write("apple_lookup", [asked(request, at) for request in apps], at)
    print(json.dumps({
        name: sum(path.stat().st_size for path in archive.files(name)) / DAYS
        for name in ("apple_legacy", "apple_lookup")
    }))  # fmt: skip
