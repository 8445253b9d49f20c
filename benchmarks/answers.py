"""Answers in the shape and size that the shipped sources' hosts give, for any address and day; all of it invented.

Bytes of one entry, held against recorded answers: the newer chart 370, the older 3,600, the store's lookup 10,400
(2,400 packed), a day of page views 140. Feeds, Roblox' lists and Folketinget's cases are as long as their own.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Callable
from email.utils import format_datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

POOLS = {  # of about 360 apps, as the charts overlap
    "free": [*range(130)],
    "paid": [*range(200, 330)],
    "games": [*range(0, 80, 2), *range(400, 490)],
    "social": [*range(1, 40, 2), *range(500, 610)],
}
LISTED = 100
GENRES = {"6014": "games", "6005": "social"}
LISTS = 8  # of Roblox
LETTERS = "aaaabdeeeeefghiiklmnnooprrsstttuvyøå"
DEVICES = [
    f"{kind}{number}-{kind}{number}"
    for kind in ("iPhone", "iPadAirCellular", "iPadPro")
    for number in range(35)
]


def answer(url: str, day: dt.date) -> bytes:
    """Answer a request of a shipped source as its host would on a day.

    Raises
    ------
    LookupError
        If none of them asks that.
    """
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    for pattern, give in HOSTS.items():
        if found := re.fullmatch(pattern, parts.netloc + parts.path):
            return give(found, asked, day)
    raise LookupError(url)


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def _words() -> tuple[str, ...]:
    chance = random.Random("words")
    return tuple("".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(4000))


def _text(length: int, *seed: object) -> str:
    """Write so many letters, with few words that are common and many that are not."""
    chance = random.Random(repr(seed))
    words = _words()
    text = " ".join(words[int(len(words) * chance.random() ** 3)] for _ in range(length // 4))
    return text[:length]


def _picture(*seed: object) -> str:
    name = f"{random.Random(repr(seed)).getrandbits(320):080x}"
    folders = f"{name[:2]}/{name[2:4]}/{name[4:6]}/{name[6:38]}"
    return f"https://is1.billeder.example/image/thumb/Purple221/v4/{folders}/{name[38:]}_0_APP_IPHONE_65_0.png/392x696bb.png"


def _app_id(app: int) -> str:
    return str(310_000_000 + app * 7919)


def _chart(kind: str, day: dt.date) -> list[int]:
    """Rank a chart's apps: most keep about their place from one day to the next."""
    chance = random.Random(f"{kind} {day}")
    return sorted(POOLS[kind], key=lambda app: app + chance.gauss(0, 6))[:LISTED]


def _chart_v2(found: re.Match[str], _: dict[str, str], day: dt.date) -> bytes:
    entries = [
        {"artistName": f"Udgiver {app}", "id": _app_id(app), "name": _text(20, "name", app),
         "releaseDate": "2022-03-01", "kind": "apps", "artworkUrl100": _picture(app), "genres": [], "url": f"https://apps.example/dk/app/id{_app_id(app)}"}
        for app in _chart(found["chart"], day)
    ]  # fmt: skip
    return _json({"feed": {"title": "Top", "country": "dk", "updated": f"{day} 04:00", "results": entries}})


def _chart_legacy(found: re.Match[str], _: dict[str, str], day: dt.date) -> bytes:
    entries = [_entry(app) for app in _chart(GENRES.get(found["genre"] or "", "free"), day)]
    return f'{{"feed":{{"updated":{{"label":"{day}"}},"entry":[{",".join(entries)}]}}}}'.encode()


@cache
def _entry(app: int) -> str:
    number, page = (
        _app_id(app),
        f"https://apps.example/dk/app/{_text(20, app).replace(' ', '-')}/id{_app_id(app)}?uo=2",
    )
    preview = {"title": "Preview", "rel": "enclosure", "type": "image/jpeg", "href": _picture("preview", app),
               "im:assetType": "preview"}  # fmt: skip
    entry = {
        "im:name": {"label": _text(20, "name", app)},
        "im:image": [
            {"label": _picture(app, size), "attributes": {"height": size}} for size in ("53", "75", "100")
        ],
        "summary": {"label": _text(2000, "summary", app)},
        "im:price": {"label": "Get", "attributes": {"amount": "0.00", "currency": "DKK"}},
        "im:contentType": {"attributes": {"term": "Application", "label": "Application"}},
        "rights": {"label": f"© Udgiver {app}"},
        "title": {"label": f"{_text(20, 'name', app)} - Udgiver {app}"},
        "link": [{"attributes": {"rel": "alternate", "type": "text/html", "href": page}},
                 {"im:duration": {"label": "0"}, "attributes": preview}],
        "id": {"label": page, "attributes": {"im:id": number, "im:bundleId": f"example.udgiver{app}.app"}},
        "im:artist": {"label": f"Udgiver {app}", "attributes": {"href": f"https://apps.example/dk/developer/id{app}?uo=2"}},
        "category": {"attributes": {"im:id": "6005", "term": "Social Networking",
                                    "scheme": "https://apps.example/dk/genre/ios/id6005?uo=2",
                                    "label": "Social Networking"}},
        "im:releaseDate": {"label": "2022-03-01T00:00:00-07:00", "attributes": {"label": "March 1, 2022"}},
    }  # fmt: skip
    return _json(entry).decode()


