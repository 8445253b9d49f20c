"""How hand-kept files come in: what Excel does to them undone."""

from __future__ import annotations

import unicodedata

from klubtrends.danish import say, visible
from klubtrends.errors import ReferenceTableError

ZIPPED = b"PK\x03\x04"  # how every .xlsx begins, whatever its name says


def decoded(file: str, body: bytes) -> str:
    """Read a file's bytes as text: UTF-8 with or without its mark, else Windows' Western letters.

    Lines end with a line feed, and a letter with its accent is one character.

    Raises
    ------
    ReferenceTableError
        If it is no text: a workbook under another name, UTF-16, a picture.
    """
    if body.startswith(ZIPPED):
        raise ReferenceTableError(say("reference_workbook", file=file))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return tidy(text)
    raise ReferenceTableError(say("reference_unreadable", file=file))


def tidy(text: str) -> str:
    """Give each line one kind of end, and each letter one way to be written; what cannot be seen goes."""
    return unicodedata.normalize("NFC", visible(text).replace("\r\n", "\n").replace("\r", "\n"))
