"""Protected tables with invented counts, written by hand: None is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from klubtrends import danish
from klubtrends.danish import TOTAL
from klubtrends.disclosure.protected import ProtectedTable, Row
from klubtrends.periods import last_months

MONTH = "2026-10"


def table_of(
    name: str,
    rows: Sequence[tuple[Row, tuple[int | None, ...]]],
    *,
    columns: Sequence[str] = (TOTAL,),
    note: str = "",
) -> ProtectedTable:
    """Put rows under a caption."""
    return ProtectedTable(
        name=name, caption=f"Hændelser i oktober 2026 efter {name}", stub=name.capitalize(), columns=tuple(columns),
        rows=tuple(row for row, _ in rows), cells=tuple(cells for _, cells in rows), level=name, note=note, released=(),
    )  # fmt: skip


def months_table(totals: Sequence[int | None], month: str = MONTH) -> ProtectedTable:
    """Make the series of totals that ends with a month."""
    months = last_months(month, len(totals))
    return table_of(
        "måned", [(Row(danish.month_name(m), "leaf", m), (n,)) for m, n in zip(months, totals, strict=True)]
    )


def kinds_table(groups: Mapping[str, int | None], note: str = "") -> ProtectedTable:
    """Make a table by group, with its total: what is hidden makes it up to 99."""
    shown = [count for count in groups.values() if count is not None]
    total = sum(shown) if len(shown) == len(groups) else 99
    rows = [(Row(label, "leaf"), (count,)) for label, count in groups.items()]
    return table_of("område", [*rows, (Row(TOTAL, "total"), (total,))], note=note)
