"""What happened in a network, in which order its pages came out, what they told, and what that gives away."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import product
from pathlib import Path

import polars as pl

import klubtrends
from benchmarks.attacker import CellLike, Report, Truth, attack
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.protect import Protected, Spec, protect
from klubtrends.disclosure.signals import SignalFacts
from klubtrends.disclosure.specs import Level, Rules, TableSpec
from klubtrends.errors import DisclosureRisk
from klubtrends.incidents.codes import Codes, read_codes
from klubtrends.periods import quarter_of
from klubtrends.publishing.counted import table_specs

KINDS = ("negative", "positive")
SCHEMA = dict.fromkeys(("month", "kind", "type", "age_band", "department"), pl.String) | {"count": pl.Int64}
Line = tuple[str, str, str, str, str, int]  # in the order of SCHEMA


@cache
def shipped_codes() -> Codes:
    """Read the code lists that a new workspace gets."""
    return read_codes(Path(klubtrends.__file__).parent / "shipped" / "reference" / "codes.toml")


@dataclass(frozen=True)
class History:
    """What was known by when, and what is published in which order.

    `late` are lines that become known when the page of their number in `order` is made: each counts in its own
    month while nothing of that is out, else in the month on the desk while nothing of that is, else never.
    """

    lines: tuple[Line, ...]
    order: tuple[str, ...]
    rules: Rules
    reporting: Mapping[str, int]
    late: tuple[tuple[int, Line], ...] = ()
    signals: Mapping[str, tuple[SignalFacts, ...]] = field(default_factory=dict)
    exceptions: Mapping[str, tuple[Release, ...]] = field(default_factory=dict)

    def limit(self, kind: str, cell: CellLike) -> int:
        """Give a cell's threshold: where a sensitive type may count in it, the higher."""
        types = dict(cell.parts).get("type")
        strict = kind == "negative" and (types is None or self.rules.sensitive & set(types))
        return self.rules.sensitive_threshold if strict else self.rules.threshold


@dataclass(frozen=True)
class Published:
    """All pages of a history, the counts that they are about, and how many seconds of work the slowest page was.

    `refused` counts the pages that could not tell what the network wanted to tell beside the tables.
    """

    history: History
    lines: tuple[Line, ...]
    pages: tuple[Protected, ...]
    slowest: float
    refused: int

    @property
    def releases(self) -> tuple[Release, ...]:
        """List everything that was told, once."""
        return tuple(dict.fromkeys(row for page in self.pages for row in page.releases()))

    def truth(self, kind: str) -> Truth:
        """Add the counts of one kind up by department, month, type and age band."""
        codes = shipped_codes()
        types = codes.types if kind == "negative" else codes.positive_types
        rows = [(line[4], line[0], line[2], line[3], line[5]) for line in self.lines if line[1] == kind]
        months = sorted({*self.history.order, *(line[0] for line in self.lines)})
        return Truth.of(
            rows, months, {"type": [each.code for each in types], "age_band": list(codes.half_of_age_band)}
        )

    def attacked(self) -> Report:
        """Let the attacker at everything that was told."""
        report = Report()
        for kind in KINDS:
            truth = self.truth(kind)
            told = [row for row in self.releases if row.cell.kind == kind]
            cells = every_cell(table_specs(shipped_codes(), self.history.order[0]), kind, truth.months)
            report += attack(truth, told, cells, partial(self.history.limit, kind))
        return report


def publish(history: History) -> Published:
    """Make every page in turn, with a ledger of all before it."""
    lines, pages = list(history.lines), list[Protected]()
    released: dict[Release, None] = {}
    slowest, refused = 0.0, 0
    for at, month in enumerate(history.order):
        closed = {told for row in released for told in row.cell.months}
        lines += _arrived([line for step, line in history.late if step == at], closed, month)
        begun = time.process_time()
        try:
            page = _page(history, lines, month, tuple(released), history.exceptions.get(month, ()))
        except DisclosureRisk:  # it is then told at the meeting instead, as the refusal says
            page = _page(history, lines, month, tuple(released), ())
            refused += 1
        pages.append(page)
        slowest = max(slowest, time.process_time() - begun)
        released |= dict.fromkeys(pages[-1].releases())
    return Published(history, tuple(lines), tuple(pages), slowest, refused)


def _arrived(rows: Iterable[Line], closed: set[str], desk: str) -> Iterator[Line]:
    for row in rows:
        month = next((month for month in (row[0], desk) if month not in closed), None)
        if month:
            yield (month, *row[1:])


def _page(
    history: History,
    lines: Sequence[Line],
    month: str,
    released: tuple[Release, ...],
    exceptions: tuple[Release, ...],
) -> Protected:
    return protect(
        pl.DataFrame(lines, schema=SCHEMA, orient="row"),
        table_specs(shipped_codes(), month),
        month,
        rules=history.rules,
        reporting=history.reporting,
        released=released,
        signals=history.signals.get(month, ()),
        exceptions=exceptions,
    )


def every_cell(specs: Sequence[Spec], kind: str, months: Sequence[str]) -> list[Cell]:
    """Name each cell of each table's each step, shown or not, in each month and each quarter that is there whole."""
    quarters = {quarter_of(month) for month in months}
    whole = sorted(quarter for quarter in quarters if set(quarter) <= set(months))
    blocks: list[tuple[str, ...]] = [*((month,) for month in months), *whole]
    return [Cell(block, kind, part) for block in blocks for part in every_split(specs, kind)]


def every_split(specs: Sequence[Spec], kind: str) -> list[tuple[tuple[str, tuple[str, ...]], ...]]:
    """Name what the cells of each table's each step count, whatever the month."""
    parts: dict[tuple[tuple[str, tuple[str, ...]], ...], None] = {}
    for spec in specs:
        for step in spec.steps if isinstance(spec, TableSpec) and spec.kind == kind else ():
            for row, column in product(_lines(step.rows), _lines(step.columns)):
                parts[tuple(sorted([*row, *column]))] = None
    return list(parts)


def _lines(level: Level) -> list[list[tuple[str, tuple[str, ...]]]]:
    """List what each line of a level counts: its labels, their heads, and all."""
    lines: dict[tuple[str, str], set[str]] = {}
    for code, label in level.labels.items():
        lines.setdefault(("label", label), set()).add(code)
        if head := level.heads.get(code):
            lines.setdefault(("head", head), set()).add(code)
    split = [codes for codes in lines.values() if codes != set(level.labels)]
    return [[], *([(level.dimension, tuple(sorted(codes)))] for codes in split)]
