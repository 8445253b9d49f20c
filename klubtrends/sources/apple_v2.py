"""Apple's charts of one storefront, in the address of 2021 and later: the 100 top free and top paid apps.

https://rss.marketingtools.apple.com gives at most 100 apps and no genre; the rank is the order of the list.
"""

from __future__ import annotations

import polars as pl

from klubtrends.sources.answers import changed, chart_rows, column, listed, read_json
from klubtrends.sources.source import Context, Request, Source
from klubtrends.tables import CHARTS

NAME = "apple_v2"
HOSTS = ("rss.marketingtools.apple.com", "rss.applemarketingtools.com")
RESULTS = "feed.results[]"


def requests(context: Context) -> list[Request]:
    """Ask for the two charts."""
    address = f"https://{HOSTS[0]}/api/v2/{context.country}/apps"
    return [
        Request(f"{address}/top-{chart}/100/apps.json", {"country": context.country, "chart": chart})
        for chart in ("free", "paid")
    ]


def parse(body: bytes, request: Request) -> pl.DataFrame:
    """Turn one answer into chart rows: country, chart, rank (1 is the top), app_id, app_name, developer."""
    results = listed(NAME, read_json(NAME, body), "feed", "results")
    if not results:
        raise changed(NAME, RESULTS)
    ids, names, developers = (
        column(NAME, results, [key], within=RESULTS) for key in ("id", "name", "artistName")
    )
    return chart_rows(request, ids, names, developers)


SOURCE = Source(name=NAME, hosts=HOSTS, requests=requests, parse=parse, period="day", table=CHARTS)
