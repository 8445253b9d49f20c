"""Names come as stores and newsrooms write them: with marks that cannot be seen, and must not reach a page."""

import datetime as dt
import json

from klubtrends.sources import Context, Feed, sources

MARKED = "\u200eGlim\u200bsnak\u202e \u2068👨\u200d👩\u2069"
PLAIN = "Glimsnak 👨👩"


def parsed(name, body):
    """Parse a body as the answer to a source's first request."""
    source = sources()[name]
    feeds = (Feed("Eksempelbladet", "https://nyheder.example/feed/"),)
    return source.parse(
        body, source.requests(Context("dk", dt.date(2026, 10, 5), titles=("A",), feeds=feeds))[0]
    )


def test_an_apps_name_is_what_can_be_seen_of_it():
    """Apple's lists do hold direction marks; one of them must not stop a month's page."""
    app = {"id": "1", "name": MARKED, "artistName": "\ufeffLegehuset"}
    rows = parsed("apple_v2", json.dumps({"feed": {"results": [app]}}).encode())

    assert rows.select("app_name", "developer").row(0) == (PLAIN, "Legehuset")


def test_a_headline_is_what_can_be_seen_of_it():
    """The same of news."""
    when = "Mon, 05 Oct 2026 06:00:00 +0200"
    item = f"<item><title>{MARKED}</title><link>https://n.example/1</link><pubDate>{when}</pubDate></item>"
    rows = parsed("news", f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</channel></rss>'.encode())

    assert rows["title"].to_list() == [PLAIN]
