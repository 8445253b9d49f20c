"""Which month a late row counts in: never one of which anything is published."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from klubtrends.incidents import intake
from klubtrends.incidents.account import Intake
from klubtrends.publishing.out import open_ledger
from klubtrends.workspace import Workspace


def take_in(workspace: Workspace, paths: Iterable[str | Path]) -> Intake:
    """Take sheets in (`incidents.intake.take_in`): a row counts in the month of its week.

    If anything of that month is out, it counts in the present month instead, and is no report of its department.
    """
    released = open_ledger(workspace).releases()
    return intake.take_in(workspace, paths, closed={release.cell.month for release in released})
