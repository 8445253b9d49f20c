"""Reads tables of incident counts: what is counted, in which months, under which headings, and what is hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from klubtrends.danish import HIDDEN, HIDDEN_ALOUD, INCIDENT_COLUMNS, MONTHS, TOTAL
from klubtrends.disclosure.attack.tree import Node

SPEAKS = re.compile(r"hændelse|episode|tilfælde\b|\bsager\b", re.IGNORECASE)
MONTH = rf"(?:{'|'.join(MONTHS)}) \d{{4}}"
_QUARTER = re.compile(r"([1-4])\. kvartal (\d{4})")
_SUBJECT = r"([^\W\d]+(?: [^\W\d]+)?)"
_IN_PERIOD = re.compile(
    rf"{_SUBJECT} i ({MONTH}|{_QUARTER.pattern}) (?:efter [^\W\d]+(?: og [^\W\d]+)?|under ét)", re.IGNORECASE
)
_BY_MONTH = re.compile(rf"{_SUBJECT} pr\. måned", re.IGNORECASE)
_EXPECTED = re.compile(r"(?:for)?ventet", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)[-–](\d+)")
_SINGLE = frozenset(  # columns of single incidents
    name.lower()
    for code in ("department", "age_band", "severity", "spread", "flags", "response", "timeliness")
    for name in (code, INCIDENT_COLUMNS[code][0])
)
_IN_HEADING = re.compile(
    rf"{MONTH}|\d+\.(?:\s*(?:[-–]|til|og)\s*\d+\.)?\s*klasse|\d+(?:\s*[-–]\s*\d+)?[ -]år\w*"
)
_NUMBER = re.compile(r"\d{1,3}(\.\d{3})+|\d+")
HIDDEN_TEXTS = frozenset({HIDDEN, HIDDEN_ALOUD, HIDDEN + HIDDEN_ALOUD, f"{HIDDEN} {HIDDEN_ALOUD}"})


@dataclass(frozen=True)
class Line:
    """A row as read: its heading, whether it opens a group, and its counts (None is hidden)."""

    label: str
    opens_group: bool
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class CountTable:
    """A table of incident counts as read. `bodies` are its groups of rows, `expected` what it says was expected.

    `period` is a month ('oktober 2026') or a quarter ('4. kvartal 2026'); empty in a series of months.
    """

    subject: str
    period: str
    caption: str
    columns: tuple[str, ...]
    bodies: tuple[tuple[Line, ...], ...]
    expected: frozenset[tuple[int, int]]
    node: Node = field(compare=False, repr=False)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All rows."""
        return tuple(line for body in self.bodies for line in body)


def months_of(period: str) -> tuple[str, ...]:
    """Name the three months of a quarter; a month has none.

    >>> months_of("4. kvartal 2026")
    ('oktober 2026', 'november 2026', 'december 2026')
    """
    found = _QUARTER.fullmatch(period)
    if found is None:
        return ()
    last = 3 * int(found[1])
    return tuple(f"{month} {found[2]}" for month in MONTHS[last - 3 : last])


def caption_of(table: Node) -> str | None:
    """Give what stands above a table; None where nothing does."""
    captions = [child for child in table.children if isinstance(child, Node) and child.tag == "caption"]
    return " ".join(child.text() for child in captions) if captions else None


def is_caption(text: str) -> bool:
    """Tell whether a text names a table of counts, in the form that ours have."""
    return bool(_IN_PERIOD.fullmatch(text) or _BY_MONTH.fullmatch(text))


def must_be_read(table: Node) -> bool:
    """Tell whether a table may hold counts: it or a column speaks of incidents, it lists them, or it has no name."""
    caption = caption_of(table)
    heads = [cell.text() for part in table.all("thead") for cell in part.all("th", "td")]
    if caption is None or any(map(SPEAKS.search, [caption, *heads])):
        return True
    single = sum(head.lower() in _SINGLE for head in heads)
    return single > 1 or (single == 1 and any(_NUMBER.fullmatch(cell.text()) for cell in table.all("td")))


def read_counts(table: Node) -> CountTable | None:
    """Read one table, or nothing where it does not keep to the contract."""
    caption = caption_of(table) or ""
    in_period, by_month = _IN_PERIOD.fullmatch(caption), _BY_MONTH.fullmatch(caption)
    named = in_period or by_month
    heads, rows = _headings(table), [row for row in table.all("tr") if row.above("thead") is None]
    counted = [at for at, head in enumerate(heads) if not _EXPECTED.fullmatch(head)]
    if named is None or not counted or not rows or len(set(heads)) < len(heads):
        return None
    bodies: dict[int, list[Line]] = {}
    expected: list[tuple[int, int]] = []
    for row in rows:
        line, ranges = _line(row, len(heads), counted), _ranges(row, counted)
        if line is None or ranges is None:
            return None
        bodies.setdefault(id(row.parent), []).append(line)
        expected += ranges
    if any(re.search(r"\d", _IN_HEADING.sub("", cell.text())) for cell in table.all("th")):
        return None
    period = in_period.group(2).lower() if in_period else ""
    columns = tuple(heads[at] for at in counted) if len(counted) > 1 else (TOTAL,)
    lines = tuple(tuple(body) for body in bodies.values())
    return CountTable(named.group(1).lower(), period, caption, columns, lines, frozenset(expected), table)


def _headings(table: Node) -> list[str]:
    """Read the headings of the columns of counts."""
    heads = [row for part in table.all("thead") for row in part.all("tr")]
    return [cell.text() for cell in heads[0].all("th")][1:] if len(heads) == 1 else []


def _cells(row: Node) -> list[Node]:
    return [child for child in row.children if isinstance(child, Node)]


def _ranges(row: Node, counted: list[int]) -> list[tuple[int, int]] | None:
    """Read what was expected, "a–b" or nothing at all; None where something else stands there."""
    texts = [cell.text() for at, cell in enumerate(_cells(row)[1:]) if at not in counted]
    found = [_RANGE.fullmatch(text) for text in texts if text]
    return None if None in found else [(int(match[1]), int(match[2])) for match in found if match]


def _line(row: Node, width: int, counted: list[int]) -> Line | None:
    cells = _cells(row)
    if len(cells) != width + 1 or cells[0].tag != "th" or any(cell.tag != "td" for cell in cells[1:]):
        return None
    if any("colspan" in cell.attributes or "rowspan" in cell.attributes for cell in cells):
        return None
    counts: list[int | None] = []
    for at in counted:
        text = cells[at + 1].text()
        if _NUMBER.fullmatch(text):
            counts.append(int(text.replace(".", "")))
        elif text in HIDDEN_TEXTS:
            counts.append(None)
        else:
            return None
    return Line(cells[0].text(), cells[0].attributes.get("scope") == "rowgroup", tuple(counts))
