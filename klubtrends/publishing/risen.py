"""What a month's page says of apps: which are worth a look, their picture, and whether incidents follow the talk."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from klubtrends.analysis.attention import attention
from klubtrends.analysis.charts import month_moves
from klubtrends.analysis.daily import daily
from klubtrends.analysis.links import Links, links
from klubtrends.analysis.outstanding import outstanding
from klubtrends.analysis.pulse import FADING, pulse
from klubtrends.danish import say
from klubtrends.errors import NotEnoughData
from klubtrends.periods import MONTH_PATTERN
from klubtrends.publishing.desk import Desk
from klubtrends.publishing.out import open_ledger
from klubtrends.report import rising
from klubtrends.report.briefing import PickNote
from klubtrends.report.chart import Chart
from klubtrends.workspace import Workspace


@dataclass(frozen=True)
class Risen:
    """The page's part on apps, in words and one picture. `lead` is the surest rise, or nothing."""

    ranks: Chart
    moves: tuple[str, ...]
    picks: tuple[PickNote, ...]
    picks_note: str
    lead: str
    linked: str
    drawn: tuple[tuple[str, pl.DataFrame], ...]  # the tables that it is made of, by what the page calls them


def look_for_links(workspace: Workspace, month: str) -> Links:
    """Hold the talk of apps against the incidents of each week, for the coordinator alone: what it finds is raw.

    Raises
    ------
    NotEnoughData
        If the month is none.
    """
    if not MONTH_PATTERN.fullmatch(month):
        raise NotEnoughData(say("month_wrong"))
    return _links(Desk(workspace, month, workspace.now(), open_ledger(workspace), None))


def _links(desk: Desk) -> Links:
    return links(daily(desk.views, desk.players, desk.ratings, desk.app_ids), *desk.register, desk.month)


def risen(desk: Desk) -> Risen:
    """Look at a month's charts and attention, and hold the talk of apps against the incidents of each week."""
    tables = (desk.views, desk.players, desk.ratings, desk.app_ids)
    moves = month_moves(desk.charts, desk.month)
    found = pulse(
        outstanding(desk.charts, desk.month), attention(*tables, desk.month), desk.app_ids, desk.month,
        length=moves.length,
    )  # fmt: skip
    ups = [pick.why for pick in found.picks if pick.way != FADING]
    return Risen(
        ranks=rising.rank_chart(desk.charts, moves, found),
        moves=rising.move_lines(moves),
        picks=rising.pick_notes(found),
        picks_note=rising.picks_note(found),
        lead=ups[0] if ups else "",
        linked=rising.link_line(_links(desk)),
        drawn=(
            (say("source_charts"), desk.charts),
            (say("source_views"), desk.views),
            (say("source_ratings"), desk.ratings),
            (say("source_players"), desk.players),
        ),
    )
