"""Whether incidents follow the talk of apps: for the coordinator alone."""

from __future__ import annotations

from klubtrends.analysis.links import Links
from klubtrends.danish import say
from klubtrends.errors import NotEnoughData
from klubtrends.periods import MONTH_PATTERN
from klubtrends.publishing.desk import Desk
from klubtrends.publishing.out import open_ledger
from klubtrends.workspace import Workspace


def look_for_links(workspace: Workspace, month: str) -> Links:
    """Hold the talk of apps against the incidents of each week, up to a month's end; the links found are raw.

    Raises
    ------
    NotEnoughData
        If the month is none.
    """
    if not MONTH_PATTERN.fullmatch(month):
        raise NotEnoughData(say("month_wrong"))
    return Desk(workspace, month, workspace.now(), open_ledger(workspace), None).links
