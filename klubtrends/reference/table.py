"""One reader for every hand-kept table: the row's own class says what its columns are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields
from typing import Any, ClassVar, TypeVar, get_type_hints

from klubtrends.danish import say
from klubtrends.errors import ReferenceTableError
from klubtrends.reference.cells import Kind
from klubtrends.reference.files import decoded

DELIMITERS = (";", ",", "\t")  # Danish Excel writes the first, the rest of the world the second
BROKEN_LETTERS = re.compile("Ã[¦¸¥†˜…]")  # æøåÆØÅ saved as one alphabet and opened as another


@dataclass(frozen=True)
class Row:
    """A row of the table `FILE`. Each field is annotated with its kind of cell; `UNIQUE` ones have no twin."""

    FILE: ClassVar[str]
    UNIQUE: ClassVar[tuple[str, ...]] = ()

    def problem(self) -> tuple[str, str] | None:
        """Name the column that does not go with the others, and say what to write; None if all is well."""
        return None

    @property
    def placeholder(self) -> bool:
        """Tell whether the municipality has yet to fill this row in."""
        return False


AnyRow = TypeVar("AnyRow", bound=Row)


def columns_of(row_type: type[Row]) -> dict[str, Kind[Any]]:
    """List a table's columns, each with its kind of cell."""
    hints = get_type_hints(row_type, include_extras=True)
    return {field.name: hints[field.name].__metadata__[0] for field in fields(row_type)}


def parse_table(row_type: type[AnyRow], body: bytes) -> tuple[AnyRow, ...]:
    """Turn a file's bytes into its rows, in the file's order.

    Semicolons, commas or tabs; UTF-8 or Windows' letters; columns in any order, further columns left alone;
    empty rows passed over. A column with a default came later: a file from before may do without it.

    Raises
    ------
    ReferenceTableError
        If a column is missing, or a cell is not what its column holds; names the file, the row as Excel counts
        it, the column and what to write there.
    """
    file = row_type.FILE
    lines = list(_lines(file, decoded(file, body)))
    columns = columns_of(row_type)
    later = {field.name for field in fields(row_type) if field.default is not MISSING}
    header = _header(file, lines, columns, later)
    rows = [
        (line, _row(row_type, line, dict(zip(header, cells, strict=False)), columns))
        for line, cells in lines[1:]
    ]
    for column in row_type.UNIQUE:
        _refuse_twins(file, column, [(line, getattr(row, column)) for line, row in rows])
    return tuple(row for _, row in rows)


def _lines(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Split the text into cells, each line with its number in Excel, empty ones left out."""
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter), start=1):
        if len(cells) == 1 and delimiter in cells[0]:  # Excel took the whole line for one cell and quoted it
            cells = next(csv.reader(cells, delimiter=delimiter))
        cells = [" ".join(cell.split()) for cell in cells]
        if any(BROKEN_LETTERS.search(cell) for cell in cells):
            raise ReferenceTableError(say("reference_letters", file=file, row=number))
        if any(cells):
            yield number, cells


def _header(
    file: str, lines: list[tuple[int, list[str]]], columns: dict[str, Kind[Any]], later: set[str]
) -> list[str]:
    header = [name.casefold() for name in lines[0][1]] if lines else []
    for column in (name for name in columns if name in header or name not in later):
        if header.count(column) != 1:
            raise ReferenceTableError(
                say("reference_column", file=file, column=column, known=", ".join(columns))
            )
    for number, cells in lines:
        if any(cells[len(header) :]):
            raise ReferenceTableError(say("reference_cells", file=file, row=number))
    return header


def _row(row_type: type[AnyRow], line: int, cells: dict[str, str], columns: dict[str, Kind[Any]]) -> AnyRow:
    values = {}
    for column, kind in columns.items():
        with suppress(ValueError, KeyError):
            values[column] = kind.read(cells.get(column, ""))
    for column in (name for name in columns if name not in values):
        raise ReferenceTableError(_says(row_type.FILE, line, column, columns[column].expected))
    row = row_type(**values)
    if problem := row.problem():
        raise ReferenceTableError(_says(row_type.FILE, line, *problem))
    return row


def _says(file: str, line: int, column: str, expected: str) -> str:
    return say("reference_cell", file=file, row=line, column=column, expected=expected)


def _refuse_twins(file: str, column: str, values: list[tuple[int, object]]) -> None:
    seen: dict[object, int] = {}
    for line, value in values:
        key = value.casefold() if isinstance(value, str) else value
        if key in seen and value != "":
            raise ReferenceTableError(
                say("reference_twin", file=file, row=line, column=column, first=seen[key])
            )
        seen.setdefault(key, line)
