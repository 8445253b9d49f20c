"""The hundred games that most play on Steam, over the whole world: no names, and older teens rather than children."""

from __future__ import annotations

import datetime as dt

import polars as pl

from klubtrends.sources.answers import changed, listed, read_json, whole
from klubtrends.sources.source import Context, Request, Source
from klubtrends.tables import PLAYERS

NAME = "steam"
HOST = "api.steampowered.com"
CHART = "most-played"
RANKS = "response.ranks[]"
SINCE, UNTIL = (
    dt.datetime(2003, 9, 12, tzinfo=dt.UTC),
    dt.datetime(2100, 1, 1, tzinfo=dt.UTC),
)  # Steam's own life


def requests(context: Context) -> list[Request]:
    """Ask for the list."""
    return [Request(f"https://{HOST}/ISteamChartsService/GetMostPlayedGames/v1/", {"chart": CHART})]


def parse(body: bytes, request: Request) -> pl.DataFrame:
    """Turn one answer into rows: platform, chart, game_id, game_name (empty), date, rank, players (the day's peak)."""
    answer = read_json(NAME, body)
    ranks = listed(NAME, answer, "response", "ranks")
    if not ranks:
        raise changed(NAME, RANKS)
    fields = {"rank": "rank", "game_id": "appid", "players": "peak_in_game"}
    given = {name: whole(NAME, ranks, field, within=RANKS) for name, field in fields.items()}
    if max(given["rank"]) >= 2**31 or min(given["rank"]) < 1:
        raise changed(NAME, f"{RANKS}.rank")
    same = {
        "platform": NAME,
        "chart": request.labels["chart"],
        "game_name": "",
        "date": _day(answer["response"]),
    }
    rows = pl.DataFrame(given).with_columns(pl.lit(value).alias(name) for name, value in same.items())
    rows = rows.sort("rank", maintain_order=True).unique("game_id", keep="first", maintain_order=True)
    return rows.select(
        pl.col(name).cast(kind) for name, kind in PLAYERS.columns.items() if name in rows.columns
    )


def _day(response: dict[str, object]) -> dt.date:
    """Read the day that was counted."""
    (seconds,) = whole(NAME, [response], "rollup_date", within="response")
    if not SINCE.timestamp() < seconds < UNTIL.timestamp():
        raise changed(NAME, "response.rollup_date")
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date()


SOURCE = Source(name=NAME, hosts=(HOST,), requests=requests, parse=parse, period="day", table=PLAYERS)
