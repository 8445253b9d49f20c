"""Protects a month once and keeps it twice: prepare WORKSPACE FOLDER.

As `briefing.pickle` for our own page, and as CSV files with `notebook.ipynb`, which shows the same charts and
tables in the way a data scientist would write it.
"""

import pickle
import sys
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from klubtrends.publishing import prepare
from klubtrends.report.briefing import Briefing, render
from klubtrends.report.chart import Bars, Columns, RankLines
from klubtrends.workspace import Workspace

CELLS = (
    """\
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

pio.renderers.default = "notebook_connected"
""",
    """\
ranks = pd.read_csv("ranks.csv", parse_dates=["day"])
chart = go.Figure()
for app, line in ranks.groupby("app", sort=False):
    chart.add_scatter(x=line["day"], y=line["rank"], name=app, mode="lines")
chart.update_yaxes(type="log", autorange="reversed")
chart.show()
""",
    """\
totals = pd.read_csv("totals.csv")
chart = go.Figure()
chart.add_bar(x=totals["month"], y=totals["high"] - totals["low"], base=totals["low"])
chart.add_bar(x=totals["month"], y=totals["total"])
chart.update_layout(barmode="overlay")
chart.show()
""",
    """\
kinds = pd.read_csv("kinds.csv")
chart = go.Figure()
chart.add_bar(x=kinds["count"], y=kinds["label"], orientation="h")
chart.show()
""",
)


def draw(folder: Path, briefing: Briefing) -> None:
    """Keep what the three charts draw."""
    for name, chart in zip(("ranks", "totals", "kinds"), briefing.charts.values(), strict=True):
        points = drawn(chart.drawing)
        pl.DataFrame(points[1:], schema=points[0], orient="row").write_csv(folder / f"{name}.csv")


def drawn(drawing: object) -> list[tuple[Any, ...]]:
    """List what a chart draws, names first."""
    if isinstance(drawing, RankLines):
        ranks = [
            (line, day, rank)
            for line in drawing.lines
            for day, rank in zip(drawing.days, line.ranks, strict=True)
        ]
        return [("app", "day", "rank"), *((line.label, day, rank) for line, day, rank in ranks)]
    if isinstance(drawing, Columns):
        rows = [(column.label, column.value, *(column.expected or (None, None))) for column in drawing.columns]
        return [("month", "total", "low", "high"), *rows]
    if isinstance(drawing, Bars):
        return [("label", "count"), *((bar.label, bar.value) for bar in drawing.bars)]
    raise SystemExit("the example's month has a chart without a drawing: nothing to compare")


def tabulate(folder: Path, briefing: Briefing) -> list[str]:
    """Keep the page's tables, and name their files."""
    shown = [briefing.ranks.to_table(), briefing.totals.to_table()]
    counted = [*briefing.incident_tables, briefing.positive_table]
    shown += [table.to_polars() for table in counted if table]
    names = [f"table-{number}.csv" for number in range(len(shown))]
    for name, frame in zip(names, shown, strict=True):
        frame.write_csv(folder / name)
    return names


def write_notebook(path: Path, heading: str, tables: list[str]) -> None:
    """Write the notebook that shows the charts and the tables."""
    code = [*CELLS, *(f'pd.read_csv("{name}", index_col=0)' for name in tables)]
    book = new_notebook(cells=[new_markdown_cell(f"# {heading}"), *map(new_code_cell, code)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, path)


def keep(folder: Path, briefing: Briefing) -> None:
    """Keep a briefing for both."""
    if (drawn := render(briefing).count(b"<svg")) != 2 * len(briefing.charts):
        raise SystemExit(f"the page has {drawn} drawings, not two of each chart")
    (folder / "briefing.pickle").write_bytes(pickle.dumps(briefing))
    draw(folder, briefing)
    write_notebook(folder / "notebook.ipynb", briefing.heading, tabulate(folder, briefing))


if __name__ == "__main__":
    keep(Path(sys.argv[2]), prepare(Workspace.open(sys.argv[1])).briefing)
