"""Apple's charts of one storefront, in the old address: the 100 top free apps, of all kinds and of two genres.

The overall chart stands in where `apple_v2` has no answer. `entry` is an object where there is but one app.
"""

from __future__ import annotations

import polars as pl

from klubtrends.sources.answers import changed, chart_rows, column, read_json
from klubtrends.sources.source import Context, Request, Source
from klubtrends.tables import CHARTS

NAME = "apple_legacy"
HOST = "itunes.apple.com"
ENTRIES = "feed.entry[]"
GENRES = {"free": "", "games": "/genre=6014", "social": "/genre=6005"}


def requests(context: Context) -> list[Request]:
    """Ask for the overall chart, games, and social networking."""
    address = f"https://{HOST}/{context.country}/rss/topfreeapplications/limit=100"
    return [
        Request(f"{address}{genre}/json", {"country": context.country, "chart": chart})
        for chart, genre in GENRES.items()
    ]


def parse(body: bytes, request: Request) -> pl.DataFrame:
    """Turn one answer into chart rows: country, chart, rank (1 is the top), app_id, app_name, developer."""
    answer = read_json(NAME, body)
    feed = answer.get("feed") if isinstance(answer, dict) else None
    entry = feed.get("entry") if isinstance(feed, dict) else None
    entries = [entry] if isinstance(entry, dict) else entry
    if not isinstance(entries, list) or not entries:
        raise changed(NAME, ENTRIES)
    ids, names, developers = (
        column(NAME, entries, path, within=ENTRIES)
        for path in (["id", "attributes", "im:id"], ["im:name", "label"], ["im:artist", "label"])
    )
    return chart_rows(request, ids, names, developers)


SOURCE = Source(
    name=NAME,
    hosts=(HOST,),
    requests=requests,
    parse=parse,
    period="day",
    table=CHARTS,
    pace_seconds=3.0,  # about 20 calls a minute
    fallback=True,
)
