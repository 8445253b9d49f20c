"""The pages that are out, as they lie in reports, and the ledger of what they told."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.disclosure.cells import Release
from klubtrends.disclosure.ledger import Entry, Ledger
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.errors import NotEnoughData
from klubtrends.incidents.codes import Codes, read_codes
from klubtrends.periods import MONTH_PATTERN, shift
from klubtrends.workspace import DENMARK, Workspace

PAGE = "briefing"
NAMED_HEAD = re.compile(rb'<meta name="klubtrends:ledger" content="([^"]+)">')


def open_ledger(workspace: Workspace) -> Ledger:
    """Find the workspace's ledger, and the secret that it is sealed with."""
    return Ledger(workspace.ledger_file, workspace.secret())


def month_on_desk(workspace: Workspace, month: str | None = None) -> str:
    """Take the month asked for, 'YYYY-MM', or the last whole one; raises NotEnoughData if it is no month."""
    month = month or shift(f"{workspace.today():%Y-%m}", -1)
    if not MONTH_PATTERN.fullmatch(month):
        raise NotEnoughData(say("month_wrong"))
    return month


def pages_out(workspace: Workspace) -> dict[str, Path]:
    """Find the published pages by month."""
    return {path.parent.name: path for path in sorted(workspace.reports.glob(f"*/{PAGE}.html"))}


def check_ledger(workspace: Workspace) -> None:
    """See that the ledger is whole, and that it knows every page that lies in reports.

    Raises
    ------
    DisclosureRisk
        If an entry was altered, the ledger is an older copy, or a page is not the one that was published.
    RegisterError
        If the ledger cannot be read.
    WorkspaceError
        If there is no secret.
    """
    pages = {month: path.read_bytes() for month, path in pages_out(workspace).items()}
    heads = [found[1].decode() for page in pages.values() if (found := NAMED_HEAD.search(page))]
    digests = {(PAGE, month): hashlib.sha256(page).hexdigest() for month, page in pages.items()}
    open_ledger(workspace).check(heads, digests)


def pages_missing(workspace: Workspace) -> list[str]:
    """Say of each briefing that the ledger holds and reports does not how to write it again."""
    out = pages_out(workspace)
    months = [entry.month for entry in open_ledger(workspace).entries() if entry.page == PAGE]
    return [
        say("ledger_page_missing", month=danish.month_name(month), written=month)
        for month in months
        if month not in out
    ]


@dataclass(frozen=True)
class Account:
    """What was published, one entry after the other, for who keeps the ledger."""

    entries: tuple[Entry, ...]
    codes: Codes

    def summary(self) -> list[dict[str, object]]:
        """Give it by machine."""
        return [
            {
                "number": entry.number,
                "page": entry.page,
                "month": entry.month,
                "as_of": entry.as_of.isoformat(),
                "head": entry.head[:12],
                "digest": entry.digest,
                "tables": [_counted(table) for table in entry.tables],
                "exceptions": [self._exception(release) for release in entry.releases if release.floor],
            }
            for entry in self.entries
        ]

    def lines(self) -> list[str]:
        """Give it in Danish."""
        if not self.entries:
            return [say("ledger_empty")]
        return [line for entry in self.entries for line in self._lines(entry)]

    def _lines(self, entry: Entry) -> list[str]:
        when = entry.as_of.astimezone(DENMARK)
        named = {"number": entry.number, "page": entry.page, "month": danish.month_name(entry.month)}
        first = say("ledger_entry", **named, when=f"{danish.date(when)} kl. {when:%H.%M}", head=entry.head[:12])
        tables = [
            say("ledger_table" if table.rows else "ledger_table_empty", **_counted(table))
            for table in entry.tables
        ]
        told = [self._exception(release) for release in entry.releases if release.floor]
        return [first, *tables, *(say("ledger_exception", **exception) for exception in told)]

    def _exception(self, release: Release) -> dict[str, object]:
        """Name a floor: what was said of a cell beside the tables, and why it might be."""
        labels = [self.codes.episodes.get(code, code) for code in release.cell.codes("type")]
        what = ", ".join([*labels, *map(danish.month_name, release.cell.months)])
        return {"why": release.why, "what": what, "floor": release.floor}


def _counted(table: ProtectedTable) -> dict[str, object]:
    cells = [cell for line in table.cells for cell in line]
    hidden = sum(cell is None for cell in cells)
    named = {"name": table.name, "caption": table.caption, "level": table.level}
    return {**named, "cells": len(cells), "hidden": hidden}


def account(workspace: Workspace, month: str | None = None) -> Account:
    """Tell what was published, of all months or of one, from a ledger that is whole.

    Raises
    ------
    DisclosureRisk
        If the ledger was altered, cut or replaced.
    NotEnoughData
        If nothing was published of the month.
    """
    ledger = open_ledger(workspace)
    ledger.check()
    entries = tuple(entry for entry in ledger.entries() if month in (None, entry.month))
    if month and not entries:
        raise NotEnoughData(say("ledger_no_month", month=danish.month_name(month)))
    return Account(entries, read_codes(workspace.reference / "codes.toml"))
