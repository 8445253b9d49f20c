"""What comes in at the door: each row of a sheet is an incident, a report that there was nothing, or rejected.

The headings (also of a csv, in any order): Afdeling, Dato, Hændelse, Platform, Aldersgruppe, Alvor; and where
wanted Spredning, Kendetegn, Hvad gjorde I, Hvor hurtigt. `danish.INCIDENT_COLUMNS` has them. Cells hold the
labels of codes.toml or its codes; Kendetegn and Hvad gjorde I may hold several with semicolons between. Good
episodes need no Alvor, and "Intet at melde denne måned" needs only Afdeling and Dato.

Months: an incident counts in the month of its week as long as nothing of that month is published (`closed`), else
in the month in which it arrives: no published figure changes when a row is late. Its department has thereby reported
for the month of its week; a late incident is no report, neither for that month nor for the one in which it counts. A
report of nothing counts in the month of its date, and says nothing once it is closed.

Identity: the same incident has the same id, a keyed digest of what is kept of it (so the week, not the date),
the month of its date (so that the first days of one monthly sheet are not taken for the last of another), and
its ordinal among equal rows of its file. A file that comes twice, or comes again with more rows, adds only
what is new; two equal incidents in one file are two. A row that was changed after it was taken in counts as
another incident, and equal rows of one week in two files are taken for one: they are counted as known, never
silently.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from klubtrends.danish import say
from klubtrends.errors import RejectedSheet
from klubtrends.incidents.account import Intake, MonthRows, Rejection
from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.judge import Judged, Lists, judge
from klubtrends.incidents.read import Sheet, SheetRow, read_sheet
from klubtrends.incidents.register import Added, Incident, Register
from klubtrends.incidents.scrub import identifier_spans
from klubtrends.periods import MONTH_PATTERN, last_day, month_of
from klubtrends.reference import read_departments
from klubtrends.workspace import Workspace


def take_in(
    workspace: Workspace,
    paths: Iterable[str | Path],
    *,
    closed: Collection[str] = (),
    arrived: str | None = None,
) -> Intake:
    """Take sheets in, xlsx or csv, all in one transaction.

    Parameters
    ----------
    workspace : Workspace
        Whose departments, code lists and register are used.
    paths : iterable of str or Path
        The sheets.
    closed : collection of str
        Months of which something is published, as '2026-10' (`publishing.take_in` asks the ledger).
    arrived : str, optional
        The month that all rows belong to and count in, whatever their dates.

    Raises
    ------
    RejectedSheet
        If a file cannot be used at all; then nothing of any file is taken in.
    ReferenceTableError
        If the code lists or departments cannot be used.
    RegisterError
        If the register cannot be reached.
    """
    month = arrived or f"{workspace.today():%Y-%m}"
    if not MONTH_PATTERN.fullmatch(month):
        raise ValueError("arrived must be a month such as 2026-10")
    lists = _lists(workspace, month)
    sheets = [read_sheet(Path(path)) for path in paths]
    judged = [[judge(row, lists) for row in sheet.rows] for sheet in sheets]
    key = workspace.secret()
    incidents = [incident for verdicts in judged for incident in _identified(verdicts, key)]
    belongs = {each.id: month if arrived else min(month_of(each.week), month) for each in incidents}
    late = {name for name, own in belongs.items() if own in closed}
    placed = [each if each.id in late else replace(each, arrived=belongs[each.id]) for each in incidents]
    reports = [verdict.report for verdicts in judged for verdict in verdicts if verdict.report]
    with Register(workspace.incidents_file) as register:
        held = set(register.reported().iter_rows())
        added = register.add(placed, [report for report in reports if report[0] not in closed], late=late)
    too_late = sum(report[0] in closed and report not in held for report in reports)
    return Intake(
        rows=sum(len(sheet.rows) for sheet in sheets),
        accepted=len(added.incidents),
        already_known=len(placed) + len(reports) - len(added.incidents) - len(added.reports) - too_late,
        zero_reports=len(added.reports),
        too_late=too_late,
        rejected_rows=sum(bool(verdict.wrong) for verdicts in judged for verdict in verdicts),
        months=_months(added, belongs),
        rejected=tuple(_rejections(sheets, judged)),
        dropped_columns=sum(_dropped_columns(sheet, lists.notes) for sheet in sheets),
        identifiers=sum(_identifies(row) for sheet in sheets for row in (*sheet.rows, *sheet.beside)),
    )


def _months(added: Added, belongs: Mapping[str, str]) -> tuple[MonthRows, ...]:
    """Count what is new by the month it belongs to and the month it counts in."""
    rows = Counter((belongs[each.id], each.arrived) for each in added.incidents)
    rows += Counter((month, month) for month, _ in added.reports)
    return tuple(MonthRows(own, counts, number) for (own, counts), number in sorted(rows.items()))


def _lists(workspace: Workspace, month: str) -> Lists:
    departments = {each.code: each.name for each in read_departments(workspace.reference)}
    if not departments:
        raise RejectedSheet(say("sheet_no_departments", path=workspace.reference / "departments.csv"))
    codes = read_codes(workspace.reference / "codes.toml")
    today = min(last_day(month), workspace.today())
    return Lists.of(codes, departments, arrived=month, today=today, notes=workspace.settings.notes)


def _identified(verdicts: Iterable[Judged], key: bytes) -> list[Incident]:
    """Give the incidents of one file their ids."""
    equal: Counter[str] = Counter()
    identified = []
    for verdict in verdicts:
        if verdict.incident:
            kept = asdict(replace(verdict.incident, arrived="", note=""))
            content = json.dumps([verdict.month, kept], sort_keys=True)
            message = f"incident {equal[content]} {content}".encode()
            equal[content] += 1
            digest = hmac.new(key, message, hashlib.sha256).hexdigest()
            identified.append(replace(verdict.incident, id=digest[:16]))
    return identified


def _rejections(sheets: Iterable[Sheet], judged: Iterable[Iterable[Judged]]) -> Iterator[Rejection]:
    for sheet, verdicts in zip(sheets, judged, strict=True):
        for row, verdict in zip(sheet.rows, verdicts, strict=True):
            for heading, reason in verdict.wrong:
                yield Rejection(sheet.file, row.number, heading, reason)


def _dropped_columns(sheet: Sheet, notes: bool) -> int:
    """Count the columns whose text is not kept: a note beside the rows belongs to no incident."""
    lost = sheet.beside if notes else (*sheet.rows, *sheet.beside)
    return sheet.other_columns + any(row.cells.get("note") for row in lost)


def _identifies(row: SheetRow) -> bool:
    """Tell whether text that is in no list holds an identifier, be it split over two columns."""
    text = "\t".join((*row.others, str(row.cells.get("note", ""))))
    return bool(text.strip()) and bool(identifier_spans(text))
