"""Read an incident sheet, xlsx or csv, into plain cells; nothing is judged here.

A csv has semicolons, commas or tabs, in UTF-8 (with or without a mark) or Windows-1252. Headings are found
among the first rows, in any order and any case; only a heading's first line counts, without a star or colon
at its end. What lies right of column 100 is not looked at. No error quotes a cell, nor is it chained to one
that might.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import openpyxl

from klubtrends.danish import INCIDENT_COLUMNS, listed, say
from klubtrends.errors import RejectedSheet

REQUIRED = ("department", "date", "type", "platform", "age_band", "severity")
MAX_BYTES = 5_000_000
MAX_UNPACKED = 20_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 100
HEADING_ROWS = 20
WORKBOOK_PARTS = ("xl/", "content.xml")  # Excel's; those of LibreOffice get the advice to save as .xlsx
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a password makes an xlsx this, too
EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's calendar
Cell = str | dt.date


@dataclass(frozen=True)
class SheetRow:
    """One line: its number as Excel shows it, its cells by column, and the texts that belong to no column."""

    number: int
    cells: dict[str, Cell] = field(repr=False)
    others: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Sheet:
    """What one file holds. `other_columns` counts the columns with text that belong to no known heading.

    `beside` are lines where nothing is chosen: a remark below the table, say. They are no rows.
    """

    file: str
    rows: tuple[SheetRow, ...]
    beside: tuple[SheetRow, ...]
    other_columns: int


def read_sheet(path: Path) -> Sheet:
    """Read one file's rows, blank ones left out.

    Raises
    ------
    RejectedSheet
        If the file cannot be opened or read, is empty or too large, or lacks a required heading.
    """
    body = _body(path)
    if body.startswith(OLD_OFFICE):
        raise RejectedSheet(say("sheet_protected", file=path.name))
    tables = _workbook(path.name, body) if body.startswith(b"PK") else _csv(path.name, body)
    closest = list(REQUIRED)
    for table in tables:
        for place, row in enumerate(table[:HEADING_ROWS]):
            columns = _columns(row)
            missing = [name for name in REQUIRED if name not in columns.values()]
            if not missing:
                return _sheet(path.name, table, place, columns)
            closest = min(closest, missing, key=len)
    headings = listed([f"»{INCIDENT_COLUMNS[name][0]}«" for name in closest])
    raise RejectedSheet(say("sheet_headings_missing", file=path.name, headings=headings))


def read_date(cell: Cell) -> dt.date | None:
    """Read a date: a real one, 2026-11-03, 3-11-2026, 03.11.26 or Excel's day number; None if it is none.

    >>> read_date("03.11.26"), read_date("46329")
    (datetime.date(2026, 11, 3), datetime.date(2026, 11, 3))
    """
    if isinstance(cell, dt.date):
        return cell
    if re.fullmatch(r"[3-6]\d{4}([.,]\d{1,15})?", cell):
        return EPOCH + dt.timedelta(days=int(cell[:5]))
    time = r"(?:[T ][\d:.]{4,15})?"
    first_year = re.fullmatch(rf"(?P<y>\d{{4}})-(?P<m>\d\d?)-(?P<d>\d\d?){time}", cell)
    found = first_year or re.fullmatch(
        rf"(?P<d>\d\d?)[-./ ]{{1,2}}(?P<m>\d\d?)[-./ ]{{1,2}}(?P<y>\d{{4}}|\d\d){time}", cell
    )
    if not found:
        return None
    year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
    try:
        return dt.date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _body(path: Path) -> bytes:
    problem, body = "", b""
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError:
        problem = say("sheet_unopened", file=path.name)
    if problem:
        raise RejectedSheet(problem)
    if len(body) > MAX_BYTES:
        raise _too_large(path.name)
    if not body.strip():
        raise RejectedSheet(say("sheet_empty", file=path.name))
    return body


def _workbook(file: str, body: bytes) -> list[list[list[Cell]]]:
    """Read every worksheet that is shown."""
    tables: list[list[list[Cell]]] | None = None
    unpacked, other_kind = 0, False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            other_kind = not any(part.startswith(WORKBOOK_PARTS) for part in archive.namelist())
        if unpacked <= MAX_UNPACKED and not other_kind:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl warns of odd dates by quoting them
                tables = _worksheets(body)
    except Exception:  # noqa: S110 openpyxl lets anything through, cells included: say only that it failed
        pass
    if unpacked > MAX_UNPACKED or any(len(table) > MAX_ROWS for table in tables or ()):
        raise _too_large(file)
    if other_kind:
        raise RejectedSheet(say("sheet_other_kind", file=file))
    if tables is None:
        raise RejectedSheet(say("sheet_unreadable", file=file))
    return tables


def _worksheets(body: bytes) -> list[list[list[Cell]]]:
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return [
            [
                [_plain(value) for value in row]
                for row in islice(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), MAX_ROWS + 1)
            ]
            for sheet in shown
        ]
    finally:
        book.close()


def _csv(file: str, body: bytes) -> list[list[list[Cell]]]:
    """Read the text with each of the three separators; the headings tell which one is right."""
    if b"\0" in body:
        raise RejectedSheet(say("sheet_unreadable", file=file))
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    tables = [table for separator in ";,\t" if (table := _records(text, separator)) is not None]
    if not tables:
        raise RejectedSheet(say("sheet_unreadable", file=file))
    if all(len(table) > MAX_ROWS for table in tables):
        raise _too_large(file)
    return tables


def _records(text: str, separator: str) -> list[list[Cell]] | None:
    """Split the text into records; None if that cannot be done."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [[_plain(value) for value in row[:MAX_COLUMNS]] for row in islice(records, MAX_ROWS + 1)]
    except csv.Error:
        return None


def _plain(value: object) -> Cell:
    """Turn a cell into a date or into text without stray space; a whole number has no decimals."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    lines = [] if value is None else str(value).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _columns(row: Sequence[Cell]) -> dict[int, str]:
    """Tell which column stands where."""
    names = {heading.casefold(): name for name, (heading, _) in INCIDENT_COLUMNS.items()}
    found: dict[int, str] = {}
    for place, cell in enumerate(row):
        name = names.get(str(cell).partition("\n")[0].casefold().rstrip(" *:"))
        if name and name not in found.values():
            found[place] = name
    return found


def _sheet(file: str, table: Sequence[Sequence[Cell]], heading: int, columns: dict[int, str]) -> Sheet:
    rows: list[SheetRow] = []
    beside: list[SheetRow] = []
    others: set[int] = set()
    for place, row in enumerate(table[heading + 1 :], heading + 2):
        if any(cell != "" for cell in row):
            unknown = {at: str(cell) for at, cell in enumerate(row) if at not in columns and cell != ""}
            others |= unknown.keys()
            cells = {name: row[at] if at < len(row) else "" for at, name in columns.items()}
            chosen = any(cell != "" for name, cell in cells.items() if name != "note")
            (rows if chosen else beside).append(SheetRow(place, cells, tuple(unknown.values())))
    return Sheet(file, tuple(rows), tuple(beside), len(others))


def _too_large(file: str) -> RejectedSheet:
    megabytes = MAX_BYTES // 1_000_000
    return RejectedSheet(
        say("sheet_too_large", file=file, rows=MAX_ROWS, columns=MAX_COLUMNS, megabytes=megabytes)
    )
