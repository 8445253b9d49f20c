"""One contract for every source: a good answer becomes rows, and any other body says what changed."""

import datetime as dt
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from klubtrends.errors import SourceChanged
from klubtrends.sources import Context, Feed, sources

CONTEXT = Context(
    "dk",
    dt.date(2026, 10, 5),
    titles=("Eksempel-app", "AC/DC"),
    feeds=(Feed("Eksempelbladet", "https://nyheder.example/feed/"),),
    apps={"free": ("101", "102"), "sheets": ("102", "103")},
    cases=("L 130",),
)
NAMES = ("Hoppebold", "Tegn & gæt 🎨", "踊り")
V2_APP = {"id": "101", "name": "Hoppebold", "artistName": "Legehuset"}
LEGACY_APP = {
    "im:name": {"label": "Hoppebold"},
    "im:artist": {"label": "Legehuset"},
    "id": {"attributes": {"im:id": "101"}},
    "link": {"attributes": {"href": "https://apps.example/101"}},
}
ITEM = {"project": "da.wikipedia", "timestamp": "2026100400", "views": 12}
NEWS_ITEM = (
    "<item><title>Nyt &amp;amp; godt</title><link>https://nyheder.example/1</link>"
    "<description>Hele artiklen</description><pubDate>Mon, 05 Oct 2026 06:00:00 +0200</pubDate></item>"
)
LOOKED_UP = {
    "trackId": 101,
    "trackName": "Hoppebold",
    "artistName": "Legehuset",
    "genres": ["Games", "Action"],
    "contentAdvisoryRating": "9+",
    "advisories": [],
    "userRatingCount": 7,
    "averageUserRating": 4.5,
    "version": "1.2",
    "currentVersionReleaseDate": "2026-10-01T08:00:00Z",
}
PLAYED = {"universeId": 11, "name": "Borgen 🏰", "playerCount": 900, "isSponsored": False}
SORT = {"sortId": "top-playing-now", "contentType": "Games", "games": [PLAYED]}
RANKED = {"rank": 1, "appid": 730, "last_week_rank": 2, "peak_in_game": 1000}
CASE = {
    "id": 9,
    "nummer": "L 130",
    "titel": "Om børn og Sociale  medier",
    "typeid": 3,
    "statusid": 13,
    "opdateringsdato": "2026-10-01T08:00:00.5",
    "Periode": {"titel": "2025-26"},
}


def _rss(*items):
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


def _json(value):
    return json.dumps(value).encode()


GOOD = {
    "apple_v2": _json(
        {"feed": {"results": [V2_APP | {"id": str(n), "name": name} for n, name in enumerate(NAMES)]}}
    ),
    "apple_legacy": _json({"feed": {"entry": LEGACY_APP}}),
    "pageviews": _json({"items": [ITEM, ITEM | {"timestamp": "2026100200", "views": 0}]}),
    "news": _rss(NEWS_ITEM),
    "apple_lookup": _json({"resultCount": 1, "results": [LOOKED_UP]}),
    "steam": _json({"response": {"rollup_date": 1790985600, "ranks": [RANKED]}}),
    "roblox": _json({"sorts": [{"sortId": "filters", "contentType": "Filters"}, SORT]}),
    "folketinget": _json({"value": [CASE]}),
    "statbank": (
        "TYPE;FORMAAL;TID;INDHOLD\r\n40 Alder: 16-19 år;130 Sociale medier;2024;97\r\n"
        "40 Alder: 16-19 år;500 Brugt AI;2024;..\r\n"
    ).encode(),
}
ANYTHING_ELSE = {
    "empty": b"",
    "blank": b" \r\n",
    "page": b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Wi-Fi</body></html>",
    "null": b"null",
    "number": b"7",
    "text": b'"feed"',
    "list": b"[[]]",
    "object": b"{}",
    "binary": bytes(range(256)),
    "deep": b"[" * 200_000,
    "big number": b'{"items": ' + b"9" * 10_000 + b"}",
    "name of a file": __file__.encode(),
    "oversized": b'{"feed": "' + b"x" * 5_000_000 + b'"}',
}
EVERY = pytest.mark.parametrize("name", sorted(sources()))


def test_every_source_in_the_folder_is_found():
    """A new source is a new file, and this list the only place that must know."""
    assert list(sources()) == sorted(GOOD)


def test_every_source_stands_in_the_documentation():
    """How often it is asked, and what it fills."""
    house = (Path(__file__).parents[2] / "docs" / "house.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| (\w+) \| `(\w+)` \|", house, re.MULTILINE)

    assert sorted(told) == [(name, source.period, source.table.name) for name, source in sources().items()]


