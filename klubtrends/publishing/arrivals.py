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

    If a count of that month stands on a page, its quarter's among them, it counts in the present month instead,
    and is no report of its department.
    """
    tabled = [
        release for release in open_ledger(workspace).releases() if release.value is not None or release.hides
    ]
    return intake.take_in(
        workspace, paths, closed={month for release in tabled for month in release.cell.months}
    )
