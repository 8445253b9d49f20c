"""How often the Danish Wikipedia's articles about apps are read, day by day.

Wikimedia's pageviews interface is one day behind, leaves out days without views, and answers 404 for a title
without any. It refuses those who name no contact. The first time a title is asked for, all comes at once that
has been counted since FIRST_DAY.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from urllib.parse import quote

import polars as pl

from klubtrends.sources.answers import changed, column, listed, read_json, whole
from klubtrends.sources.source import Context, Request, Source
from klubtrends.tables import PAGEVIEWS

NAME = "pageviews"
HOST = "wikimedia.org"
PROJECT = "da.wikipedia"
ITEMS = "items[]"
FIRST_DAY = dt.date(2015, 7, 1)  # nothing was counted before
AGAIN_DAYS = 7  # days asked for once more, since they may have been loaded late


def requests(context: Context) -> list[Request]:
    """Ask for each title from a week before the newest day known, until yesterday."""
    known = {title: day - dt.timedelta(days=AGAIN_DAYS) for title, day in context.latest_views.items()}
    titles = dict.fromkeys(title.strip().replace(" ", "_") for title in context.titles if title.strip())
    return [
        _request(title, known.get(title, FIRST_DAY), context.day - dt.timedelta(days=1)) for title in titles
    ]


def _request(title: str, first: dt.date, last: dt.date) -> Request:
    article = f"{PROJECT}/all-access/user/{quote(title, safe='')}/daily"
    url = f"https://{HOST}/api/rest_v1/metrics/pageviews/per-article/{article}/{first:%Y%m%d}/{last:%Y%m%d}"
    return Request(url, {"project": PROJECT, "title": title})


def parse(body: bytes, request: Request) -> pl.DataFrame:
    """Turn one answer into rows: project, title, date, views (of that day)."""
    items = listed(NAME, read_json(NAME, body), "items")
    dates = [_day(stamp) for stamp in column(NAME, items, ["timestamp"], within=ITEMS)]
    views = whole(NAME, items, "views", within=ITEMS)
    labels = {name: [request.labels[name]] * len(items) for name in ("project", "title")}
    schema = {name: PAGEVIEWS.columns[name] for name in ("project", "title", "date", "views")}
    rows = pl.DataFrame(labels | {"date": dates, "views": views}, schema=schema)
    return rows if len(set(dates)) == len(dates) else rows.unique("date", keep="last", maintain_order=True)


def _day(stamp: str) -> dt.date:
    if re.fullmatch(r"[0-9]{8}00", stamp):
        with suppress(ValueError):
            return dt.date.fromisoformat(stamp[:8])
    raise changed(NAME, f"{ITEMS}.timestamp")


SOURCE = Source(
    name=NAME,
    hosts=(HOST,),
    requests=requests,
    parse=parse,
    period="week",
    table=PAGEVIEWS,
    pace_seconds=0.3,  # 200 calls a minute
    absent=(404,),
    needs=("titles", "latest_views"),
    needs_contact=True,
)