def _lookup(_: re.Match[str], asked: dict[str, str], day: dt.date) -> bytes:
    ids = asked["id"].split(",")
    results = ",".join(_result(app_id).replace('"RATED"', str(_rated(app_id, day))) for app_id in ids)
    return f'{{"resultCount":{len(ids)},"results":[{results}]}}'.encode()


def _rated(app_id: str, day: dt.date) -> int:
    return int(app_id) // 1000 + day.toordinal() * (int(app_id) % 97)


@cache
def _result(app_id: str) -> str:
    chance = random.Random(app_id)
    version = f"{chance.randint(1, 30)}.{chance.randint(0, 99)}.0"
    result: dict[str, Any] = {
        "screenshotUrls": [_picture(app_id, n) for n in range(6)],
        "ipadScreenshotUrls": [_picture(app_id, "ipad", n) for n in range(6)],
        "appletvScreenshotUrls": [],
        **{f"artworkUrl{size}": _picture(app_id, "artwork") for size in (60, 512, 100)},
        "artistViewUrl": f"https://apps.example/dk/developer/udgiver/id{app_id}?uo=4",
        "isGameCenterEnabled": False,
        "advisories": [_text(40, "advisory", n) for n in range(8)],
        "supportedDevices": DEVICES,
        "kind": "software",
        "features": ["iosUniversal"],
        "averageUserRatingForCurrentVersion": 4.60179,
        "averageUserRating": 4.60179,
        "trackCensoredName": _text(28, "name", app_id),
        "languageCodesISO2A": ["DA", "NL", "EN", "FI", "FR", "DE", "EL", "HI", "ID", "IT", "JA", "KO", "MS"],
        "fileSizeBytes": str(chance.randrange(10**8, 10**9)),
        "contentAdvisoryRating": "13+",
        "userRatingCountForCurrentVersion": "RATED",
        "userRatingCount": "RATED",
        "trackViewUrl": f"https://apps.example/dk/app/{_text(28, app_id).replace(' ', '-')}/id{app_id}?uo=4",
        "minimumOsVersion": "15.0",
        "price": 0.0,
        "artistId": int(app_id) + 1,
        "artistName": f"Udgiver {app_id}",
        "genres": ["Photo & Video", "Social Networking"],
        "genreIds": ["6008", "6005"],
        "bundleId": f"example.udgiver{app_id}.app",
        "releaseNotes": _text(140, "notes", app_id, version),
        "trackId": int(app_id),
        "trackName": _text(28, "name", app_id),
        "currentVersionReleaseDate": "2026-08-07T11:01:39Z",
        "version": version,
        "wrapperType": "software",
        "currency": "DKK",
        "description": _text(2600, "description", app_id),
        "releaseDate": "2011-07-13T23:51:40Z",
        "sellerName": f"Udgiver {app_id}",
    }
    return _json(result).decode()


def _views(found: re.Match[str], _: dict[str, str], day: dt.date) -> bytes:
    first, last = (dt.date.fromisoformat(found[name]) for name in ("first", "last"))
    title = unquote(found["title"])
    item = {"project": "da.wikipedia", "article": title, "granularity": "daily"}
    items = []
    for number in range(first.toordinal(), min(last, day).toordinal() + 1):
        counted = dt.date.fromordinal(number)
        views = random.Random(f"{title} {counted}").randrange(1, 900)
        items.append(
            item | {"timestamp": f"{counted:%Y%m%d}00", "access": "all-access", "agent": "user", "views": views}
        )
    return _json({"items": items})


def _steam(_: re.Match[str], __: dict[str, str], day: dt.date) -> bytes:
    chance = random.Random(f"steam {day}")
    ranks = [
        {
            "rank": rank,
            "appid": 730 + 10 * rank,
            "last_week_rank": rank,
            "peak_in_game": chance.randrange(10**4, 10**6),
        }
        for rank in range(1, 101)
    ]
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    return _json({"response": {"rollup_date": int(midnight.timestamp()), "ranks": ranks}})


