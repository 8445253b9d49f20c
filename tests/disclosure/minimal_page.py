"""Pages as small as can be, in the form that real ones have; and months of made-up counts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import polars as pl

from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.disclosure.specs import ALL, Level, MonthsSpec, Rules, Step, TableSpec

MONTH, WHEN = "2026-10", "oktober 2026"
GROUPS = {
    "harmful": "Indhold", "selfharm": "Indhold",
    "grooming": "Kontakt", "stranger": "Kontakt",
    "bullying": "Adfærd", "threats": "Adfærd", "image_sharing": "Adfærd",
    "scam": "Penge", "gambling": "Penge", "overuse": "Penge",
    "other": "Tværgående",
}  # fmt: skip
LABELS = {code: code.capitalize() + "type" for code in GROUPS}
WIDE = {code: "Adfærd" if group == "Adfærd" else "Øvrige" for code, group in GROUPS.items()}
HALVES = {"sfo": "younger", "mellem": "younger", "ung": "older", "blandet": "unknown"}
POSITIVE = {"bystander": "Sagde fra", "community": "Fællesskab", "creative": "Kreativ brug"}
AGES = Level("alder", "age_band", {
    band: {"younger": "Yngre", "older": "Ældre", "unknown": "Ukendt alder"}[half] for band, half in HALVES.items()
})  # fmt: skip
RULES = Rules(5, 10, frozenset({"grooming", "image_sharing"}), b"k" * 32)
THRESHOLDS = dict.fromkeys(
    [LABELS["grooming"], LABELS["image_sharing"], "Kontakt", "Adfærd", "Øvrige", "Yngre", "Ældre", "Ukendt alder",
     "I alt"], 10)  # fmt: skip
SPECS = (
    TableSpec("types", f"Hændelser i {WHEN}", "negative", (MONTH,), (
        Step("efter type", Level("type", "type", LABELS, GROUPS)),
        Step("efter gruppe", Level("gruppe", "type", GROUPS)),
        Step("efter område", Level("område", "type", WIDE)), Step("under ét", ALL))),
    TableSpec("ages", f"Hændelser i {WHEN}", "negative", (MONTH,), (
        Step("efter gruppe og alder", Level("gruppe", "type", GROUPS), AGES),
        Step("efter område og alder", Level("område", "type", WIDE), AGES),
        Step("efter alder", ALL, AGES), Step("under ét", ALL))),
    MonthsSpec("months", "Hændelser pr. måned", "negative"),
    TableSpec("good", f"Gode episoder i {WHEN}", "positive", (MONTH,), (
        Step("efter slags", Level("slags", "type", POSITIVE)), Step("under ét", ALL))),
)  # fmt: skip


def counts(rows: Sequence[tuple[str, str, str, str, str, int]]) -> pl.DataFrame:
    """Make a frame of counts: month, kind, type, age band, department, count."""
    columns = dict.fromkeys(("month", "kind", "type", "age_band", "department"), pl.String)
    return pl.DataFrame(rows, schema=columns | {"count": pl.Int64}, orient="row")


def page(*parts: str) -> bytes:
    """Wrap parts as a whole page."""
    body = "\n".join(parts)
    head = '<head><meta charset="utf-8"><title>Briefing</title></head>'
    return f'<!doctype html>\n<html lang="da">{head}<body><main><section>{body}</section></main></body></html>'.encode()


def table(caption: str, columns: Sequence[str], *bodies: Sequence[tuple]) -> str:
    """Write a table; a row is (label, count, ...), None hides a count; a label that ends with '*' opens a group."""
    return (
        f'<table><caption>{escape(caption)}</caption><thead><tr><th scope="col">Række</th>'
        + "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
        + "</tr></thead>"
        + "".join(f"<tbody>{''.join(map(_row, body))}</tbody>" for body in bodies)
        + "</table>"
    )


def _row(row: tuple) -> str:
    scope = "rowgroup" if row[0].endswith("*") else "row"
    return f'<tr><th scope="{scope}">{escape(row[0].rstrip("*"))}</th>{"".join(map(_count, row[1:]))}</tr>'


def _count(value: int | None) -> str:
    if value is None:
        return '<td class="h"><span aria-hidden="true">·</span><span class="vh">skjult</span></td>'
    return f"<td>{value}</td>"


def render(protected: ProtectedTable) -> str:
    """Write a protected table as a page would, or its note."""
    bodies: list[list[tuple]] = []
    for row, cells in zip(protected.rows, protected.cells, strict=True):
        if not bodies or row.role in {"group", "total"}:
            bodies.append([])
        bodies[-1].append((row.label + "*" * (row.role == "group"), *cells))
    return table(protected.caption, protected.columns, *bodies) if bodies else f"<p>{protected.note}</p>"
