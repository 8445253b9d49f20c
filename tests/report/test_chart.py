"""A chart is one thing shown three ways: the figures are the same in each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented.drawings import NASTY, bars, columns, drawing_of, ranks

from klubtrends import danish
from klubtrends.report.chart import empty_chart
from klubtrends.report.svg import NARROW, WIDE

RUN = [9, None, 7, 7, 6] + [5] * 26


def test_a_notebooks_lines_are_the_drawings_ranks():
    """plotly gets the same ranks, a missing day as a gap."""
    chart = ranks(["op", "ned"], [RUN, [3] * 31])
    traces = chart.to_plotly().data

    assert [list(trace.y) for trace in traces] == [RUN, [3] * 31]
    assert [trace.name for trace in traces] == ["op", "ned"]
    assert not any(trace.connectgaps for trace in traces)
    assert traces[0].x[0] == "2026-10-01"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.none() | st.integers(0, 900), min_size=1, max_size=13))
def test_a_notebooks_bars_are_the_drawings_values(values):
    """plotly gets None where a value is hidden, and the same words as the drawing's titles elsewhere."""
    rows = [(f"række {n}", value) for n, value in enumerate(values)]
    shown = bars(rows).to_plotly().data[0]
    months = columns(values, [None] * len(values))
    pillars = months.to_plotly().data[1]
    titles = [mark.findtext("title") for mark in drawing_of(months, WIDE).iter("rect")]

    assert dict(zip(shown.y, shown.x, strict=True)) == dict(rows)
    assert list(pillars.y) == values
    assert [words for words in pillars.hovertext if danish.HIDDEN_ALOUD not in words] == titles


def test_a_notebooks_range_is_the_drawings_range():
    """The pale field has the same ends."""
    band = columns([5, 20], [None, (10, 31)]).to_plotly().data[0]

    assert (list(band.base), list(band.y)) == ([10], [21])


def test_the_sentence_is_the_title():
    """The finding stands over the figure in a notebook as on a page."""
    figure = bars([("a", 7)]).to_plotly()

    assert figure.layout.title.text == "En sætning"
    assert figure.layout.separators == ",."


@pytest.mark.parametrize("name", NASTY)
def test_a_name_with_markup_is_no_markup_in_a_notebook(name):
    """plotly reads <b> and <a href> in texts: a name must not become one."""
    figure = ranks([name], [[3] * 31]).to_plotly()
    told = [note.text for note in figure.layout.annotations] + [trace.hovertemplate for trace in figure.data]

    assert not [text for text in told if "<script" in text or "<image" in text or "</text" in text]


def test_a_notebook_stores_what_the_page_shows_and_no_more():
    """Stored outputs: the plotly figure, the drawing as the page has it, the sentence."""
    stored = bars([("a", 7), ("b", None)])._repr_mimebundle_()

    assert set(stored) == {"application/vnd.plotly.v1+json", "text/html", "text/plain"}
    assert stored["text/plain"] == "En sætning"
    assert stored["text/html"].count("<svg") == 2
    assert "<script" not in stored["text/html"]


def test_the_table_is_the_charts_own():
    """For those who cannot see it."""
    chart = bars([("a", 7)])

    assert chart.to_table() is chart.table


def test_an_empty_chart_shows_its_sentence():
    """In a notebook too."""
    nothing = empty_chart("proeve", "Titel", "Tallene er for små.")

    assert nothing.to_plotly().layout.title.text == "Tallene er for små."
    assert not nothing.to_plotly().data
    assert "Tallene er for små." in nothing._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
def test_a_thousand_is_written_as_danes_do(size):
    """1.234, in the drawing's titles and labels."""
    root = drawing_of(bars([("a", 1234)]), size)

    assert "1.234" in "".join(root.itertext())
    assert "1234" not in "".join(root.itertext())