@EVERY
def test_requests_are_addressed_to_the_source_itself(name):
    """Encrypted, at its own hosts, each request with labels of its own."""
    source = sources()[name]
    asked = source.requests(CONTEXT)

    assert asked
    assert all(urlsplit(request.url).scheme == "https" for request in asked)
    assert all(not source.hosts or urlsplit(request.url).netloc in source.hosts for request in asked)
    assert len({json.dumps(request.labels) for request in asked}) == len(asked)


@EVERY
def test_a_good_answer_becomes_rows_of_the_sources_table(name):
    """Columns have the table's types; those that the archive adds may lack."""
    source = sources()[name]
    rows = source.parse(GOOD[name], source.requests(CONTEXT)[0])

    assert rows.height
    assert all(source.table.columns[column] == kind for column, kind in rows.schema.items())
    assert set(source.table.columns) - set(rows.columns) <= {"date", "source", "fetched_at", "digest"}


@EVERY
@pytest.mark.parametrize("body", ANYTHING_ELSE.values(), ids=ANYTHING_ELSE)
def test_any_other_body_says_that_the_source_has_changed(name, body):
    """Never another exception: it would cost more than this one answer."""
    source = sources()[name]

    with pytest.raises(SourceChanged, match=name):
        source.parse(body, source.requests(CONTEXT)[0])


@EVERY
def test_an_answer_cut_anywhere_never_raises_anything_else(name):
    """A feed or a table cut short may still hold whole items; a JSON answer holds nothing."""
    source = sources()[name]
    request = source.requests(CONTEXT)[0]

    for length in range(len(GOOD[name]) - 1):
        try:
            rows = source.parse(GOOD[name][:length], request)
        except SourceChanged:
            continue
        assert name in ("news", "statbank")
        assert rows.height <= 2


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("apple_v2", {"feed": {"results": []}}, "feed.results[]"),
        ("apple_v2", {"feed": {"results": [{**V2_APP, "id": 7}]}}, "feed.results[].id"),
        ("apple_v2", {"feed": {"results": [{**V2_APP, "name": " "}]}}, "feed.results[].name"),
        ("apple_v2", {"feed": {"results": [V2_APP, None]}}, "feed.results[].id"),
        ("apple_legacy", {"feed": {}}, "feed.entry[]"),
        ("apple_legacy", {"feed": {"entry": [{**LEGACY_APP, "im:name": "x"}]}}, "feed.entry[].im:name.label"),
        ("apple_legacy", {"feed": {"entry": [{**LEGACY_APP, "id": {}}]}}, "feed.entry[].id.attributes.im:id"),
        ("pageviews", {"items": [{**ITEM, "views": "12"}]}, "items[].views"),
        ("pageviews", {"items": [{**ITEM, "views": True}]}, "items[].views"),
        ("pageviews", {"items": [{**ITEM, "views": 2**63}]}, "items[].views"),
        ("pageviews", {"items": [{**ITEM, "timestamp": "2026130100"}]}, "items[].timestamp"),
        ("pageviews", {"items": [{**ITEM, "timestamp": "2026-10-04"}]}, "items[].timestamp"),
        ("apple_lookup", {"resultCount": 2, "results": [LOOKED_UP]}, "resultCount"),
        ("apple_lookup", {"resultCount": 1, "results": [{**LOOKED_UP, "trackId": "101"}]}, "results[].trackId"),
        ("apple_lookup", {"resultCount": 1, "results": [{**LOOKED_UP, "genres": [1]}]}, "results[].genres"),
        (
            "apple_lookup",
            {"resultCount": 1, "results": [{**LOOKED_UP, "userRatingCount": -1}]},
            "results[].userRatingCount",
        ),
        (
            "apple_lookup",
            {"resultCount": 1, "results": [{**LOOKED_UP, "userRatingCount": True}]},
            "results[].userRatingCount",
        ),
        (
            "apple_lookup",
            {"resultCount": 1, "results": [{**LOOKED_UP, "averageUserRating": 5.1}]},
            "results[].averageUserRating",
        ),
        (
            "apple_lookup",
            {"resultCount": 1, "results": [{**LOOKED_UP, "currentVersionReleaseDate": "i går"}]},
            "results[].currentVersionReleaseDate",
        ),
        ("steam", {"response": {"rollup_date": 1790985600, "ranks": []}}, "response.ranks[]"),
        ("steam", {"response": {"rollup_date": 9, "ranks": [RANKED]}}, "response.rollup_date"),
        ("steam", {"response": {"ranks": [RANKED]}}, "response.rollup_date"),
        (
            "steam",
            {"response": {"rollup_date": 1790985600, "ranks": [{**RANKED, "rank": 0}]}},
            "response.ranks[].rank",
        ),
        (
            "steam",
            {"response": {"rollup_date": 1790985600, "ranks": [{"rank": 1, "appid": 730}]}},
            "response.ranks[].peak_in_game",
        ),
        ("roblox", {"sorts": []}, "sorts[].contentType"),
        ("roblox", {"sorts": [{**SORT, "sortId": "../top"}]}, "sorts[].sortId"),
        (
            "roblox",
            {"sorts": [{**SORT, "games": [{**PLAYED, "playerCount": None}]}]},
            "sorts[].games[].playerCount",
        ),
        (
            "roblox",
            {"sorts": [{**SORT, "games": [{**PLAYED, "isSponsored": "no"}]}]},
            "sorts[].games[].isSponsored",
        ),
        ("folketinget", {"value": [{**CASE, "titel": "Om broer"}]}, "value[].titel"),
        ("folketinget", {"value": [{**CASE, "statusid": "13"}]}, "value[].statusid"),
        ("folketinget", {"value": [{**CASE, "opdateringsdato": "snart"}]}, "value[].opdateringsdato"),
        ("folketinget", {"value": [CASE, 7]}, "value[]"),
    ],
)
def test_a_wrong_type_is_named_by_its_field(name, body, field):
    """Who mends the parser is told where to look."""
    source = sources()[name]

    with pytest.raises(SourceChanged) as change:
        source.parse(_json(body), source.requests(CONTEXT)[0])

    assert f"»{field}«" in str(change.value)


