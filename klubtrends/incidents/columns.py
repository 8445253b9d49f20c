"""Which column of a sheet is which: by our headings, by what a sender calls them, by Forms' own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from klubtrends.danish import FORMS_COLUMNS, INCIDENT_COLUMNS
from klubtrends.incidents.dates import read_date
from klubtrends.incidents.spelling import meant
from klubtrends.incidents.workbook import Cell, tidy
from klubtrends.reference import cells
from klubtrends.reference.table import Row, parse_table

SECONDS = re.compile(r"\b\d{1,2}[:.](\d\d)[:.](\d\d)\b")
ANSWER_NUMBER = re.compile(r"\d{1,7}")
NOBODY = ("anonymous", "anonym")  # what Forms writes where it records no name


@dataclass(frozen=True)
class Renamed(Row):
    """What one sender calls a column. `file` is how the names of the sender's files begin; empty: any file."""

    FILE: ClassVar[str] = "columns.csv"
    file: Annotated[str, cells.ANY]
    heading: Annotated[str, cells.TEXT]
    column: Annotated[
        str, cells.choice({name: heading for name, (heading, _) in INCIDENT_COLUMNS.items()}, danish=True)
    ]


def read_renamed(folder: Path) -> tuple[Renamed, ...]:
    """Read columns.csv of a folder; a network whose senders keep to the template has none.

    Raises
    ------
    ReferenceTableError
        If it cannot be used; names row and column.
    """
    path = folder / Renamed.FILE
    return parse_table(Renamed, path.read_bytes()) if path.is_file() else ()


def names_for(file: str, renamed: Sequence[Renamed]) -> dict[str, str]:
    """Map the headings that a file may have, folded, to our columns."""
    ours = {heading.casefold(): name for name, (heading, _) in INCIDENT_COLUMNS.items()}
    theirs = [row for row in renamed if file.casefold().startswith(row.file.casefold())]
    return ours | {_folded(row.heading): row.column for row in theirs}


def place_columns(row: Sequence[Cell], names: Mapping[str, str]) -> dict[int, str]:
    """Tell which of our columns stands where in a row of headings: first as it is written, then if misspelt."""
    headings = [_folded(cell) for cell in row]
    found: dict[int, str] = {}
    for mend in (False, True):
        for place, heading in enumerate(headings):
            name = names.get(meant(heading, names) if mend else heading, "")
            if name and place not in found and name not in found.values():
                found[place] = name
    return dict(sorted(found.items()))


def place_forms(row: Sequence[Cell]) -> dict[str, int]:
    """Tell where Forms' own columns stand (`danish.FORMS_COLUMNS`); nothing if it is no export of Forms."""
    names = {heading: name for name, headings in FORMS_COLUMNS.items() for heading in headings}
    found = {names[_folded(cell)]: place for place, cell in enumerate(row) if _folded(cell) in names}
    return found if {"number", "begun", "ended"} <= found.keys() else {}


def answer_of(row: Sequence[Cell], forms: Mapping[str, int]) -> str:
    """Give what tells one answer of a form from all others; empty where the row does not say.

    The answer's number, the month in which it was begun, and of both times only minutes and seconds: enough to tell
    two forms apart, nothing of the day or the hour.
    """
    if not forms:
        return ""
    places = (forms[name] for name in ("number", "begun", "ended"))
    number, begun, ended = (row[place] if place < len(row) else "" for place in places)
    if not ANSWER_NUMBER.fullmatch(str(number)) or not _seconds(begun) or not _seconds(ended):
        return ""
    day = read_date(begun)
    return f"{number} {day:%Y-%m} {_seconds(begun)} {_seconds(ended)}" if day else ""


def told_by_forms(name: str, cell: Cell) -> bool:
    """Tell whether a cell is what Forms itself writes there, so that nobody need hear of it."""
    if name == "number":
        return bool(ANSWER_NUMBER.fullmatch(str(cell)))
    if name in ("mail", "person"):
        return str(cell).casefold() in NOBODY
    return bool(_seconds(cell)) or read_date(cell) is not None


def _seconds(cell: Cell) -> str:
    found = SECONDS.search(str(cell))
    return f"{found[1]}:{found[2]}" if found else ""


def _folded(cell: Cell) -> str:
    """Keep a heading's first line without the star or colon at its end."""
    return tidy(str(cell)).partition("\n")[0].casefold().rstrip(" *:")
