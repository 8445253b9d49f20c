"""News of the outlets that the coordinator follows: title, date and link of each item, never the article."""

from __future__ import annotations

import calendar
import datetime as dt
import html
import io
from typing import Any

import feedparser
import polars as pl

from klubtrends.danish import visible
from klubtrends.sources.answers import changed
from klubtrends.sources.source import Context, Request, Source
from klubtrends.tables import NEWS

NAME = "news"


def requests(context: Context) -> list[Request]:
    """Ask for each feed."""
    return [Request(feed.url, {"outlet": feed.outlet, "feed": feed.url}) for feed in context.feeds]


def parse(body: bytes, request: Request) -> pl.DataFrame:
    """Turn one RSS or Atom feed into rows: published, outlet, title, url.

    Items without a date or a web address are left out.
    """
    # as a stream: feedparser takes plain bytes for the name of a file, if there is one
    feed = feedparser.parse(io.BytesIO(body), resolve_relative_uris=False)
    if not feed.get("version"):
        raise changed(NAME, "rss/atom")
    items = [item for entry in feed.entries if (item := _item(entry))]
    if feed.entries and not items:
        raise changed(NAME, "entries[].published, link, title")
    schema = {name: NEWS.columns[name] for name in ("published", "title", "url")}
    rows = pl.DataFrame(items, schema=schema, orient="row")
    outlet = pl.lit(request.labels["outlet"]).alias("outlet")
    return rows.with_columns(outlet).unique(("published", "url"), keep="first", maintain_order=True)


def _item(entry: Any) -> tuple[dt.datetime, str, str] | None:
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    title = " ".join(visible(html.unescape(str(entry.get("title", "")))).split())
    url = str(entry.get("link", ""))
    if not when or not title or not url.startswith(("http://", "https://")):
        return None
    return dt.datetime.fromtimestamp(calendar.timegm(when), dt.UTC), title, url


SOURCE = Source(
    name=NAME,
    hosts=(),
    requests=requests,
    parse=parse,
    period="day",
    table=NEWS,
    needs=("feeds",),
    kept_days=90,  # the outlets' own words
)
