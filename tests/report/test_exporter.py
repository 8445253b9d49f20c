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


def notebook(
    *outputs: dict, source: str = "secret_code = 1", heading: str = "Hvad ser vi?"
) -> nbformat.NotebookNode:
    """Make a notebook with one code cell that shows these outputs."""
    shown = [nbformat.v4.new_output("display_data", data=data) for data in outputs]
    cells = [
        nbformat.v4.new_markdown_cell(f"# {heading}\n\nEt svar."),
        nbformat.v4.new_code_cell(source, outputs=shown),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def exported(*outputs: dict, **options: str) -> str:
    """Export such a notebook."""
    return KlubtrendsExporter().from_notebook_node(notebook(*outputs, **options))[0]


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


PLOTLY = "application/vnd.plotly.v1+json"
COUNTED = {"data": [{"type": "bar", "x": ["Grooming", "Afpresning"], "y": [3, 1]}]}
PNG = {"image/png": "iVBORw0KGgo=", "text/plain": "x"}
FRAME = (
    '<table border="1" class="dataframe"><thead><tr><th></th>{}</tr></thead>'
    "<tbody><tr><th>0</th><td>Grooming</td><td>3</td></tr></tbody></table>"
)


@pytest.mark.parametrize(
    ("output", "heading"),
    [
        ({PLOTLY: {**COUNTED, "layout": {"title": {"text": "Hændelser i oktober"}}}}, "Et svar"),
        ({PLOTLY: {**COUNTED, "layout": {"title": {"text": "H&aelig;ndelser"}}}}, "Et svar"),
        ({PLOTLY: {**COUNTED, "layout": {}}}, "Hændelser"),
        (PNG, "Gode episoder"),
        (PNG | {"text/plain": "hændelser"}, "Et svar"),
        ({"image/svg+xml": "<svg><text>Hændelser</text></svg>"}, "Et svar"),
        ({"text/html": FRAME.format("<th>slags</th><th>n</th>")}, "Hændelser"),
        ({"text/html": FRAME.format("<th>slags</th><th>hændelser</th>")}, "Et svar"),
        ({"text/html": FRAME.format("<th>afdeling</th><th>n</th>")}, "Et svar"),
        ({"text/html": "<p>Grooming 3</p>"}, "Hændelser"),
        ({"text/plain": "Grooming 3"}, "Hændelser"),
        ({"text/plain": "hændelser Birk 3.0"}, "Et svar"),
    ],
)
def test_what_is_on_incidents_and_cannot_be_read_stops_the_export(output, heading):
    """A figure, a picture, a table or printed lines of one's own."""
    with pytest.raises(DisclosureRisk) as refused:
        exported(output, heading=heading)

    assert "3" not in str(refused.value)


@pytest.mark.parametrize(
    "output", [{PLOTLY: {**COUNTED, "layout": {}}}, PNG, {"text/plain": "31 dage"}, {"text/html": "<p>17</p>"}]
)
def test_what_is_public_travels(output):
    """Outputs that speak of no incidents, under a heading that does not either."""
    assert exported(output)


def test_the_bytes_that_leave_are_those_that_were_attacked(monkeypatch):
    """Only the scripts that the page names are left out of what the attack reads."""
    attacked = []
    monkeypatch.setattr("klubtrends.report.exporter.audit", lambda pages: attacked.extend(pages) or [])
    page = exported({PLOTLY: FIGURE, "text/plain": "Figure"})

    assert b"<script" not in attacked[0]
    assert re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL) == attacked[0].decode()
