"""Read incident sheets, xlsx or csv, into plain cells; nothing is judged here.

A csv has semicolons, commas or tabs, in UTF-8 (with or without a mark) or Windows-1252. Headings are found
among the first rows, in any order and any case; only a heading's first line counts, without a star or colon
at its end. What lies right of column 100 is not looked at. Every worksheet that is shown and has the headings is
read, hidden rows included; of those that are not shown the number is told. A cell merged downwards counts for each
row that it covers. No error quotes a cell, nor is it chained to one that might.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from klubtrends.danish import INCIDENT_COLUMNS, listed, say
from klubtrends.errors import RejectedSheet
from klubtrends.incidents.columns import (
    Renamed,
    answer_of,
    names_for,
    place_columns,
    place_forms,
    told_by_forms,
)
from klubtrends.incidents.workbook import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    RawTable,
    letter,
    plain,
    too_large,
    worksheets,
)

REQUIRED = ("department", "date", "type", "platform", "age_band", "severity")
HEADING_ROWS = 20
ALMOST = 3  # required headings that a table must have to be told of the others
WORKBOOKS = (".xlsx", ".xlsm")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a password makes an xlsx this, too


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line: its number as Excel shows it, its cells by column, and the texts that belong to no column.

    `answer` tells an answer of a form from all others; `merged` names the columns whose cell stands further up; with
    `drop_downs` there are lists to choose from.
    """

    number: int
    cells: dict[str, Cell] = field(repr=False)
    others: tuple[str, ...] = field(repr=False)
    answer: str = field(default="", repr=False)
    merged: tuple[str, ...] = ()
    drop_downs: bool = False


@dataclass(frozen=True)
class Sheet:
    """What one table of a file holds. `other_columns` names those with text that belong to no known heading, by their
    letters, `note_column` the one of notes; with `recorded`, Forms has written there who answered.

    `beside` are lines where nothing is chosen: a remark below the table, say. They are no rows. `hidden_rows` are
    those that Excel does not show, `hidden_tabs` the tabs of its file that were not read because Excel does not show
    them: the first of a file's tables tells of them, the others of none.
    """

    file: str
    rows: tuple[SheetRow, ...]
    beside: tuple[SheetRow, ...]
    other_columns: tuple[str, ...]
    note_column: str = ""
    recorded: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_tabs: int = 0


def read_sheets(path: Path, renamed: Sequence[Renamed] = ()) -> tuple[Sheet, ...]:
    """Read one file's tables, blank rows left out.

    Raises
    ------
    RejectedSheet
        If the file cannot be opened or read, is empty or too large, or a table lacks a required heading.
    """
    body = _body(path)
    if body.startswith(OLD_OFFICE):
        raise RejectedSheet(say("sheet_protected", file=path.name))
    names = names_for(path.name, renamed)
    if not body.startswith(b"PK"):
        return (_text(path, body, names),)
    book = worksheets(path.name, body)
    wanted = [table for table in book.tables if len(_missing(table, names)) <= len(REQUIRED) - ALMOST]
    if len(wanted) <= 1:
        first, *others = [_only(path.name, book.tables, names)]
    else:
        files = [say("sheet_tab", file=path.name, number=each.tab) for each in wanted]
        first, *others = (_only(file, [each], names) for file, each in zip(files, wanted, strict=True))
    return replace(first, hidden_tabs=book.hidden_tabs), *others


def _text(path: Path, body: bytes, names: Mapping[str, str]) -> Sheet:
    """Read a csv; one that is called as a workbook is told to be none, if it holds no sheet either."""
    problem, large = "", str(too_large(path.name))
    try:
        return _only(path.name, _csv(path.name, body), names)
    except RejectedSheet as error:
        problem = str(error)
    if path.suffix.casefold() in WORKBOOKS and problem != large:
        problem = say("sheet_no_excel", file=path.name)
    raise RejectedSheet(problem)


def _only(file: str, tables: Iterable[RawTable], names: Mapping[str, str]) -> Sheet:
    """Read the first table that has all headings."""
    closest = list(REQUIRED)
    for table in tables:
        missing = _missing(table, names)
        if not missing:
            return _sheet(file, table, names)
        closest = min(closest, missing, key=len)
    headings = listed([f"»{INCIDENT_COLUMNS[name][0]}«" for name in closest])
    raise RejectedSheet(say("sheet_headings_missing", file=file, headings=headings))


