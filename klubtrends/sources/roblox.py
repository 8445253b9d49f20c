"""How many play what on Roblox at the time of asking: its own lists of games, what is paid for left out.

The interface is not documented and may fail on any day. It wants a session's number: all kits send the same, which
says nothing of who asks.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import polars as pl

from klubtrends.errors import SourceChanged
from klubtrends.sources.answers import changed, column, listed, read_json, whole
from klubtrends.sources.source import Context, Request, Source
from klubtrends.tables import PLAYERS

NAME = "roblox"
HOST = "apis.roblox.com"
ASKING = {"sessionId": "00000000-0000-4000-8000-000000000000", "device": "computer", "country": "all"}
SORTS = "sorts[]"
MOST_SORTS = 6  # followed; they stand in Roblox' own order
SORT_ID = re.compile(r"[\w-]{1,80}", re.ASCII)


def requests(context: Context) -> list[Request]:
    """Ask which lists there are."""
    return [_request("get-sorts", {}, {"asked": "sorts"})]


def follow(body: bytes, request: Request) -> list[Request]:
    """Ask for the games of each list that the answer names."""
    if request.labels["asked"] != "sorts":
        return []
    try:
        sorts = [sort["sortId"] for sort in _sorts_of_games(body)]
    except SourceChanged:
        return []
    return [
        _request("get-sort-content", {"sortId": sort}, {"asked": "content", "chart": sort})
        for sort in sorts[:MOST_SORTS]
    ]


def _request(call: str, more: dict[str, str], labels: dict[str, str]) -> Request:
    return Request(f"https://{HOST}/explore-api/v1/{call}?{urlencode(ASKING | more)}", labels)


def parse(body: bytes, request: Request) -> pl.DataFrame:
    """Turn one answer into rows: platform, chart, game_id, game_name, rank (1 is the top), players (now)."""
    if request.labels["asked"] == "sorts":
        sorts = _sorts_of_games(body)
        given = [(sort["sortId"], listed(NAME, sort, "games") if "games" in sort else []) for sort in sorts]
        return pl.concat([_rows(chart, games, f"{SORTS}.games[]") for chart, games in given])
    games = listed(NAME, read_json(NAME, body), "games")
    if not games:
        raise changed(NAME, "games[]")
    return _rows(request.labels["chart"], games, "games[]")


def _sorts_of_games(body: bytes) -> list[dict[str, Any]]:
    """Give the lists of games, each once; other kinds are filters and advertisements."""
    found: dict[str, dict[str, Any]] = {}
    for sort in listed(NAME, read_json(NAME, body), "sorts"):
        if isinstance(sort, dict) and sort.get("contentType") == "Games":
            (name,) = column(NAME, [sort], ["sortId"], within=SORTS)
            if not SORT_ID.fullmatch(name):
                raise changed(NAME, f"{SORTS}.sortId")
            found.setdefault(name, sort)
    if not found:
        raise changed(NAME, f"{SORTS}.contentType")
    return list(found.values())


def _rows(chart: str, games: list[Any], within: str) -> pl.DataFrame:
    """Rank the games that nobody paid for; one that is listed twice keeps its better rank."""
    if not all(isinstance(game, dict) and isinstance(game.get("isSponsored", False), bool) for game in games):
        raise changed(NAME, f"{within}.isSponsored")
    own = [game for game in games if not game.get("isSponsored")]
    ids = [str(number) for number in whole(NAME, own, "universeId", within=within)]
    given = {
        "platform": [NAME] * len(own),
        "chart": [chart] * len(own),
        "game_id": ids,
        "game_name": column(NAME, own, ["name"], within=within),
        "rank": range(1, len(own) + 1),
        "players": whole(NAME, own, "playerCount", within=within),
    }
    rows = pl.DataFrame(given, schema={name: PLAYERS.columns[name] for name in given})
    return rows.unique("game_id", keep="first", maintain_order=True)


SOURCE = Source(
    name=NAME,
    hosts=(HOST,),
    requests=requests,
    parse=parse,
    period="day",
    table=PLAYERS,
    pace_seconds=3.0,
    follow=follow,
)
