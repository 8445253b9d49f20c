"""What is missing, stale or unsafe in a workspace, and what to do about it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from klubtrends import danish
from klubtrends.collect import load
from klubtrends.collect.health import health, told
from klubtrends.danish import say
from klubtrends.errors import KlubtrendsError
from klubtrends.incidents.columns import Renamed, read_renamed
from klubtrends.incidents.read import read_sheets
from klubtrends.incidents.upkeep import check
from klubtrends.publishing.out import check_ledger, pages_missing
from klubtrends.reference.bundle import Reference
from klubtrends.reference.choose import overdue
from klubtrends.reference.law import case_of, suggested_stage
from klubtrends.tables import CASES
from klubtrends.workspace import Workspace, synchronised_by

SHEETS = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt")  # what incidents arrive in


def examine(workspace: Workspace) -> list[str]:
    """List what somebody should see to, each as a Danish sentence that says what to do; empty if all is well."""
    rooms = (_place, _tables, _law, _collecting, _incidents, _sheets, _ledger)
    return list(dict.fromkeys(complaint for room in rooms for complaint in room(workspace)))


def _place(workspace: Workspace) -> Iterator[str]:
    if service := synchronised_by(workspace.root):
        yield say("workspace_synchronised", where=workspace.root, service=service)
    if not workspace.settings.contact:
        yield say("doctor_contact")


def _tables(workspace: Workspace) -> Iterator[str]:
    try:
        reference = Reference.read(workspace.reference)
    except KlubtrendsError as error:
        yield str(error)
        return
    if not reference.departments:
        yield say("doctor_departments")
    if lacking := [department.name for department in reference.departments if not department.ambassador]:
        yield say("doctor_ambassador", departments=danish.listed(lacking))
    if missing := Counter(row.FILE for row in reference.placeholders()):
        files = danish.listed([f"{file} ({count})" for file, count in sorted(missing.items())])
        yield say("doctor_placeholders", files=files)
    if late := overdue(reference.rows(), workspace.today()):
        yield say("doctor_overdue", count=len(late))


def _law(workspace: Workspace) -> Iterator[str]:
    """Hold the law tracker against the cases that it names; what to write stays with who keeps it."""
    cases = load(workspace, CASES)
    try:
        named = [row for row in Reference.read(workspace.reference).law if row.case and len(cases)]
    except KlubtrendsError:
        return  # told among the tables
    for row in named:
        if case_of(row, cases).is_empty():
            yield say("doctor_case", title=row.title, case=row.case)
        elif stage := suggested_stage(row, cases):
            words = {"stage": danish.LAW_STAGES[stage], "known": danish.LAW_STAGES[row.stage]}
            yield say("doctor_law", title=row.title, case=row.case, **words)


def _collecting(workspace: Workspace) -> Iterator[str]:
    """Tell how the sources fare; the example's figures are invented, and nobody collects into it."""
    if workspace.settings.example:
        return
    fares = health(workspace)
    if any(one.last or one.trouble for one in fares):
        yield from told(fares)
    else:
        yield say("doctor_nothing_collected")


def _incidents(workspace: Workspace) -> Iterator[str]:
    """Look the register over; that there is none yet is nothing to see to."""
    if not workspace.incidents_file.exists():
        return
    try:
        yield from check(workspace).complaints
    except KlubtrendsError as error:
        yield str(error)


def _sheets(workspace: Workspace) -> Iterator[str]:
    """Find raw sheets of incidents: whatever was taken in is to be deleted. An empty one is only the template."""
    try:
        renamed = read_renamed(workspace.reference)
    except KlubtrendsError as error:
        yield str(error)
        return
    found = [path.relative_to(workspace.root).as_posix() for path in _could_be_sheets(workspace)
             if _has_incidents(path, renamed)]  # fmt: skip
    if found:
        yield say("doctor_sheets", files=danish.listed(sorted(found)))


def _could_be_sheets(workspace: Workspace) -> Iterator[Path]:
    """List spreadsheets wherever somebody may have put them: not among our own tables, nor in hidden folders."""
    ours = {workspace.raw, workspace.processed, workspace.reference}
    for folder, below, files in os.walk(workspace.root):
        here = Path(folder)
        below[:] = [name for name in below if not name.startswith(".") and here / name not in ours]
        yield from (here / name for name in files if Path(name).suffix.casefold() in SHEETS)


def _has_incidents(path: Path, renamed: Sequence[Renamed]) -> bool:
    """Tell whether a file has our headings with rows below; what cannot be read as such is none."""
    try:
        return any(sheet.rows for sheet in read_sheets(path, renamed))
    except KlubtrendsError:
        return False


def _ledger(workspace: Workspace) -> Iterator[str]:
    """Hold the ledger against the published pages."""
    try:
        check_ledger(workspace)
        yield from pages_missing(workspace)
    except KlubtrendsError as error:
        yield str(error)