def test_the_order_of_the_list_is_the_rank():
    """Apple gives no number; the first is 1."""
    source = sources()["apple_v2"]
    rows = source.parse(GOOD["apple_v2"], source.requests(CONTEXT)[0])

    assert rows["rank"].to_list() == [1, 2, 3]
    assert rows["app_name"].to_list() == list(NAMES)
    assert set(rows["chart"]) == {"free"}
    assert set(rows["country"]) == {"dk"}


def test_an_app_listed_twice_keeps_its_better_rank():
    """One row an app and chart, and the others stay where they were."""
    source = sources()["apple_v2"]
    apps = [V2_APP, V2_APP | {"id": "102"}, V2_APP, V2_APP | {"id": "103"}]
    rows = source.parse(_json({"feed": {"results": apps}}), source.requests(CONTEXT)[0])

    assert dict(zip(rows["app_id"], rows["rank"], strict=True)) == {"101": 1, "102": 2, "103": 4}


def test_half_a_letter_costs_no_chart():
    """A name cut in the middle of an emoji is kept, with a question mark."""
    source = sources()["apple_v2"]
    body = _json({"feed": {"results": [V2_APP | {"name": "Leg \ud83c"}]}})

    assert source.parse(body, source.requests(CONTEXT)[0])["app_name"].to_list() == ["Leg ?"]


@pytest.mark.parametrize("link", [LEGACY_APP["link"], [LEGACY_APP["link"]] * 2, None])
def test_a_link_in_any_form_is_of_no_matter(link):
    """Apple writes an object or an array."""
    source = sources()["apple_legacy"]
    body = _json({"feed": {"entry": [LEGACY_APP | {"link": link}]}})

    assert source.parse(body, source.requests(CONTEXT)[0]).height == 1


def test_titles_are_encoded_and_asked_for_until_yesterday():
    """A slash in a title is no folder, and today is not counted yet."""
    urls = [request.url for request in sources()["pageviews"].requests(CONTEXT)]

    assert urls[1].endswith("/da.wikipedia/all-access/user/AC%2FDC/daily/20150701/20261004")


def test_a_known_title_is_asked_for_its_last_week_again():
    """The first time all comes since 2015; after that only what may be new."""
    context = Context("dk", CONTEXT.day, titles=("Ny app",), latest_views={"Ny_app": dt.date(2026, 9, 28)})

    assert sources()["pageviews"].requests(context)[0].url.endswith("/Ny_app/daily/20260921/20261004")


def test_news_keeps_title_date_and_link_but_never_the_article():
    """The article is its outlet's."""
    source = sources()["news"]
    rows = source.parse(_rss(NEWS_ITEM), source.requests(CONTEXT)[0])

    assert rows.to_dicts() == [
        {
            "published": dt.datetime(2026, 10, 5, 4, tzinfo=dt.UTC),
            "title": "Nyt & godt",
            "url": "https://nyheder.example/1",
            "outlet": "Eksempelbladet",
        }
    ]


def test_news_without_date_or_web_address_is_left_out():
    """A script is no link, and an item without a date belongs to no month."""
    source = sources()["news"]
    odd = [
        NEWS_ITEM.replace("https://nyheder.example/1", "javascript:alert(1)"),
        NEWS_ITEM.replace("pubDate", "when"),
    ]

    assert source.parse(_rss(*odd, NEWS_ITEM), source.requests(CONTEXT)[0]).height == 1
    with pytest.raises(SourceChanged, match="published"):
        source.parse(_rss(*odd), source.requests(CONTEXT)[0])
