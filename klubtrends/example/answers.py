"""Invented answers in the shape of the real endpoints, byte for byte as an archive would hold them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from email.utils import format_datetime
from functools import cache
from xml.sax.saxutils import escape

from klubtrends.example.games import Played, Rated
from klubtrends.example.names import App
from klubtrends.sources import Request

GENRES = {"social": ("6005", "Social Networking"), "games": ("6014", "Games"), "tools": ("6002", "Utilities")}
FICTION = "EKSEMPELDATA, opdigtet"
JSON_TYPE = (("Content-Type", "application/json; charset=utf-8"),)
CSV_TYPE = (("Content-Type", "text/csv; charset=utf-8"),)
RSS_TYPE = (("Content-Type", "application/rss+xml; charset=utf-8"),)


def chart_v2(request: Request, apps: Iterable[App], at: dt.datetime) -> bytes:
    """Answer as Apple's newer chart address does."""
    feed = {
        "title": f"Top {request.labels['chart'].capitalize()} Apps",
        "id": request.url,
        "author": {"name": FICTION, "url": "https://www.apple.com/"},
        "links": [{"self": request.url}],
        "copyright": FICTION,
        "country": request.labels["country"],
        "icon": "https://www.apple.com/favicon.ico",
        "updated": format_datetime(at),
    }
    return _feed(feed, "results", [_result(app) for app in apps])


def chart_legacy(request: Request, apps: Iterable[App], at: dt.datetime) -> bytes:
    """Answer as Apple's older chart address does."""
    feed = {
        "author": {"name": {"label": FICTION}, "uri": {"label": "http://www.apple.com/itunes/"}},
        "updated": {"label": at.isoformat()},
        "rights": {"label": FICTION},
        "title": {"label": f"iTunes Store: {request.labels['chart']}"},
        "id": {"label": request.url},
    }
    return _feed(feed, "entry", [_entry(app) for app in apps])


def views(request: Request, daily: Mapping[dt.date, int]) -> bytes:
    """Answer as Wikimedia's pageviews interface does."""
    first, last = (dt.date.fromisoformat(day) for day in request.url.rsplit("/", 2)[1:])
    item = {
        "project": request.labels["project"],
        "article": request.labels["title"],
        "granularity": "daily",
        "access": "all-access",
        "agent": "user",
    }
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    items = [item | {"timestamp": f"{day:%Y%m%d}00", "views": daily[day]} for day in days if daily.get(day)]
    return json.dumps({"items": items}, ensure_ascii=False).encode()


def news(request: Request, items: Sequence[tuple[dt.datetime, str]], at: dt.datetime) -> bytes:
    """Answer as an outlet's RSS feed does; each item is a time and a headline."""
    site = request.url.rsplit("/", 1)[0]
    told = "".join(
        f"<item><title>{escape(headline)}</title><link>{site}/{when:%Y-%m-%d}-{number}</link>"
        f"<pubDate>{format_datetime(when)}</pubDate></item>"
        for number, (when, headline) in enumerate(items, 1)
    )
    channel = (
        f"<title>{escape(request.labels['outlet'])}</title><link>{site}</link><description>{FICTION}</description>"
        f"<lastBuildDate>{format_datetime(at)}</lastBuildDate>{told}"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()
    )


def lookup(apps: Iterable[Rated], at: dt.datetime) -> bytes:
    """Answer as Apple's store does when it is asked for apps by their numbers."""
    results = [
        {
            "wrapperType": "software",
            "kind": "software",
            "trackId": int(app.app_id),
            "trackName": app.name,
            "artistName": FICTION,
            "genres": ["Social Networking", "Entertainment"],
            "contentAdvisoryRating": "13+",
            "advisories": [FICTION],
            "userRatingCount": app.count,
            "averageUserRating": app.stars,
            "version": f"{at:%y.%W}",
            "currentVersionReleaseDate": f"{at - dt.timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}",
        }
        for app in apps
    ]
    return json.dumps({"resultCount": len(results), "results": results}, ensure_ascii=False).encode()


def most_played(games: Iterable[Played], at: dt.datetime) -> bytes:
    """Answer as Steam does."""
    ranks = [
        {"rank": rank, "appid": game.game_id, "last_week_rank": rank, "peak_in_game": game.players}
        for rank, game in enumerate(games, 1)
    ]
    midnight = dt.datetime.combine(at.date(), dt.time(), dt.UTC)
    return json.dumps({"response": {"rollup_date": int(midnight.timestamp()), "ranks": ranks}}).encode()