def _games(name: str, count: int, day: dt.date) -> list[dict[str, Any]]:
    chance = random.Random(f"{name} {day}")
    return [
        {"universeId": 10**9 + number, "rootPlaceId": 10**10 + number, "name": _text(24, name, number),
         "playerCount": chance.randrange(10**6), "totalUpVotes": chance.randrange(10**7),
         "totalDownVotes": chance.randrange(10**6), "isSponsored": False, "nativeAdData": "", "minimumAge": 0,
         "ageRecommendationDisplayName": "", "contentMaturity": "moderate", "genreL1": "Survival", "genreL2": ""}
        for number in range(count)
    ]  # fmt: skip


def _sorts(_: re.Match[str], __: dict[str, str], day: dt.date) -> bytes:
    sorts = [
        {
            "sortId": f"liste-{n}",
            "contentType": "Games",
            "sortDisplayName": f"Liste {n}",
            "games": _games(f"{n}", 50, day),
        }
        for n in range(LISTS)
    ]
    return _json({"sorts": sorts, "nextSortsPageToken": "side2"})


def _sort(_: re.Match[str], asked: dict[str, str], day: dt.date) -> bytes:
    return _json({"games": _games(asked["sortId"], 100, day)})


def _feed(_: re.Match[str], __: dict[str, str], day: dt.date) -> bytes:
    """Write twenty items, of which one is new every day."""
    items = []
    for number in range(day.toordinal() - 20, day.toordinal()):
        when = dt.datetime.combine(dt.date.fromordinal(number), dt.time(9), dt.UTC)
        items.append(
            f"<item><title>{_text(60, 'title', number)}</title><link>https://nyt.example/{number}</link>"
            f"<pubDate>{format_datetime(when)}</pubDate><description>{_text(3000, 'news', number)}</description></item>"
        )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


def _cases(_: re.Match[str], asked: dict[str, str], day: dt.date) -> bytes:
    named = re.search(r"'(\w \d+)'", asked["$filter"])
    start = int(asked.get("$skip", 0))
    numbers = [130] if named else range(start, min(start + 100, 230))
    value = [
        {"id": 90_000 + number, "typeid": 3, "kategoriid": 13, "statusid": 24,
         "titel": f"Om sociale medier {number}", "titelkort": f"Om sociale medier {number}", "offentlighedskode": "O",
         "nummer": named[1] if named else f"B {number}",
         "nummerprefix": "B", "nummernumerisk": str(number), "nummerpostfix": "", "resume": _text(1200, "case", number),
         "afstemningskonklusion": None, "periodeid": 160, "baggrundsmateriale": None, "retsinformationsurl": None,
         "opdateringsdato": f"{day - dt.timedelta(days=number)}T08:00:00",
         "Periode": {"id": 160, "startdato": "2025-10-07T00:00:00", "type": "samling", "kode": "20251",
                     "titel": "2025-26"}}
        for number in numbers
    ]  # fmt: skip
    return _json({"odata.metadata": "https://oda.example/api/$metadata#Sag", "value": value})


def _survey(_: re.Match[str], __: dict[str, str], day: dt.date) -> bytes:
    lines = [
        f"40 16-19 år;{purpose} {_text(40, 'purpose', purpose)};{year};{(purpose * 7 + year) % 100}"
        for purpose in range(30)
        for year in range(2008, day.year)
    ]
    return "\r\n".join(["TYPE;FORMAAL;TID;INDHOLD", *lines, ""]).encode()


HOSTS: dict[str, Callable[[re.Match[str], dict[str, str], dt.date], bytes]] = {
    r"rss\.marketingtools\.apple\.com/api/v2/dk/apps/top-(?P<chart>free|paid)/100/apps\.json": _chart_v2,
    r"itunes\.apple\.com/dk/rss/topfreeapplications/limit=100(/genre=(?P<genre>\d+))?/json": _chart_legacy,
    r"itunes\.apple\.com/lookup": _lookup,
    r"wikimedia\.org/.*/user/(?P<title>[^/]+)/daily/(?P<first>\d{8})/(?P<last>\d{8})": _views,
    r"api\.steampowered\.com/.*": _steam,
    r"apis\.roblox\.com/explore-api/v1/get-sorts": _sorts,
    r"apis\.roblox\.com/explore-api/v1/get-sort-content": _sort,
    r"oda\.ft\.dk/api/Sag": _cases,
    r"api\.statbank\.dk/v1/data/BEBRIT09/CSV": _survey,
    r"(bornsvilkar\.dk|datatilsynet\.dk|folkeskolen\.dk|dr\.dk|nyt\d+\.example)/.*": _feed,
}
