"""What the briefing calls: the few apps worth a look this month, why, and what would make us wrong.

Two kinds of evidence are judged together: an app's move on the chart, and the talk of the apps that have a sheet. All
of them count as tests of one month, so that in a month in which nothing happens something is called one time in
twenty at most.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrame
from scipy import stats

from klubtrends import danish
from klubtrends.analysis.attention import LIKELY, OK, PARTS, SCORES, SURE, Attention
from klubtrends.analysis.outstanding import MOVES
from klubtrends.danish import say
from klubtrends.tables import APP_IDS, Table

NEW, RISING, FADING = "new", "rising", "fading"
MOST_RISING, MOST_FADING = 3, 2
LEAST_GAIN, LEAST_TIMES = np.log(1.5), np.log(1.3)  # smaller moves are not worth a look, however sure
NEAR = 7  # days that a date may be off and still be told
STORE = "app_store"
_MOVES, _SCORES, _PARTS = Table("moves", MOVES), Table("scores", SCORES), Table("parts", PARTS)
WHAT = {  # what is counted where, for a sentence
    "wikipedia": "pulse_what_wikipedia",
    "steam": "pulse_what_steam",
    "roblox": "pulse_what_roblox",
    "app_store": "pulse_what_store",
}
DOUBTS = {"wikipedia": "pulse_doubt_wikipedia", "app_store": "pulse_doubt_store"}


@dataclass(frozen=True)
class Pick:
    """One app worth a look.

    `app` is its sheet's code and empty where the kit has no sheet, `app_id` the store's number where it is on the
    chart. `why` and `doubt` are Danish sentences, `ask` one that asks for a sheet, or nothing.
    """

    app: str
    app_id: str
    name: str
    way: str  # new, rising, fading
    why: str
    doubt: str
    ask: str
    sure: str  # in Danish: set, or tyder på; never set by ratings alone, which mostly follow how an app asks for them
    p: float
    adjusted: float
    platforms: tuple[str, ...] = ()  # whose figures are in the sentence, beside the chart's


@dataclass(frozen=True)
class Pulse:
    """A month's picks, the rising ones first and the surest of them first; `more` were found beside them.

    `looked` is how many moves and scores were judged: none means that it is too early.
    """

    month: str
    picks: tuple[Pick, ...]
    more: int
    looked: int


@dataclass(frozen=True)
class _Found:
    """All that is known of one app."""

    name: str
    app: str = ""
    app_id: str = ""
    evidence: list[tuple[float, float, str, dict[str, object]]] = field(default_factory=list)


def pulse(
    moves: IntoDataFrame,
    attention: Attention[Any],
    app_ids: IntoDataFrame,
    month: str,
    *,
    length: int = 100,
) -> Pulse:
    """Choose the few apps worth a look.

    Parameters
    ----------
    moves : polars or pandas frame
        The chart's moves, as `outstanding.outstanding` tests them.
    attention : Attention
        The month's, as `attention.attention` scores it.
    app_ids : polars or pandas frame
        `tables.APP_IDS`: an app of the chart that is not in it has no app sheet yet.
    month : str
        'YYYY-MM'.
    length : int
        The chart's.

    Examples
    --------
    >>> nothing = Attention("2026-10", pl.DataFrame(schema=SCORES), pl.DataFrame(schema=PARTS))
    >>> pulse(pl.DataFrame(schema=MOVES), nothing, APP_IDS.empty(), "2026-10").picks
    ()
    """
    tests = pl.concat(
        [_chart_tests(_MOVES.take(moves), APP_IDS.take(app_ids)), _talk_tests(_SCORES.take(attention.scores))]
    )
    tests = tests.drop_nulls("p")
    if tests.is_empty():
        return Pulse(month, (), 0, 0)
    tests = tests.with_columns(adjusted=stats.false_discovery_control(tests["p"].to_numpy()))
    found = tests.filter(pl.col("adjusted") <= LIKELY, pl.col("size").abs() >= pl.col("least"))
    facts = _Facts(month, length, _MOVES.take(moves), _PARTS.take(attention.parts))
    told = (_pick(rows.sort("p"), facts) for rows in found.partition_by("key", maintain_order=True))
    picks = [pick for pick in told if pick]
    picks.sort(key=lambda pick: (pick.p, pick.name))
    up, down = [p for p in picks if p.way != FADING], [p for p in picks if p.way == FADING]
    shown = (*up[:MOST_RISING], *down[:MOST_FADING])
    return Pulse(month, shown, len(picks) - len(shown), len(tests))


@dataclass(frozen=True, eq=False)
class _Facts:
    month: str
    length: int
    moves: pl.DataFrame
    parts: pl.DataFrame


def _chart_tests(moves: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """Give each move as a test, under its sheet's code where it has one."""
    told = (pl.col("before") / pl.col("after")).log()  # of the ranks that are said; null where one is outside
    size = pl.when(told.abs() < pl.col("gain").abs()).then(told).otherwise(pl.col("gain"))
    sheets = ids.filter(pl.col("platform") == STORE).select(app_id="id", app="app", sheet="name")
    return moves.join(sheets, on="app_id", how="left", maintain_order="left").select(
        key=pl.coalesce("app", pl.lit("id ") + pl.col("app_id")), app=pl.col("app").fill_null(""), app_id="app_id",
        name=pl.coalesce("sheet", "app_name"), kind=pl.lit("chart"), p="p", size=size, least=pl.lit(LEAST_GAIN),
    )  # fmt: skip


