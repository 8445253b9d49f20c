"""Reads finished files of every kind that leaves the kit, each into pages of the same elements."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePath

from klubtrends.disclosure.attack.grids import read_csv
from klubtrends.disclosure.attack.letters import read_mail, read_text
from klubtrends.disclosure.attack.notebooks import read_notebook
from klubtrends.disclosure.attack.reading import File, Page, no_page, read_html
from klubtrends.disclosure.attack.slides import read_slides
from klubtrends.disclosure.attack.workbooks import read_workbook

KINDS = (".html", ".csv", ".xlsx", ".pptx", ".eml", ".txt", ".ipynb")
_HTML = (".html", ".htm")


def read_file(file: File) -> list[Page]:
    """Read one file, and the files inside it; what cannot be read is a finding."""
    # Parsers give up on hostile bytes in ways of their own; whatever it was, the file was not read then.
    with suppress(Exception):
        return _read(file)
    return [no_page(file.name)]


def _read(file: File) -> list[Page]:
    kind = PurePath(file.name).suffix.lower()
    if kind in _HTML:
        return [read_html(file.name, file.body)]
    if kind == ".csv":
        return [read_csv(file)]
    if kind == ".txt":
        return [read_text(file)]
    if kind == ".ipynb":
        return [read_notebook(file)]
    if kind == ".xlsx":
        return read_workbook(file)
    if kind == ".pptx":
        return read_slides(file)
    if kind == ".eml":
        return read_mail(file, read_file)
    return [no_page(file.name)]
