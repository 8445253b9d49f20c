"""What is rising: the month's ranks as a chart, and who came and went in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl
from narwhals.typing import IntoDataFrame

from klubtrends import danish
from klubtrends.analysis.charts import Moves, rank_history
from klubtrends.danish import say
from klubtrends.report.chart import Chart, Line, RankLines, Role, empty_chart
from klubtrends.report.origin import Origin, origin_of
from klubtrends.tables import CHARTS

NAMED_AT_MOST = 5  # apps in one sentence
GREY_LINES = 4  # climbs and falls that are drawn without a name


def rank_chart(charts: IntoDataFrame, moves: Moves[Any]) -> Chart:
    """Draw the largest climb, the largest fall and the highest of those that moved, with a few others in grey.

    Empty where the month and the one before cannot be compared.
    """
    moves = moves.to_polars()
    roles = _roles(moves)
    rows = nw.from_native(charts, eager_only=True).to_polars()
    history = rank_history(rows, [*roles], moves.month, chart=moves.chart, length=moves.length)
    lines = [
        _line(app, roles[str(app["app_id"][0])]) for app in history.partition_by("app_id", maintain_order=True)
    ]
    named = [line for line in lines if line.role != "context" and any(line.ranks)]
    month = danish.month_name(moves.month)
    if not named:
        return empty_chart("hitliste", say("ranks_title", month=month), say("moves_later"))
    days = tuple(history["date"].unique().sort())
    told = ". ".join(say("app_moved", app=line.label, ranks=line.note) for line in named)
    return Chart(
        name="hitliste",
        title=say("ranks_title", month=month),
        sentence=_finding(named[0], moves),
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


def _line(app: pl.DataFrame, role: Role) -> Line:
    ranks = tuple(app["rank"].to_list())
    seen = [rank for rank in ranks if rank is not None]
    note = say("rank_change", before=seen[0], after=seen[-1]) if seen else ""
    return Line(str(app["app_name"][0]), note, ranks, role)


def _finding(line: Line, moves: Moves[Any]) -> str:
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