def _talk_tests(scores: pl.DataFrame) -> pl.DataFrame:
    """Give each score as a test; who grows as always, only less, neither rises nor fades."""
    return scores.select(
        key="app", app="app", app_id=pl.lit(""), name="name", kind=pl.lit("talk"), p="p",
        size=pl.when((pl.col("score") > 0) == (pl.col("times") > 1)).then(pl.col("times").log()).otherwise(0.0),
        least=pl.lit(LEAST_TIMES),
    )  # fmt: skip


def _pick(tests: pl.DataFrame, facts: _Facts) -> Pick | None:
    """Put one app's evidence into words: the surest gives the way, and what points the same way joins it."""
    first = tests.row(0, named=True)
    same = tests.filter(pl.col("size").sign() == np.sign(first["size"]))
    app_id = next((value for value in tests["app_id"] if value), "")
    up = first["size"] > 0
    move = facts.moves.filter(pl.col("app_id") == app_id).rows(named=True) if "chart" in same["kind"] else []
    parts = _parts(facts.parts, first["app"], up=up) if "talk" in same["kind"] else []
    new = bool(move) and move[0]["listed_before"] == 0 and up
    clauses = [_chart_clause(move[0], facts, up=up)] if move else []
    told = parts[: 2 - len(clauses)]
    clauses += [_talk_clause(part) for part in told]
    if not clauses:
        return None
    way = NEW if new else RISING if up else FADING
    seen = first["adjusted"] <= SURE and (bool(move) or any(part["platform"] != STORE for part in parts))
    return Pick(
        app=first["app"], app_id=app_id, name=danish.visible(first["name"]), way=way,
        why=say("pulse_why", name=danish.visible(first["name"]), clauses=danish.listed(clauses)),
        doubt=_doubt(way, on_chart=bool(move), parts=parts),
        ask="" if first["app"] or way == FADING else say("pulse_no_sheet"),
        sure=say("signal_sure" if seen else "signal_likely"), p=first["p"], adjusted=first["adjusted"],
        platforms=tuple(str(part["platform"]) for part in told),
    )  # fmt: skip


def _parts(parts: pl.DataFrame, app: str, *, up: bool) -> list[dict[str, object]]:
    """List the parts that speak for an app's score, the clearest first; those that do so by themselves, if any do."""
    way = ((pl.col("times") > 1) == up) & ((pl.col("z") > 0) == up)
    mine = parts.filter(pl.col("app") == app, pl.col("status") == OK, way).sort("p", "platform")
    clear = mine.filter(pl.col("p") <= LIKELY, pl.col("times").log().abs() >= LEAST_TIMES)
    return (clear if len(clear) else mine).rows(named=True)


def _chart_clause(move: dict[str, object], facts: _Facts, *, up: bool) -> str:
    before, after, month = move["before"], move["after"], danish.month_name(facts.month, year=False)
    if up and move["listed_before"] == 0:
        return say("pulse_entered", length=facts.length, best=move["best"], month=month)
    if up:
        code = "pulse_rose" if before else "pulse_rose_from_outside"
        return say(code, before=_rank(before), after=_rank(after), length=facts.length, month=month)
    code = "pulse_fell" if after else "pulse_fell_out"
    return say(code, before=_rank(before), after=_rank(after), length=facts.length, month=month)


def _rank(middle: object) -> str:
    return danish.number(np.ceil(float(middle))) if isinstance(middle, float) else ""


def _talk_clause(part: dict[str, object]) -> str:
    times, what = float(str(part["times"])), say(WHAT[str(part["platform"])])
    since = _since(part)
    if times >= 1:
        return say("pulse_more", what=what, times=danish.number(times, decimals=1), since=since)
    return say("pulse_less", what=what, percent=danish.number(100 * times), since=since)


def _since(part: dict[str, object]) -> str:
    """Say since when, where that is known to a week either way."""
    since, earliest, latest = part["since"], part["earliest"], part["latest"]
    if not (isinstance(since, dt.date) and isinstance(earliest, dt.date) and isinstance(latest, dt.date)):
        return ""
    near = max(since - earliest, latest - since) <= dt.timedelta(days=NEAR)
    return say("pulse_since", day=danish.date(since, year=False)) if near else ""


def _doubt(way: str, *, on_chart: bool, parts: Sequence[dict[str, object]]) -> str:
    """Say what would make us wrong, by what the surest evidence is made of."""
    if on_chart:
        return say("pulse_doubt_left" if way == FADING else "pulse_doubt_chart")
    if way == FADING:
        return say("pulse_doubt_moved")
    return say(DOUBTS.get(str(parts[0]["platform"]) if parts else "", "pulse_doubt_games"))
