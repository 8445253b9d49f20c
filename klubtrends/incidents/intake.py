"""What comes in at the door: each row of a sheet is an incident, a report that there was nothing, or rejected.

The headings (also of a csv, in any order): Afdeling, Dato, Hændelse, Platform, Aldersgruppe, Alvor; and where
wanted Spredning, Kendetegn, Hvad gjorde I, Hvor hurtigt. `danish.INCIDENT_COLUMNS` has them. Cells hold the
labels of codes.toml or its codes; Kendetegn and Hvad gjorde I may hold several with semicolons between. Good
episodes need no Alvor, and "Intet at melde denne måned" needs only Afdeling and Dato.

Months: an incident counts in the month of its week as long as nothing of that month is published (`closed`), else
in the month in which it arrives: no published figure changes when a row is late. Its department has thereby reported
for the month of its week; a late incident is no report, neither for that month nor for the one in which it counts. A
report of nothing counts in the month of its date, and says nothing once it is closed.

Identity (`identity`): an answer of Microsoft Forms is known by its number and times (`columns.answer_of`): an export
that holds all earlier answers adds only what is new, and an answer that says something else now replaces what it
said. A row of any other sheet is known by a keyed digest of what is kept of it (so the week, not the date), the month
of its date (so that the first days of one monthly sheet are not taken for the last of another), and its ordinal among
equal rows of its file. A file that comes twice, or comes again with more rows, adds only what is new; two equal
incidents in one file are two. A row that was corrected in one cell replaces its own where the file shows what else
came of its department's month (`identity.replaced`); else it is another incident, and told of if it is like one that
is gone. Equal rows of one week in two files are taken for one: they are counted as known, never silently. What was
erased or retired stays out. A row older than a year is let in only if it is known.

Notes, where they are on, are kept scrubbed until somebody has decided on them (`publishing.quotes`) or 30 days after
the month's meeting. One that was decided on, or whose time is over, is not let in again; until then it says what its
row said last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from klubtrends.danish import say
from klubtrends.errors import RejectedSheet
from klubtrends.incidents.account import (
    Changed,
    Contradicted,
    Dropped,
    FileRows,
    Intake,
    MonthRows,
    Remark,
    Resembling,
    Urgent,
)
from klubtrends.incidents.codes import HIGHEST, Codes, read_codes
from klubtrends.incidents.columns import Renamed, read_renamed
from klubtrends.incidents.identity import Row, identified, older, repeated, replaced, resembling, twins
from klubtrends.incidents.judge import Lists
from klubtrends.incidents.picked import Picked, picked
from klubtrends.incidents.read import Sheet, SheetRow, read_sheets
from klubtrends.incidents.register import Added, Incident, Register
from klubtrends.incidents.scrub import identifier_spans
from klubtrends.incidents.upkeep import oldest_noted
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
        The sheets; a pattern such as *.xlsx means all that fit it.
    closed : collection of str
        Months of which something is published, as '2026-10' (`publishing.take_in` asks the ledger).
    arrived : str, optional
        The month that all rows belong to and count in, whatever their dates.

    Raises
    ------
    RejectedSheet
        If a file cannot be used at all; then nothing of any file is taken in.
    ReferenceTableError
        If the code lists, the departments or (where notes are on) the calendar cannot be used.
    RegisterError
        If the register cannot be reached.
    """
    month = arrived or f"{workspace.today():%Y-%m}"
    if not MONTH_PATTERN.fullmatch(month):
        raise ValueError("arrived must be a month such as 2026-10")
    codes = read_codes(workspace.reference / "codes.toml")
    lists = _lists(workspace, codes, month)
    renamed = read_renamed(workspace.reference)
    chosen = picked(paths)
    sheets = _read(chosen.files, renamed)
    key = workspace.secret()
    rows = [row for tables in sheets for row in identified(tables, lists, key)]
    noted = oldest_noted(workspace)
    with Register(workspace.incidents_file) as register:
        for column, old, new in _recoded(codes):
            register.recode(column, old, new)
        held = set(register.reported().iter_rows())
        known, before = register.ids() | held, register.incidents()
        offer = _Offer.of(rows, known, month, own_month=not arrived, closed=closed)
        corrected = replaced(before, rows, known)
        added = register.add(
            offer.incidents, [report for report in offer.reports if report[0] not in closed],
            late=offer.late, closed=closed, withdrawn=offer.withdrawn, replaced=corrected, notes_since=noted,
        )  # fmt: skip
    gone = before.filter(pl.col("id").is_in(offer.withdrawn))
    changed = {each.id: Changed(each.week, each.arrived) for each in added.corrected}
    changed |= {row["id"]: Changed(row["week"], row["arrived"]) for row in gone.iter_rows(named=True)}
    return _account(chosen, [table for tables in sheets for table in tables], offer, added, lists,
                    changed=tuple(changed.values()), older=older(before, rows, changed),
                    twins=twins(rows, {each.id for each in added.incidents}),
                    repeated=repeated(before, rows, corrected.values()),
                    contradicted=tuple(_contradicted(before, offer, lists, closed)),
                    resembling=resembling(before, {*offer.belongs, *corrected.values()}, added.incidents),
                    too_late=sum(report[0] in closed and report not in held for report in offer.reports))  # fmt: skip


