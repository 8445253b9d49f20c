"""What is rising: the month's ranks as a chart, and who came and went in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl
from narwhals.typing import IntoDataFrame

from klubtrends import danish
from klubtrends.analysis.charts import Moves, rank_history
from klubtrends.analysis.links import EARLY, NONE, SOME, Links
from klubtrends.analysis.pulse import FADING, NEW, RISING, Pulse
from klubtrends.analysis.restless import Restlessness
from klubtrends.danish import say
from klubtrends.report.briefing import PickNote
from klubtrends.report.chart import Chart, Line, RankLines, Role, empty_chart
from klubtrends.report.origin import Origin, origin_of
from klubtrends.tables import CHARTS

NAMED_AT_MOST = 5  # apps in one sentence
NAMED_LINES = 4
SURE = 0.05  # that a trend is none, after looking at so many apps
WAYS = {NEW: "pulse_new", RISING: "pulse_rising", FADING: "pulse_fading"}
RESTLESS = {
    "calm": "weeks_calm",
    "ordinary": "weeks_ordinary",
    "restless": "weeks_restless",
    "unknown": "weeks_unknown",
}
MOVED = {  # columns of the tables of moves
    "rank_before": "moves_before",
    "rank_after": "moves_after",
    "gain": "moves_gain",
    "first": "moves_first",
    "last": "moves_last",
    "best": "apps_best",
    "days": "apps_days",
}
NO_TREND = {
    "few_days": "apps_trend_few_days",
    "still": "apps_trend_still",
    "not_fitted": "apps_trend_not_fitted",
}
LINKED = {EARLY: "links_early", NONE: "links_none", SOME: "links_some"}
GREY_LINES = 4  # climbs and falls that are drawn without a name


def rank_chart(charts: IntoDataFrame, moves: Moves[Any], found: Pulse | None = None) -> Chart:
    """Draw a month's ranks: what is worth a look with its name, a few others in grey.

    Where nothing is, or nobody has looked, the largest climb, the largest fall and the highest of those that moved are
    named. Empty where the month and the one before cannot be compared.
    """
    moves = moves.to_polars()
    picked = _picked(found)
    roles = _roles(moves)
    roles = picked | {
        app: role for app, role in roles.items() if app not in picked and (role == "context" or not picked)
    }
    rows = nw.from_native(charts, eager_only=True).to_polars()
    history = rank_history(rows, [*roles], moves.month, chart=moves.chart, length=moves.length)
    lines = [
        _line(app, roles[str(app["app_id"][0])]) for app in history.partition_by("app_id", maintain_order=True)
    ]
    named = [line for line in lines if line.role != "context" and any(line.ranks)]
    month = danish.month_name(moves.month)
    if not named:
        still = say("ranks_calm", month=danish.month_name(moves.month, year=False))
        return empty_chart(
            "hitliste", say("ranks_title", month=month), f"{still}." if moves.comparable else say("moves_later")
        )
    days = tuple(history["date"].unique().sort())
    told = ". ".join(say("app_moved", app=line.label, ranks=line.note) for line in named)
    return Chart(
        name="hitliste",
        title=say("ranks_title", month=month),
        sentence=_finding(named[0], moves, found),
        description=f"{told}.",
        drawing=RankLines(days, tuple(line for line in lines if any(line.ranks)), moves.length),
        table=_rank_table(lines),
        origin=_origin(charts, moves),
    )


def _origin(charts: IntoDataFrame, moves: Moves[Any]) -> Origin | None:
    """Tell where the days that are drawn and compared come from."""
    rows = CHARTS.take(charts, "chart", "date", "fetched_at", "digest")
    compared = pl.col("date").is_in([*moves.before, *moves.days])
    newest = pl.col("fetched_at") == pl.col("fetched_at").max().over("date")
    return origin_of(rows.filter(pl.col("chart") == moves.chart).filter(compared, newest), CHARTS)


def _roles(moves: Moves[pl.DataFrame]) -> dict[str, Role]:
    """Choose the apps to draw: the first of each kind named, the next in grey."""
    climbs, falls = moves.climbs["app_id"].to_list(), moves.falls["app_id"].to_list()
    standing = pl.concat([moves.climbs, moves.falls]).sort("rank_after", "app_id")["app_id"].to_list()
    wanted: list[tuple[str, Role]] = [(app, "main") for app in climbs[:1]]
    wanted += [(app, "falling") for app in falls[:1]]
    wanted += [(app, "second") for app in standing[:1]]
    wanted += [(app, "context") for app in climbs[1 : 1 + GREY_LINES] + falls[1:3]]
    roles: dict[str, Role] = {}
    for app, role in wanted:
        roles.setdefault(app, role)
    return roles


def _picked(found: Pulse | None) -> dict[str, Role]:
    """Give each pick that is on the chart its way of being drawn: the first rise, the first fall, the rest."""
    roles: dict[str, Role] = {}
    for pick in found.picks if found else ():
        wanted: Role = "falling" if pick.way == FADING else "main"
        if pick.app_id:
            roles[pick.app_id] = wanted if wanted not in roles.values() else "second"
    return dict(list(roles.items())[:NAMED_LINES])


def _line(app: pl.DataFrame, role: Role) -> Line:
    ranks = tuple(app["rank"].to_list())
    seen = [rank for rank in ranks if rank is not None]
    note = say("rank_change", before=seen[0], after=seen[-1]) if seen else ""
    return Line(str(app["app_name"][0]), note, ranks, role)


def _finding(line: Line, moves: Moves[Any], found: Pulse | None) -> str:
    if found and found.looked and not _picked(found):
        return say("ranks_calm", month=danish.month_name(moves.month, year=False))
    seen = [rank for rank in line.ranks if rank is not None]
    code = "rank_rose" if seen[-1] < seen[0] else "rank_stayed"
    month = danish.month_name(moves.month, year=False)
    return say(code, app=line.label, before=seen[0], after=seen[-1], month=month)


def _rank_table(lines: Sequence[Line]) -> pl.DataFrame:
    """List what is drawn: where each app stood on the first and the last day that it was seen in the month."""
    seen = [(line.label, [rank for rank in line.ranks if rank is not None]) for line in lines]
    rows = [(label, ranks[0], ranks[-1]) for label, ranks in seen if ranks]
    columns = {"App": pl.String(), say("rank_before"): pl.Int64(), say("rank_after"): pl.Int64()}
    return pl.DataFrame(rows, schema=columns, orient="row")


def pick_notes(found: Pulse) -> tuple[PickNote, ...]:
    """Put what is worth a look as the page has it."""
    return tuple(PickNote(pick.why, pick.sure, pick.doubt, pick.ask) for pick in found.picks)


def lead(found: Pulse) -> str:
    """Give the surest rise in one sentence, or nothing."""
    return next((pick.why for pick in found.picks if pick.way != FADING), "")


def picks_table(found: Pulse) -> pl.DataFrame:
    """Put the same in a table, for a notebook."""
    rows = [(pick.name, say(WAYS[pick.way]), pick.sure, pick.why, pick.doubt, pick.ask) for pick in found.picks]
    columns = (
        "App",
        say("signal_what"),
        say("picks_sure"),
        say("picks_why"),
        say("picks_doubt"),
        say("picks_ask"),
    )
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def picks_note(found: Pulse) -> str:
    """Say that there is nothing, that it is too early, or how many more there are."""
    if not found.looked:
        return say("pulse_early")
    if not found.picks:
        return say("pulse_none")
    return (
        say("pulse_and_more", count=danish.capital(danish.counted(found.more, "app", "apps")))
        if found.more
        else ""
    )


def weeks_table(found: Restlessness[Any]) -> pl.DataFrame:
    """Put a chart's weeks in a table, for a notebook: how restless each was, and which apps made it so."""
    weeks, causes = (nw.from_native(each, eager_only=True).to_polars() for each in (found.weeks, found.causes))
    rows = [
        (
            danish.week(week["week"]),
            say(RESTLESS[week["verdict"]]),
            *(week[name] for name in ("entries", "returns", "exits")),
            danish.listed(causes.filter(week=week["week"])["app_name"].to_list()),
        )
        for week in weeks.rows(named=True)
    ]
    counts = dict.fromkeys((say("weeks_new"), say("weeks_back"), say("weeks_out")), pl.Int32())
    columns = {say("weeks_week"): pl.String(), say("weeks_verdict"): pl.String(), **counts}
    return pl.DataFrame(rows, schema={**columns, say("weeks_causes"): pl.String()}, orient="row")


