"""What comes into and goes out of the register, beside what is published: no published figure ever changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from klubtrends.danish import say
from klubtrends.disclosure.cells import Cell
from klubtrends.errors import RegisterError
from klubtrends.incidents import intake
from klubtrends.incidents.account import Intake, Published
from klubtrends.incidents.register import Register
from klubtrends.incidents.upkeep import oldest_kept
from klubtrends.periods import last_months, quarter_of
from klubtrends.publishing.out import open_ledger
from klubtrends.workspace import Workspace

LET_IN = 14  # months back in which a row that is let in can lie


def take_in(workspace: Workspace, paths: Iterable[str | Path]) -> Intake:
    """Take sheets in (`incidents.intake.take_in`): a row counts in the month of its week.

    If a count of that month stands on a page, its quarter's among them, or its rows are folded, it counts in the
    present month instead, and is no report of its department.
    """
    months = last_months(f"{workspace.today():%Y-%m}", LET_IN)
    folded = {month for month in months if month < oldest_kept(workspace)}
    cells = _shown(workspace)
    taken = intake.take_in(workspace, paths, closed={month for cell in cells for month in cell.months} | folded)
    changed = sorted({each.month for each in taken.changed})
    return replace(taken, published=tuple(out for month in changed for out in _published(month, cells)))


def _published(month: str, cells: Sequence[Cell]) -> list[Published]:
    """Tell whether a month's page is out, and its quarter's; nothing if it is not."""
    quarter_out = any(cell.months == quarter_of(month) for cell in cells)
    return [Published(month, quarter_out)] if any(month in cell.months for cell in cells) else []


def _shown(workspace: Workspace) -> list[Cell]:
    """List the cells that stand on a page, be it as a dot."""
    releases = open_ledger(workspace).releases()
    return [release.cell for release in releases if release.value is not None or release.hides]


@dataclass(frozen=True)
class Erased:
    """One incident that is gone: the month that it counted in, and what is published of that."""

    month: str
    published: tuple[Published, ...]

    def lines(self) -> list[str]:
        """Say it in Danish: what became of the row, of the pages, and what else to delete."""
        pages = [line for each in self.published for line in each.lines(say("erase_it"))]
        return [say("erase_done"), *pages, say("erase_elsewhere")]


def erase(workspace: Workspace, name: str) -> Erased:
    """Erase one incident for good, by its id; it stays out when its sheet comes again.

    Raises
    ------
    RegisterError
        If there is none, or it was erased before; or as `Register.erase`.
    """
    cells = _shown(workspace)
    with Register(workspace.incidents_file) as register:
        known = name in register.ids()
        month = register.erase(name)
    if not month:
        raise RegisterError(say("erase_again" if known else "erase_unknown"))
    return Erased(month, tuple(_published(month, cells)))