def _read(files: Sequence[Path], renamed: Sequence[Renamed]) -> list[tuple[Sheet, ...]]:
    """Read all files; if one cannot be used, say that the others are not taken in either."""
    problem = ""
    try:
        return [read_sheets(path, renamed) for path in files]
    except RejectedSheet as error:
        problem = str(error)
    raise RejectedSheet(f"{problem} {say('sheet_none_taken')}" if len(files) > 1 else problem)


@dataclass(frozen=True)
class _Offer:
    """What is offered to the register, and what of the rows is not."""

    incidents: Sequence[Incident]
    reports: Sequence[tuple[str, str]]
    withdrawn: Sequence[str]  # ids of answers that say now that there was nothing
    belongs: Mapping[str, str]  # id -> the month of its week
    late: Collection[str]
    rejected: Sequence[Row]
    mended: Sequence[Row]

    @classmethod
    def of(
        cls,
        rows: Sequence[Row],
        known: Collection[object],
        month: str,
        *,
        own_month: bool,
        closed: Collection[str],
    ) -> _Offer:
        """Place each row in its month; what is wrong is rejected, unless it is only too old and known."""
        taken = [row for row in rows if not row.judged.wrong or row.is_known(known, closed)]
        rejected = [row for row in rows if row.judged.wrong and not row.is_known(known, closed)]
        incidents = [replace(row.judged.incident, id=row.name) for row in taken if row.judged.incident]
        belongs = {each.id: min(month_of(each.week), month) if own_month else month for each in incidents}
        late = {name for name, own in belongs.items() if own in closed}
        return cls(
            [each if each.id in late else replace(each, arrived=belongs[each.id]) for each in incidents],
            [row.judged.report for row in taken if row.judged.report],
            [row.name for row in taken if row.judged.report and row.name],
            belongs, late, rejected, [row for row in taken if row.judged.mended],
        )  # fmt: skip


