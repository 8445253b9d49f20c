"""Executes a notebook with papermill and converts it with nbconvert: notebook NOTEBOOK.ipynb PAGE.html."""

import sys
from pathlib import Path

import papermill
from nbconvert import HTMLExporter

CHARTS = 3

if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    executed = papermill.execute_notebook(
        source, target.with_suffix(".ipynb"), progress_bar=False, cwd=source.parent
    )
    page, _ = HTMLExporter(exclude_input=True).from_notebook_node(executed)
    target.write_text(page, encoding="utf-8")
    shown = page.count("Plotly.newPlot("), page.count('class="dataframe"')
    if shown != (CHARTS, len(list(source.parent.glob("table-*.csv")))):
        raise SystemExit(f"the notebook shows {shown[0]} charts and {shown[1]} tables: nothing to compare with")
