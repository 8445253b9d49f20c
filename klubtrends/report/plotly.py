"""Draws charts with plotly, for notebooks."""

from __future__ import annotations

import html

import plotly.graph_objects as go

from klubtrends import danish
from klubtrends.report.chart import Bars, Chart, Columns, RankLines

PAINT = {"main": "#0b5d8f", "second": "#1d2433", "falling": "#b3420b", "context": "#c3c9d2"}
BAR = "#7d93a8"
BAND = "#dbe4ec"
GREY = "#5b6475"


def figure(chart: Chart) -> go.Figure:
    """Make the plotly figure of a chart, its sentence as the title."""
    drawing = chart.drawing
    if isinstance(drawing, RankLines):
        shown = _rank_lines(drawing)
    elif isinstance(drawing, Columns):
        shown = _columns(drawing)
    else:
        shown = _bars(drawing) if drawing else go.Figure()
    shown.update_layout(
        title={"text": chart.sentence, "font": {"size": 16}}, template="plotly_white", separators=",.",
        height=400, showlegend=False, margin={"l": 20, "r": 20, "t": 60, "b": 50},
        meta={"title": chart.title, "description": chart.description},
    )  # fmt: skip
    if chart.origin:
        shown.add_annotation(
            x=0, y=0, xref="paper", yref="paper", yshift=-50, xanchor="left", yanchor="bottom", showarrow=False,
            text=_plain(str(chart.origin)), font={"color": GREY, "size": 11},
        )  # fmt: skip
    return shown


def _rank_lines(drawing: RankLines) -> go.Figure:
    shown = go.Figure()
    days = [day.isoformat() for day in drawing.days]
    for line in drawing.lines:
        dash = "dash" if line.role == "falling" else "solid"
        width = 1 if line.role == "context" else 3
        name = _plain(line.label)
        shown.add_scatter(
            x=days, y=list(line.ranks), name=name, mode="lines+markers", marker={"size": 3}, connectgaps=False,
            line={"color": PAINT[line.role], "width": width, "dash": dash},
            hovertemplate=f"{name}: nr. %{{y}}<extra></extra>",
        )  # fmt: skip
        last = next((i for i in range(len(days) - 1, -1, -1) if line.ranks[i] is not None), None)
        if line.role != "context" and last is not None:
            shown.add_annotation(
                x=days[-1], y=_log10(line.ranks[last]), text=f"<b>{name}</b><br>{line.note}", showarrow=False,
                xanchor="left", align="left", font={"color": PAINT[line.role]},
            )  # fmt: skip
    ticks = [rank for rank in (1, 3, 10, 30, 100, 200) if rank <= drawing.length]
    shown.update_yaxes(type="log", autorange="reversed", tickvals=ticks, ticktext=[f"nr. {t}" for t in ticks])
    shown.update_xaxes(
        tickvals=[days[0], days[len(days) // 2], days[-1]],
        ticktext=[danish.short_date(drawing.days[i]) for i in (0, len(days) // 2, -1)],
        range=[days[0], _beyond(drawing)],
    )
    return shown


def _plain(name: str) -> str:
    """Write data so that plotly, which reads tags and %{...}, shows it as it is."""
    return html.escape(name, quote=False).replace("%{", "% {")


def _log10(rank: int | None) -> float:
    import math

    return math.log10(rank or 1)


def _beyond(drawing: RankLines) -> str:
    """Leave a third of the width for labels at the lines."""
    return (drawing.days[-1] + (drawing.days[-1] - drawing.days[0]) / 2.6).isoformat()


def _columns(drawing: Columns) -> go.Figure:
    shown = go.Figure()
    labels = [column.label for column in drawing.columns]
    banded = [column for column in drawing.columns if column.expected]
    shown.add_bar(
        x=[c.label for c in banded], y=[c.expected[1] - c.expected[0] for c in banded if c.expected],
        base=[c.expected[0] for c in banded if c.expected], width=0.9, marker={"color": BAND},
        name=drawing.band_words, hoverinfo="skip",
    )  # fmt: skip
    last = drawing.columns[-1]
    unusual = last.value is not None and last.expected is not None and last.value > last.expected[1]
    paints = [BAR] * (len(labels) - 1) + [PAINT["falling"] if unusual else PAINT["main"]]
    shown.add_bar(
        x=labels, y=[column.value for column in drawing.columns], width=0.55,
        marker={"color": paints, "pattern": {"shape": [""] * (len(labels) - 1) + ["/" if unusual else ""]}},
        hovertext=[column.words for column in drawing.columns], hoverinfo="text",
    )  # fmt: skip
    shown.update_layout(barmode="overlay")
    shown.update_xaxes(type="category", categoryorder="array", categoryarray=labels,
                       tickvals=labels, ticktext=[column.short for column in drawing.columns])  # fmt: skip
    if banded:
        shown.add_annotation(x=0, y=1.04, xref="paper", yref="paper", text=f"Det lyse felt: {drawing.band_words}",
                             showarrow=False, xanchor="left", font={"color": GREY})  # fmt: skip
    return shown


def _bars(drawing: Bars) -> go.Figure:
    rows = drawing.bars[::-1]
    shown = go.Figure()
    shown.add_bar(
        x=[bar.value for bar in rows], y=[_plain(bar.label) for bar in rows], orientation="h", marker={"color": BAR},
        text=[danish.HIDDEN_ALOUD if bar.value is None else danish.number(bar.value) for bar in rows],
        hoverinfo="y+text", textposition="outside", cliponaxis=False,
    )  # fmt: skip
    shown.update_yaxes(automargin=True)
    return shown