def _missing(table: RawTable, names: Mapping[str, str]) -> list[str]:
    """List the required headings that the best of the first rows lacks."""
    placed = (place_columns(row, names).values() for row in table.rows[:HEADING_ROWS])
    lacking = [[name for name in REQUIRED if name not in found] for found in placed]
    return min(lacking, key=len, default=list(REQUIRED))


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
        raise too_large(path.name)
    if not body.strip():
        raise RejectedSheet(say("sheet_empty", file=path.name))
    return body


def _csv(file: str, body: bytes) -> Iterator[RawTable]:
    """Read the text with each of the three separators; the headings tell which one is right."""
    if b"\0" in body:
        raise RejectedSheet(say("sheet_unreadable", file=file))
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    read = 0
    for separator in ";,\t":
        rows = _records(text, separator)
        if rows is not None and len(rows) > MAX_ROWS:
            raise too_large(file)
        if rows is not None:
            read += 1
            yield RawTable(rows)
    if not read:
        raise RejectedSheet(say("sheet_unreadable", file=file))


def _records(text: str, separator: str) -> list[list[Cell]] | None:
    """Split the text into records; None if that cannot be done."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [[plain(value) for value in row[:MAX_COLUMNS]] for row in islice(records, MAX_ROWS + 1)]
    except csv.Error:
        return None


def _sheet(file: str, table: RawTable, names: Mapping[str, str]) -> Sheet:
    """Take the lines below the headings."""
    heading = next(
        place for place, row in enumerate(table.rows[:HEADING_ROWS])
        if set(REQUIRED) <= {*place_columns(row, names).values()}
    )  # fmt: skip
    columns, forms = place_columns(table.rows[heading], names), place_forms(table.rows[heading])
    own = {place: name for name, place in forms.items()}
    rows: list[SheetRow] = []
    beside: list[SheetRow] = []
    others: set[int] = set()
    people = {forms[name] for name in ("mail", "person") if name in forms}
    for number, row in enumerate(table.rows[heading + 1 :], heading + 2):
        if any(cell != "" for cell in row):
            unknown = {at: str(cell) for at, cell in enumerate(row) if at not in columns and cell != ""}
            unknown = {at: cell for at, cell in unknown.items()
                       if at not in own or not told_by_forms(own[at], row[at])}  # fmt: skip
            others |= unknown.keys()
            unknown = {at: cell for at, cell in unknown.items() if at not in people}
            cells = {name: row[at] if at < len(row) else "" for at, name in columns.items()}
            line = SheetRow(number, cells, tuple(unknown.values()), answer_of(row, forms),
                            drop_downs=table.drop_downs)  # fmt: skip
            chosen = any(cell != "" for name, cell in cells.items() if name != "note")
            (rows if chosen else beside).append(line)
    filled = _filled(rows, table, columns)
    note = next((letter(place) for place, name in columns.items() if name == "note"), "")
    hidden = tuple(row.number for row in rows if row.number in table.hidden)
    dropped = tuple(letter(place) for place in sorted(others - people))
    return Sheet(file, filled, tuple(beside), dropped, note, bool(others & people), hidden)


def _filled(rows: Sequence[SheetRow], table: RawTable, columns: Mapping[int, str]) -> tuple[SheetRow, ...]:
    """Let a cell that is merged downwards count for each row that it covers."""
    covered: dict[int, dict[str, Cell]] = {}
    numbers = {row.number for row in rows}
    for place, span in table.merged:
        first = table.rows[span[0] - 1] if span[0] <= len(table.rows) else []
        top = first[place] if place < len(first) else ""
        if place in columns and top != "":
            for number in numbers.intersection(span[1:]):
                covered.setdefault(number, {})[columns[place]] = top
    return tuple(
        replace(row, cells=row.cells | covered[row.number], merged=tuple(covered[row.number]))
        if row.number in covered else row
        for row in rows
    )  # fmt: skip