def _account(
    chosen: Picked,
    sheets: Sequence[Sheet],
    offer: _Offer,
    added: Added,
    lists: Lists,
    *,
    changed: tuple[Changed, ...],
    older: tuple[str, ...],
    twins: tuple[FileRows, ...],
    repeated: tuple[FileRows, ...],
    contradicted: tuple[Contradicted, ...],
    resembling: tuple[Resembling, ...],
    too_late: int,
) -> Intake:
    new = len(added.incidents) + len(added.corrected) + len(added.reports)
    return Intake(
        rows=sum(len(sheet.rows) for sheet in sheets),
        accepted=len(added.incidents),
        corrected=len(added.corrected),
        already_known=len(offer.incidents) + len(offer.reports) - new - added.kept_out - too_late,
        kept_out=added.kept_out,
        zero_reports=len(added.reports),
        too_late=too_late,
        rejected_rows=len(offer.rejected),
        withdrawn=added.withdrawn,
        months=_months(added, offer.belongs),
        changed=changed,
        older=older,
        twins=twins,
        repeated=repeated,
        contradicted=contradicted,
        urgent=_urgent(added, lists.codes),
        resembling=resembling,
        rejected=tuple(
            Remark(row.file, row.number, *each) for row in offer.rejected for each in row.judged.wrong
        ),
        mended=tuple(Remark(row.file, row.number, *each) for row in offer.mended for each in row.judged.mended),
        hidden_rows=tuple(FileRows(sheet.file, sheet.hidden_rows) for sheet in sheets if sheet.hidden_rows),
        notes=added.notes,
        hidden_tabs=sum(sheet.hidden_tabs for sheet in sheets),
        dropped=tuple(each for sheet in sheets for each in _dropped(sheet, lists.notes)),
        recorded=tuple(sheet.file for sheet in sheets if sheet.recorded),
        identifiers=sum(_identifies(row) for sheet in sheets for row in (*sheet.rows, *sheet.beside)),
        files=tuple(str(path.resolve()) for path in chosen.files),
        locks=chosen.locks,
    )


def _urgent(added: Added, codes: Codes) -> Urgent:
    found = sum(each.severity == int(HIGHEST) for each in (*added.incidents, *added.corrected))
    return Urgent(found, codes.severities.get(HIGHEST, ""))


def _contradicted(
    before: pl.DataFrame, offer: _Offer, lists: Lists, closed: Collection[str]
) -> Iterator[Contradicted]:
    """Find the departments that report nothing beside incidents of the same month, while that is open."""
    held = before.filter(~pl.col("id").is_in(offer.withdrawn)).select("week", "department").rows()
    held += [(each.week, each.department) for each in offer.incidents]
    found = {(month_of(week), department) for week, department in held} & set(offer.reports)
    names = lists.labels["department"]
    for month in sorted({month for month, _ in found} - set(closed)):
        yield Contradicted(month, tuple(names[code] for code in names if (month, code) in found))


def _months(added: Added, belongs: Mapping[str, str]) -> tuple[MonthRows, ...]:
    """Count what is new by the month it belongs to and the month it counts in."""
    rows = Counter((belongs[each.id], each.arrived) for each in added.incidents)
    rows += Counter((month, month) for month, _ in added.reports)
    return tuple(MonthRows(own, counts, number) for (own, counts), number in sorted(rows.items()))


def _lists(workspace: Workspace, codes: Codes, month: str) -> Lists:
    departments = {each.code: each.name for each in read_departments(workspace.reference)}
    if not departments:
        raise RejectedSheet(say("sheet_no_departments", path=workspace.reference / "departments.csv"))
    today = min(last_day(month), workspace.today())
    return Lists.of(codes, departments, arrived=month, today=today, notes=workspace.settings.notes)


def _recoded(codes: Codes) -> Iterator[tuple[str, str, str]]:
    """List the codes that the register may hold under an old name: column, old, new."""
    for column, old in codes.renamed_in.items():
        yield from (
            (column, each, codes.present(column, each))
            for each in set(old.values()) - set(codes.columns[column])
        )


def _dropped(sheet: Sheet, notes: bool) -> Iterator[Dropped]:
    """Name the columns whose text is not kept: a note beside the rows belongs to no incident."""
    if sheet.other_columns:
        yield Dropped(sheet.file, sheet.other_columns, say("dropped_other"))
    if not notes and any(row.cells.get("note") for row in (*sheet.rows, *sheet.beside)):
        yield Dropped(sheet.file, (sheet.note_column,), say("dropped_notes"))
    if notes and any(row.cells.get("note") for row in sheet.beside):
        yield Dropped(sheet.file, (sheet.note_column,), say("dropped_beside"))


def _identifies(row: SheetRow) -> bool:
    """Tell whether text that is in no list holds an identifier, be it split over two columns."""
    text = "\t".join((*row.others, str(row.cells.get("note", ""))))
    return bool(text.strip()) and bool(identifier_spans(text))
