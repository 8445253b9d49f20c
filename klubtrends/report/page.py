"""Makes a page: one file that asks for nothing, runs no script and is the same to the byte each time."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup

from klubtrends import danish
from klubtrends.disclosure.protected import ProtectedTable, Row
from klubtrends.report.chart import Chart

TEMPLATES = Path(__file__).parent / "templates"
CHART_STYLE = (TEMPLATES / "chart.css").read_text(encoding="utf-8")
LARGEST_PAGE = 150_000  # bytes


def render(
    template: str,
    content: Mapping[str, object],
    *,
    styles: tuple[str, ...] = ("page.css", "chart.css"),
    scripts: Sequence[str] = (),
) -> bytes:
    """Fill a page template; everything that comes from data is escaped.

    The style sheets stand in the page as one and are named by its digest in the Content-Security-Policy: no other
    style, no script and no request can have an effect. `scripts` (for plotly figures of exported notebooks) are named
    in the same way; what they draw brings styles of its own, which are then let through.
    """
    style = _style(styles)
    allowed = "'unsafe-inline'" if scripts else _digest(style)
    policy = f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'; img-src data:"
    if scripts:
        policy += f"; script-src {' '.join(map(_digest, scripts))}"
    trusted = {"style": Markup(style), "policy": policy, "scripts": [Markup(script) for script in scripts]}  # noqa: S704
    return _environment().get_template(template).render({**content, **trusted}).encode("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def markdown(text: str, *, top: int = 3) -> Markup:
    """Render someone's Markdown: no HTML of theirs, no pictures, links to the web and telephones only.

    Headings are of level `top` and below, so that a section's words cannot break the page's outline.
    """
    return Markup(_markdown(top).render(text))  # noqa: S704 - markdown-it escapes, html is off


def drawn(chart: Chart) -> Markup:
    """Draw a chart's two sizes."""
    return Markup(chart.to_svg())  # noqa: S704 - ElementTree escapes


def chart_html(chart: Chart) -> str:
    """Draw a chart as a page does, with its colours, for a notebook's stored output."""
    switch = "svg.n{display:none}@media (max-width:40rem){svg.n{display:block}svg.w{display:none}}"
    figure = _environment().get_template("parts.html.j2").module.figure(chart)  # type: ignore[attr-defined]
    return f'<div class="klubtrends"><style>{CHART_STYLE}{switch}</style>{figure}</div>'


def bodies(table: ProtectedTable) -> list[list[tuple[Row, tuple[int | None, ...]]]]:
    """Put each group with its own rows: which rows of a table add up shows in its bodies."""
    lines = list(zip(table.rows, table.cells, strict=True))
    starts = [i for i, (row, _) in enumerate(lines) if i == 0 or row.role != "leaf"]
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


@cache
def _style(names: tuple[str, ...]) -> str:
    sheets = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)
    return "".join(line.strip() for line in sheets.splitlines())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    words = (danish.date, danish.short_date, danish.month_name, danish.number, danish.counted, danish.capital)
    environment.filters |= {"markdown": markdown, "drawn": drawn, "bodies": bodies}
    environment.filters |= {word.__name__: word for word in words}
    environment.globals |= {"danish": danish}
    environment.tests["web"] = lambda address: address.startswith(("https://", "http://"))
    return environment


@cache
def _markdown(top: int) -> MarkdownIt:
    def lowered(state: StateCore) -> None:
        for token in state.tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{max(int(token.tag[1]), top)}"

    reader = MarkdownIt("commonmark", {"html": False}).disable("image")
    reader.validateLink = lambda url: url.startswith(("https://", "http://", "tel:", "#"))  # type: ignore[method-assign]
    reader.core.ruler.push("lowered", lowered)
    return reader
