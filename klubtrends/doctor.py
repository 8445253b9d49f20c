"""What is missing, stale or unsafe in a workspace, and what to do about it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import polars as pl

from klubtrends import danish
from klubtrends.collect import load
from klubtrends.danish import say
from klubtrends.errors import KlubtrendsError
from klubtrends.incidents.upkeep import check
from klubtrends.publishing.out import check_ledger, pages_missing
from klubtrends.reference.bundle import Reference
from klubtrends.reference.choose import overdue
from klubtrends.tables import CHARTS
from klubtrends.workspace import Workspace, synchronised_by

LOOKED_BACK_DAYS = 30


def examine(workspace: Workspace) -> list[str]:
    """List what somebody should see to, each as a Danish sentence that says what to do; empty if all is well."""
    rooms = (_place, _tables, _charts, _incidents, _ledger)
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


def _charts(workspace: Workspace) -> Iterator[str]:
    """Tell of the days that the top list was not fetched: they cannot be had again from the source."""
    days = set(load(workspace, CHARTS, workspace.settings.country).filter(pl.col("chart") == "free")["date"])
    if not days:
        yield say("doctor_no_charts")
        return
    newest, today = max(days), workspace.today()
    if (today - newest).days > 1:
        yield say("doctor_stale", date=danish.date(newest))
    first = max(min(days), newest - dt.timedelta(days=LOOKED_BACK_DAYS))
    gaps = sum(first + dt.timedelta(days=n) not in days for n in range((newest - first).days))
    if gaps:
        yield say("doctor_gaps", count=gaps, date=danish.date(first))


def _incidents(workspace: Workspace) -> Iterator[str]:
    """Look the register over; that there is none yet is nothing to see to."""
    if not workspace.incidents_file.exists():
        return
    try:
        yield from check(workspace).complaints
    except KlubtrendsError as error:
        yield str(error)


def _ledger(workspace: Workspace) -> Iterator[str]:
    """Hold the ledger against the published pages."""
    try:
        check_ledger(workspace)
        yield from pages_missing(workspace)
    except KlubtrendsError as error:
        yield str(error)
