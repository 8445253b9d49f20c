"""Reads rows of cells, from a sheet, a CSV file or a slide, into the elements that a page would have.

The convention for what leaves the kit: blocks of rows, a blank row between them. A block is a caption alone in the
first cell, a row of headings that begins with the stub, and rows of a label and its counts. A label that is indented
by two blanks or more (or by the sheet's own indent) counts in the nearest label above that is not; without any
indent, all rows but "I alt" add up to it. Lines alone in the first cell are words.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from itertools import groupby

from klubtrends.danish import say
from klubtrends.disclosure.attack.counts import HIDDEN_TEXTS, is_caption
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.reading import File, Page, no_page, page_of
from klubtrends.disclosure.attack.tree import Node

_INDENT = 2
_BARE_NUMBER = re.compile(r"-?\d[\d.,]*")
_RUNS = re.compile(r"[=+@\t\r\n]|-(?!\s)")
_COUNT = re.compile(r"\d+")
Row = Sequence[str]


def read_csv(file: File) -> Page:
    """Read a CSV file: semicolons or commas, UTF-8 (marked or not) or Windows' own letters."""
    name, text = file.name, decoded(file.body)
    if text is None or "\0" in text:
        return no_page(name)
    head = text[:4096]
    mark = ";" if head.count(";") >= head.count(",") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    root = Node("", {})
    problems = (
        [Finding("formula", name, say("found_formula"))]
        if any(runs(cell) for row in rows for cell in row)
        else []
    )
    write_blocks(root.add("part"), rows)
    return page_of(name, root, problems=problems)


def decoded(body: bytes) -> str | None:
    """Give a text that is UTF-8, or else in Windows' own letters; None for bytes that are neither."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def runs(cell: str) -> bool:
    """Tell whether a spreadsheet would take a cell's text for a formula."""
    return _RUNS.match(cell) is not None and not _BARE_NUMBER.fullmatch(cell)


def write_blocks(part: Node, rows: Sequence[Row], *, title: str = "") -> None:
    """Write rows as tables and sentences; `title` is the caption of a block that has none of its own."""
    for blank, block in groupby(rows, key=lambda row: not any(cell.strip() for cell in row)):
        if not blank:
            _write_block(part, [_cut(row) for row in block], title)


def _cut(row: Row) -> list[str]:
    """Leave out the empty cells at a row's end."""
    cells = list(row)
    while len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return cells


def _write_block(part: Node, rows: list[list[str]], title: str) -> None:
    alone = next((at for at, row in enumerate(rows) if len(row) > 1), len(rows))
    words, lines = [row[0] for row in rows[:alone]], rows[alone:]
    caption = words.pop() if words and lines else title if is_caption(title) else ""
    for text in words:
        part.add("p", text)
    if not lines:
        return
    after = len(lines)
    while after and len(lines[after - 1]) == 1:
        after -= 1
    write_table(part, caption, lines[:after])
    for row in lines[after:]:
        part.add("p", row[0])


def write_table(part: Node, caption: str, lines: list[list[str]]) -> None:
    """Write a row of headings and rows of a label and its cells as a table."""
    width = max(map(len, lines))
    table = part.add("table")
    if caption or not _counts(lines):
        table.add("caption", caption)
    head = table.add("thead").add("tr")
    for cell in lines[0] + [""] * (width - len(lines[0])):
        head.add("th", cell)
    body = table
    for at, line in enumerate(lines[1:], start=1):
        inner = _indented(line[0])
        opens = not inner and at + 1 < len(lines) and _indented(lines[at + 1][0])
        if body is table or not inner:
            body = table.add("tbody")
        row = body.add("tr")
        row.add("th", line[0].strip(), scope="rowgroup" if opens else "row")
        for cell in line[1:] + [""] * (width - len(line)):
            row.add("td", cell.strip())


def _counts(lines: list[list[str]]) -> bool:
    """Tell whether a table without a caption may be one of counts."""
    return any(
        _COUNT.fullmatch(cell.strip()) or cell.strip() in HIDDEN_TEXTS for line in lines for cell in line[1:]
    )


def _indented(label: str) -> bool:
    return label.startswith(" " * _INDENT)
