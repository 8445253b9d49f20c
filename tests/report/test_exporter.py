"""Any notebook can leave without its code and with its charts, and nothing leaves that the attack objects to."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import get_exporter

from klubtrends.errors import DisclosureRisk
from klubtrends.report.exporter import KlubtrendsExporter

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FIGURE = {"data": [{"type": "scatter", "x": [1, 2], "y": [3, 1], "name": "</script>"}], "layout": {}}


def notebook(*outputs: dict, source: str = "secret_code = 1") -> nbformat.NotebookNode:
    """Make a notebook with one code cell that shows these outputs."""
    shown = [nbformat.v4.new_output("display_data", data=data) for data in outputs]
    cells = [
        nbformat.v4.new_markdown_cell("# Hvad ser vi?\n\nEt svar."),
        nbformat.v4.new_code_cell(source, outputs=shown),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def exported(*outputs: dict) -> str:
    """Export such a notebook."""
    return KlubtrendsExporter().from_notebook_node(notebook(*outputs))[0]


def test_nbconvert_knows_the_exporter_by_name():
    """`jupyter nbconvert --to klubtrends` is what the docs say."""
    assert get_exporter("klubtrends") is KlubtrendsExporter


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_every_shipped_notebook_leaves_without_code_and_with_its_charts(path):
    """Prose, drawings and tables; no line of Python."""
    page, _ = KlubtrendsExporter().from_filename(str(path))
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    charts = sum(
        "application/vnd.plotly.v1+json" in o.get("data", {}) for c in cells for o in c.get("outputs", [])
    )

    assert "import klubtrends" not in page
    assert page.count("<figcaption>") == charts
    assert "<script" not in page


def test_code_stays_behind():
    """Readers are no programmers."""
    assert "secret_code" not in exported({"text/plain": "svar"})


def test_a_foreign_plotly_figure_brings_a_named_script_and_asks_for_nothing():
    """Plotly's own script travels along; the policy names it, and data cannot end it early."""
    page = exported({"application/vnd.plotly.v1+json": FIGURE, "text/plain": "Figure"})
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)

    assert policy
    assert "script-src &#39;sha256-" in policy[1]
    assert page.count("</script>") == 2  # plotly's and the figure's
    assert "newPlot('figure-1'" in page


def test_scripts_in_outputs_do_not_leave():
    """An output's HTML is data from somewhere."""
    page = exported(
        {"text/html": '<p onclick="x()">a</p><script>alert(1)</script><iframe src="https://x"></iframe>'}
    )

    assert "alert" not in page
    assert "onclick" not in page
    assert "<iframe" not in page


def test_a_personal_identifier_stops_the_export():
    """The attack reads what leaves."""
    with pytest.raises(DisclosureRisk):
        exported({"text/plain": "ring til 20 30 40 50"})
