"""Open an Excel workbook: the cells of every worksheet that is shown, with what is merged and what is hidden.

openpyxl's reading mode, which keeps little in memory, does not tell of merged cells and hidden rows: they are looked
for in the file itself.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from klubtrends.danish import say, visible
from klubtrends.errors import RejectedSheet

MAX_BYTES = 50_000_000
MAX_UNPACKED = 150_000_000
MAX_ROWS = 110_000
MAX_COLUMNS = 100
MAX_SHOWN = 50  # worksheets
BLOCK = 1 << 20
LONGEST_TAG = 2_000
PARTS = ("xl/", "content.xml")  # Excel's; those of LibreOffice get the advice to save as .xlsx
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
HIDDEN = re.compile(rb'<(?:\w+:)?row\s(?=[^>]{0,1000}?\shidden="(?:1|true)")[^>]{0,1000}?\br="(\d{1,7})"')
HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")  # as Word and phones put them between digits
Cell = str | dt.date


@dataclass(frozen=True)
class RawTable:
    """What one worksheet or file holds. `merged` are columns, from 0, with the rows that one cell covers."""

    rows: list[list[Cell]] = field(repr=False)
    merged: tuple[tuple[int, range], ...] = ()
    hidden: frozenset[int] = frozenset()  # rows as Excel numbers them
    tab: int = 1


def worksheets(file: str, body: bytes) -> list[RawTable]:
    """Read every worksheet that is shown.

    Raises
    ------
    RejectedSheet
        If it is no workbook, or a larger one than a sheet of incidents can be.
    """
    unpacked, other_kind = 0, False
    tables: list[RawTable] | None = None
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            other_kind = not any(part.startswith(PARTS) for part in archive.namelist())
        if unpacked <= MAX_UNPACKED and not other_kind:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl warns of odd dates by quoting them
                tables = list(_tables(body))
    except Exception:  # noqa: S110 openpyxl lets anything through, cells included: say only that it failed
        pass
    if unpacked > MAX_UNPACKED or any(len(table.rows) > MAX_ROWS for table in tables or ()):
        raise too_large(file)
    if other_kind:
        raise RejectedSheet(say("sheet_other_kind", file=file))
    if tables is None:
        raise RejectedSheet(say("sheet_unreadable", file=file))
    return tables


def too_large(file: str) -> RejectedSheet:
    """Say how large a sheet may be."""
    megabytes = MAX_BYTES // 1_000_000
    return RejectedSheet(
        say("sheet_too_large", file=file, rows=MAX_ROWS, columns=MAX_COLUMNS, megabytes=megabytes)
    )


def plain(value: object) -> Cell:
    """Turn a cell into a date or into text as it can be seen; a whole number has no decimals."""
    if isinstance(value, dt.datetime):
        return value if value.time() != dt.time() else value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else tidy(str(value))


@lru_cache(maxsize=4096)
def tidy(text: str) -> str:
    """Take away what cannot be seen and stray space, and write each letter and each hyphen in one way."""
    seen = unicodedata.normalize("NFC", visible(text)).translate(HYPHENS)
    return "\n".join(" ".join(line.split()) for line in seen.splitlines()).strip()


def _tables(body: bytes) -> Iterator[RawTable]:
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for tab, sheet in enumerate(shown[:MAX_SHOWN], 1):
            lines = islice(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), MAX_ROWS + 1)
            rows = [[plain(value) for value in line] for line in lines]
            yield RawTable(rows, *_marked(body, sheet), tab)
    finally:
        book.close()


def _marked(body: bytes, sheet: ReadOnlyWorksheet) -> tuple[tuple[tuple[int, range], ...], frozenset[int]]:
    """Find what is merged downwards and which rows are hidden."""
    merged: set[bytes] = set()
    hidden: set[int] = set()
    with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(sheet._worksheet_path) as part:  # type: ignore[attr-defined]
        before = b""
        while block := part.read(BLOCK):
            text = before + block
            merged.update(MERGED.findall(text))
            hidden.update(map(int, HIDDEN.findall(text)))
            before = text[-LONGEST_TAG:]
    return tuple(_downwards(ref.decode()) for ref in sorted(merged)), frozenset(hidden)


def _downwards(ref: str) -> tuple[int, range]:
    """Give the column, from 0, and the rows of a reference such as B4:C9."""
    left, top, _, bottom = (int(bound or 0) for bound in range_boundaries(ref))
    return left - 1, range(top, bottom + 1)
