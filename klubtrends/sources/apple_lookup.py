"""What Apple's store says of each app: age mark, kinds, ratings and version.

An app's number stays when its name changes. Rating counts fall back at times: they are kept as they are told.
The store answers about 20 calls a minute, beyond that 403, and says nothing of numbers that it does not know.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from klubtrends.sources.answers import changed, column, listed, moment, perhaps, read_json, shown, whole
from klubtrends.sources.source import Context, Request, Source
from klubtrends.tables import APPS

NAME = "apple_lookup"
HOST = "itunes.apple.com"
RESULTS = "results[]"
RELEASED = "currentVersionReleaseDate"
MOST_IDS = 100  # in one address


def requests(context: Context) -> list[Request]:
    """Ask for the apps of each chart and of the app sheets, those of an earlier one left out."""
    seen: set[str] = set()
    asked = []
    for chart, ids in context.apps.items():
        new = [app_id for app_id in dict.fromkeys(ids) if app_id.isdecimal() and app_id not in seen]
        seen.update(new)
        asked += [
            _request(context.country, f"{chart} {start // MOST_IDS + 1}", new[start : start + MOST_IDS])
            for start in range(0, len(new), MOST_IDS)
        ]
    return asked


def _request(country: str, apps: str, ids: list[str]) -> Request:
    url = f"https://{HOST}/lookup?id={','.join(ids)}&country={country}&entity=software"
    return Request(url, {"country": country, "apps": apps})


def parse(body: bytes, request: Request) -> pl.DataFrame:
    """Turn one answer into a row for each app that the store knows."""
    answer = read_json(NAME, body)
    results = listed(NAME, answer, "results")
    if answer.get("resultCount") != len(results):
        raise changed(NAME, "resultCount")
    ids = [str(number) for number in whole(NAME, results, "trackId", within=RESULTS)]
    given: dict[str, list[Any]] = {
        "country": [request.labels["country"]] * len(results),
        "app_id": ids,
        "app_name": column(NAME, results, ["trackName"], within=RESULTS),
        "developer": column(NAME, results, ["artistName"], within=RESULTS),
        "genres": _joined(results, "genres"),
        "advisory_rating": perhaps(NAME, results, "contentAdvisoryRating", str, within=RESULTS),
        "advisories": _joined(results, "advisories"),
        "rating_count": _figures(results, "userRatingCount", int, 2**62),
        "average_rating": _figures(results, "averageUserRating", float, 5),
        "version": perhaps(NAME, results, "version", str, within=RESULTS),
        "released": [_released(text) for text in perhaps(NAME, results, RELEASED, str, within=RESULTS)],
    }
    rows = pl.DataFrame(given, schema={name: APPS.columns[name] for name in given})
    return rows if len(set(ids)) == len(ids) else rows.unique("app_id", keep="first", maintain_order=True)


def _joined(results: list[Any], key: str) -> list[str]:
    lists = perhaps(NAME, results, key, list, within=RESULTS)
    if not all(isinstance(word, str) for words in lists for word in words or ()):
        raise changed(NAME, f"{RESULTS}.{key}")
    return ["|".join(shown(word) for word in words or ()) for words in lists]


def _figures(results: list[Any], key: str, kind: type, most: int) -> list[Any]:
    figures = perhaps(NAME, results, key, kind, within=RESULTS)
    if not all(figure is None or 0 <= figure <= most for figure in figures):
        raise changed(NAME, f"{RESULTS}.{key}")
    return figures


def _released(text: str | None) -> dt.datetime | None:
    return None if text is None else moment(NAME, text, f"{RESULTS}.{RELEASED}", zoned=True)


SOURCE = Source(
    name=NAME,
    hosts=(HOST,),
    requests=requests,
    parse=parse,
    period="day",
    table=APPS,
    pace_seconds=3.0,  # about 20 calls a minute
    needs=("apps",),
    after=("apple_v2", "apple_legacy"),
)
