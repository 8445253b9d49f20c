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
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from klubtrends.danish import LISTS_SHEET, say, visible
from klubtrends.errors import RejectedSheet

MAX_BYTES = 50_000_000
MAX_UNPACKED = 150_000_000
MAX_ROWS = 110_000
MAX_COLUMNS = 100
MAX_TABS = 50
ROWS_LOOKED_AT = 1_000  # of a tab that is not shown
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
    drop_downs: bool = False  # as the template has them


@dataclass(frozen=True)
class RawBook:
    """The tabs of a workbook that are shown, and how many are not shown though something stands there.

    The lists of the template's drop-downs are neither, whether somebody has shown them or not.
    """

    tables: tuple[RawTable, ...]
    hidden_tabs: int
    too_many: bool  # tabs to be read in a moment


def worksheets(file: str, body: bytes) -> RawBook:
    """Read every worksheet that is shown.

    Raises
    ------
    RejectedSheet
        If it is no workbook, or a larger one than a sheet of incidents can be.
    """
    unpacked, other_kind = 0, False
    book: RawBook | None = None
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            other_kind = not any(part.startswith(PARTS) for part in archive.namelist())
        if unpacked <= MAX_UNPACKED and not other_kind:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl warns of odd dates by quoting them
                book = _book(body)
    except Exception:  # noqa: S110 openpyxl lets anything through, cells included: say only that it failed
        pass
    if unpacked > MAX_UNPACKED or (book and any(len(table.rows) > MAX_ROWS for table in book.tables)):
        raise too_large(file)
    if other_kind:
        raise RejectedSheet(say("sheet_other_kind", file=file))
    if book is None:
        raise RejectedSheet(say("sheet_unreadable", file=file))
    if book.too_many:
        raise RejectedSheet(say("sheet_many_tabs", file=file, most=MAX_TABS))
    return book


def letter(place: int) -> str:
    """Name a column, from 0, as Excel does."""
    return str(get_column_letter(place + 1))


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


def _book(body: bytes) -> RawBook:
    """Read as many tabs as there may be."""
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    try:
        tabs = [tab for tab in book.worksheets if tab.title != LISTS_SHEET] or book.worksheets
        read = tabs[:MAX_TABS]
        shown = [tab for tab in read if tab.sheet_state == "visible"]
        drop_downs = LISTS_SHEET in book.sheetnames
        tables = tuple(_table(body, tab, place, drop_downs) for place, tab in enumerate(shown, 1))
        hidden = sum(_has_text(tab) for tab in read if tab.sheet_state != "visible")
        return RawBook(tables, hidden, too_many=len(tabs) > MAX_TABS)
    finally:
        book.close()


def _table(body: bytes, sheet: Any, tab: int, drop_downs: bool) -> RawTable:
    return RawTable(list(_lines(sheet, MAX_ROWS + 1)), *_marked(body, sheet), tab, drop_downs)


def _has_text(sheet: Any) -> bool:
    return any(cell != "" for line in _lines(sheet, ROWS_LOOKED_AT) for cell in line)


def _lines(sheet: Any, most: int) -> Iterator[list[Cell]]:
    """Read a tab's first lines, each to its last cell; what the file says of its own size may be wrong."""
    sheet.reset_dimensions()
    for line in islice(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), most):
        filled = [place for place, value in enumerate(line, 1) if value is not None]
        yield [plain(value) for value in line[: filled[-1] if filled else 0]]


def _marked(body: bytes, sheet: Any) -> tuple[tuple[tuple[int, range], ...], frozenset[int]]:
    """Find what is merged downwards and which rows are hidden."""
    merged: set[bytes] = set()
    hidden: set[int] = set()
    with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(sheet._worksheet_path) as part:
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