def moves_table(moved: IntoDataFrame) -> pl.DataFrame:
    """Put one of a month's four tables of moves as a notebook has it."""
    table = nw.from_native(moved, eager_only=True).to_polars()
    headings = {"app_name": "App"} | {name: say(code) for name, code in MOVED.items() if name in table.columns}
    return table.select(list(headings)).rename(headings).with_columns(pl.selectors.float().round(2))


def apps_table(figures: IntoDataFrame) -> pl.DataFrame:
    """Put what each app did on the chart in a table, for a notebook; a trend is said only where it is sure."""
    rows = nw.from_native(figures, eager_only=True).to_polars()
    told = {
        "App": "app_name",
        say("apps_days"): "days",
        say("apps_best"): "best",
        say("apps_longest"): "longest",
        say("apps_returns"): "returns",
        say("apps_breakout"): "breakout",
    }
    trends = pl.Series(say("apps_trend"), [_trend(row) for row in rows.rows(named=True)], dtype=pl.String)
    return rows.select(**told).with_columns(trends)


def _trend(app: dict[str, Any]) -> str:
    """Say how many times better or worse a rank became in a week, at least and at most."""
    if app["gain_status"] in NO_TREND:
        return say(NO_TREND[app["gain_status"]])
    low, high = app["gain_low"], app["gain_high"]
    if app["gain_adjusted"] > SURE or low <= 0 <= high:
        return say("apps_trend_none")
    least, most = (danish.number(math.exp(end), decimals=2) for end in sorted((abs(low), abs(high))))
    return say("apps_trend_up" if low > 0 else "apps_trend_down", least=least, most=most)


def link_line(found: Links) -> str:
    """Say whether talk and incidents follow each other: never which, never how much."""
    return say(LINKED[found.status])


def move_lines(moves: Moves[Any]) -> tuple[str, ...]:
    """Say who came, who left, and what is missing."""
    lines = []
    if not moves.comparable:
        return ()
    moves = moves.to_polars()
    for code, apps in (("moves_entries", moves.entries), ("moves_exits", moves.exits)):
        if not apps.is_empty():
            names = apps["app_name"].to_list()
            more = len(names) - NAMED_AT_MOST
            listed = danish.listed(names[:NAMED_AT_MOST] + ([say("and_more", count=more)] if more > 0 else []))
            lines.append(say(code, count=len(names), length=moves.length, apps=listed))
    if moves.missed:
        days = danish.counted(len(moves.missed), "dag", "dage")
        lines.append(say("moves_missed", days=danish.capital(days)))
    return tuple(lines)