def explore(request: Request, games: Iterable[Played]) -> bytes:
    """Answer as Roblox does: which lists there are, or one list's games, an advertisement among them."""
    listed = [
        {"universeId": game.game_id, "name": game.name, "playerCount": game.players, "isSponsored": False}
        for game in games
    ]
    if request.labels["asked"] == "content":
        paid = listed[-1] | {"universeId": 1, "isSponsored": True}
        return json.dumps({"games": [paid, *listed]}, ensure_ascii=False).encode()
    sorts = [
        {"sortId": "filters_v5", "contentType": "Filters", "games": []},
        {"sortId": "top-playing-now", "contentType": "Games", "games": listed[:3]},
    ]
    return json.dumps({"sorts": sorts}, ensure_ascii=False).encode()


def cases(request: Request, at: dt.datetime) -> bytes:
    """Answer as Folketinget does: one case that has lapsed, one that has come in."""
    known = [
        (90_001, "L 130", 13, "Opdigtet forslag om telefoner i klubber og skoler", "2026-06-16T09:12:11.87"),
        (90_002, "B 12", 24, "Opdigtet forslag om børn og sociale medier", "2026-10-06T12:00:00"),
    ]
    words, number = request.labels.get("words", ""), request.labels.get("number", "")
    value = [
        {
            "id": key,
            "typeid": 3,
            "statusid": status,
            "titel": f"EKSEMPELDATA: {title}",
            "nummer": name,
            "opdateringsdato": updated,
            "Periode": {"titel": "2025-26" if key == 90_001 else "2026-27"},
        }
        for key, name, status, title, updated in known
        if words in title and number in ("", name) and updated < at.isoformat()
    ]
    return json.dumps({"odata.metadata": request.url, "value": value}, ensure_ascii=False).encode()


def survey(years: Iterable[int], shares: Iterable[float]) -> bytes:
    """Answer as Statistics Denmark does."""
    lines = [
        f"40 Alder: 16-19 år;999 {FICTION};{year};{share:.0f}"
        for year, share in zip(years, shares, strict=True)
    ]
    return "\r\n".join(["TYPE;FORMAAL;TID;INDHOLD", *lines, ""]).encode("utf-8-sig")


def _feed(feed: Mapping[str, object], name: str, entries: list[str]) -> bytes:
    """Put entries that are JSON already into a feed."""
    head = json.dumps(feed, ensure_ascii=False)
    return f'{{"feed":{head[:-1]},"{name}":[{",".join(entries)}]}}}}'.encode()


@cache
def _result(app: App) -> str:
    result = {
        "artistName": app.developer,
        "id": app.app_id,
        "name": app.name,
        "releaseDate": "2022-03-01",
        "kind": "apps",
        "artworkUrl100": f"https://billeder.example/{app.app_id}/100x100bb.png",
        "genres": [],
        "url": f"https://apps.apple.com/dk/app/id{app.app_id}",
    }
    return json.dumps(result, ensure_ascii=False)


@cache
def _entry(app: App) -> str:
    number, genre = GENRES[app.genre]
    page = f"https://apps.apple.com/dk/app/id{app.app_id}?uo=2"
    entry = {
        "im:name": {"label": app.name},
        "im:image": [
            {"label": f"https://billeder.example/{app.app_id}/100x100bb.png", "attributes": {"height": "100"}}
        ],
        "summary": {"label": FICTION},
        "im:price": {"label": "Get", "attributes": {"amount": "0.00", "currency": "DKK"}},
        "im:contentType": {"attributes": {"term": "Application", "label": "Application"}},
        "rights": {"label": FICTION},
        "title": {"label": f"{app.name} - {app.developer}"},
        "link": {"attributes": {"rel": "alternate", "type": "text/html", "href": page}},
        "id": {"label": page, "attributes": {"im:id": app.app_id, "im:bundleId": f"example.app{app.app_id}"}},
        "im:artist": {"label": app.developer},
        "category": {"attributes": {"im:id": number, "term": genre, "label": genre}},
        "im:releaseDate": {"label": "2022-03-01T00:00:00-07:00", "attributes": {"label": "March 1, 2022"}},
    }
    return json.dumps(entry, ensure_ascii=False)
