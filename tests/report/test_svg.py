"""Drawings: no label leaves the drawing, covers another or lies about what is hidden, whatever names come."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from invented.drawings import NASTY, bars, columns, drawing_of, ranks, size_of, texts

from klubtrends import danish
from klubtrends.report.chart import RankLines, empty_chart
from klubtrends.report.lettering import shortened, text_width, wrapped
from klubtrends.report.svg import NARROW, WIDE, nice_ceiling, spread, svg

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=90)
NAMES |= st.sampled_from(NASTY)
RANKS = st.none() | st.integers(1, 100)
COUNTS = st.none() | st.integers(0, 9_999)
BANDS = st.none() | st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda ends: tuple(sorted(ends)))


@st.composite
def rank_charts(draw):
    """Any month of up to seven apps, some days missing."""
    days = draw(st.integers(1, 31))
    labels = draw(st.lists(NAMES, min_size=1, max_size=7))
    runs = [draw(st.lists(RANKS, min_size=days, max_size=days).filter(any)) for _ in labels]
    return ranks(labels, runs, days)


@st.composite
def column_charts(draw):
    """Any thirteen months or fewer, some hidden, some without a range."""
    count = draw(st.integers(1, 13))
    values = draw(st.lists(COUNTS, min_size=count, max_size=count))
    return columns(values, draw(st.lists(BANDS, min_size=count, max_size=count)))


BAR_CHARTS = st.lists(st.tuples(NAMES, COUNTS), min_size=1, max_size=17).map(bars)
CHARTS = st.one_of(rank_charts(), column_charts(), BAR_CHARTS)


# inside


@settings(max_examples=80, deadline=None)
@given(CHARTS, st.sampled_from([WIDE, NARROW]))
@example(columns([20] * 13, [(10, 30)] * 13), NARROW)
def test_no_label_leaves_the_drawing(chart, size):
    """Measured on the wide side, every text ends before the edge, whatever its length or script."""
    root = drawing_of(chart, size)
    width, height = size_of(root)

    for words in texts(root):
        assert words.left >= -0.5, words
        assert words.right <= width + 0.5, words
        assert words.top >= 0, words
        assert words.bottom <= height, words


@settings(max_examples=80, deadline=None)
@given(CHARTS, st.sampled_from([WIDE, NARROW]))
def test_no_mark_leaves_the_drawing(chart, size):
    """Bars, bands and lines stay inside as well."""
    root = drawing_of(chart, size)
    width, height = size_of(root)
    pattern = root.find("defs/pattern")
    inside = set() if pattern is None else set(pattern.iter())

    for mark in set(root.iter("rect")) - inside:
        x, y, wide, high = (float(mark.get(name, "")) for name in ("x", "y", "width", "height"))
        assert min(x, y, wide, high) >= 0
        assert x + wide <= width + 0.5
        assert y + high <= height
    for line in root.iter("polyline"):
        for x, y in (map(float, point.split(",")) for point in line.get("points", "").split()):
            assert 0 <= x <= width
            assert 0 <= y <= height


@settings(max_examples=60, deadline=None)
@given(rank_charts(), st.sampled_from([WIDE, NARROW]))
def test_labels_at_lines_do_not_cover_each_other(chart, size):
    """Two apps with the same rank are told apart."""
    root = drawing_of(chart, size)
    edge = max(float(line.get("x2", "")) for line in root.iter("line"))
    labels = [words for words in texts(root) if words.left > edge]

    assert not [(a, b) for n, a in enumerate(labels) for b in labels[n + 1 :] if a.overlaps(b)]


@SIZES
def test_the_months_under_the_columns_do_not_cover_each_other(size):
    """Thirteen months have room for their names; on a phone every third is named, the last one always."""
    root = drawing_of(columns([20] * 13, [(10, 30)] * 13), size)
    months = [words for words in texts(root) if words.words in danish.SHORT_MONTHS]

    assert months[-1].words == "okt."
    assert not [(a, b) for a, b in pairwise(months) if a.overlaps(b)]


@SIZES
def test_the_days_under_the_lines_do_not_cover_each_other(size):
    """The first, the last and, with room, the middle day."""
    root = drawing_of(ranks(["a"], [[1] * 31]), size)
    days = [words for words in texts(root) if words.top > size_of(root)[1] - 30]

    assert {"1. okt.", "31. okt."} <= {words.words for words in days}
    assert not [(a, b) for n, a in enumerate(days) for b in days[n + 1 :] if a.overlaps(b)]


@SIZES
def test_a_month_with_one_observed_day_can_be_drawn(size):
    """The first day of collecting is a dot with a label."""
    root = drawing_of(ranks(["Glimsnak"], [[7]], days=1), size)

    assert [circle.findtext("title") for circle in root.iter("circle")] == ["Glimsnak, nr. 100 → 99"]
    assert "Glimsnak" in {words.words for words in texts(root)}


@given(
    st.lists(st.tuples(st.floats(-50, 400), st.floats(10, 60)), min_size=1, max_size=6),
    st.floats(0, 40),
)
def test_spread_keeps_order_and_leaves_no_overlap(blocks, top):
    """Labels move as little as they must, and never through each other."""
    wanted, heights = sorted(want for want, _ in blocks), [height for _, height in blocks]
    bottom = top + sum(heights) + 10

    places = spread(wanted, heights, top, bottom)

    assert places[0] >= top - 1e-9
    assert places[-1] + heights[-1] <= bottom + 1e-9
    assert all(a + high <= b + 1e-9 for (a, b), high in zip(pairwise(places), heights, strict=False))


def test_spread_leaves_labels_where_there_is_room():
    """A label stands at its line's end unless it has to yield."""
    assert spread([20.0, 100.0, 180.0], [40.0, 40.0, 40.0], 0.0, 250.0) == [20.0, 100.0, 180.0]


# words


@given(NAMES, st.floats(40, 400), st.integers(1, 3))
def test_wrapped_lines_fit_their_room(text, room, lines):
    """At most so many lines, none wider than the room."""
    rows = wrapped(text, room, 13.0, lines=lines)

    assert len(rows) <= lines
    assert all(text_width(row, 13.0, bold=True) <= room for row in rows)


@given(NAMES, st.floats(40, 400))
def test_only_what_does_not_fit_is_shortened(text, room):
    """A shortened name begins as the whole one does, and says that it was cut."""
    cut = shortened(text, room, 13.0)

    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))
    assert (cut == text) == (text_width(text, 13.0, bold=True) <= room)


@SIZES
def test_a_shortened_name_can_be_read_in_full(size):
    """Pointing at it shows the whole name, on lines and bars alike."""
    long = "Et navn med rigtig mange ord, der aldrig i livet kan være på to linjer i et lille diagram til en telefon"
    for chart in (ranks([long], [[3] * 31]), bars([(long, 12), (f"{long} igen", None)])):
        cut = [words for words in texts(drawing_of(chart, size)) if words.words.endswith("…")]
        assert cut
        assert all(words.title.startswith(long) for words in cut)


@SIZES
@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_only_ever_text(size, name):
    """Markup in a name is shown, not obeyed."""
    for chart in (ranks([name], [[3] * 31]), bars([(name, 12)])):
        root = drawing_of(chart, size)
        assert {element.tag for element in root.iter()} <= {
            "svg", "title", "desc", "text", "line", "rect", "circle", "polyline", "defs", "pattern"
        }  # fmt: skip
        assert not [
            key for element in root.iter() for key in element.attrib if key.startswith("on") or "href" in key
        ]
        assert any((mark.findtext("title") or "").startswith(name) for mark in root)


# marks


@settings(max_examples=40, deadline=None)
@given(CHARTS, st.sampled_from([WIDE, NARROW]))
def test_every_mark_names_itself(chart, size):
    """Pointing at a line, a dot, a column or a bar says what it is."""
    root = drawing_of(chart, size)
    marks = [
        mark for mark in root
        if mark.tag in ("polyline", "circle") or (mark.tag == "rect" and mark.get("class") != "band")
    ]  # fmt: skip

    assert marks or not isinstance(chart.drawing, RankLines)
    assert all((mark.findtext("title") or "").strip() for mark in marks)


@settings(max_examples=60, deadline=None)
@given(st.lists(COUNTS, min_size=1, max_size=13), st.sampled_from([WIDE, NARROW]))
def test_a_hidden_value_has_no_bar_and_no_number(values, size):
    """As many bars as shown values; every number in a title is one of them."""
    shown = [value for value in values if value is not None]
    for chart in (bars([(f"række {'abcdefghijklm'[n]}", value) for n, value in enumerate(values)]),
                  columns(values, [None] * len(values))):  # fmt: skip
        root = drawing_of(chart, size)
        titles = [mark.findtext("title") or "" for mark in root.iter("rect")]
        assert len(titles) == len(shown)
        assert [title.rsplit(": ", 1)[1] for title in titles] == [danish.number(value) for value in shown]
        hidden = [words for words in texts(root) if danish.HIDDEN in words.words]
        assert len(hidden) == len(values) - len(shown)
        assert not [words for words in hidden if re.search(r"\d", words.words)]


@SIZES
def test_an_axis_is_as_long_as_the_published_values_need(size):
    """An axis that grew with a hidden value would give it away."""
    root = drawing_of(columns([12, None, 9], [None] * 3), size)
    axis = [int(words.words) for words in texts(root) if words.words.isdecimal() and words.kind == "tick"]

    assert axis == [0, nice_ceiling(12) // 2, nice_ceiling(12)]


@SIZES
def test_what_is_unusual_is_hatched_not_only_coloured(size):
    """Colour is never alone."""
    high, usual = columns([5, 90], [None, (10, 30)]), columns([5, 20], [None, (10, 30)])

    assert drawing_of(high, size).find("defs/pattern") is not None
    assert drawing_of(usual, size).find("defs/pattern") is None


@SIZES
def test_what_falls_is_dashed_not_only_coloured(size):
    """The falling line has a class of its own, and its style a dash."""
    from klubtrends.report.page import CHART_STYLE

    root = drawing_of(ranks(["op", "ned"], [[9] * 31, [5] * 31]), size)
    assert [line.get("class") for line in root.iter("polyline")] == ["line-main", "line-falling"]
    assert re.search(r"\.line-falling\{[^}]*stroke-dasharray", CHART_STYLE)


@SIZES
def test_a_missing_day_breaks_the_line(size):
    """A gap is a gap, never a straight guess through it."""
    run = [5] * 10 + [None] * 3 + [7] * 18
    root = drawing_of(ranks(["app"], [run]), size)

    assert [len((line.get("points") or "").split()) for line in root.iter("polyline")] == [10, 18]


@SIZES
def test_a_drawing_says_what_it_is(size):
    """Title and description are tied to the image, by names that no other drawing of the page has."""
    root = drawing_of(ranks(["app"], [[5] * 31]), size)
    names = (root.get("aria-labelledby") or "").split()

    assert root.get("role") == "img"
    assert [root.findtext(f"*[@id='{name}']") for name in names] == ["Titel & <mere>", "En beskrivelse"]
    assert all(name.startswith(f"proeve-{size.name}") for name in names)


def test_a_chart_is_drawn_for_a_desk_and_for_a_phone():
    """A style sheet chooses; both hold the same marks."""
    chart = columns([12, None, 90], [None, (3, 9), (10, 40)])
    both = ET.fromstring(f"<p>{chart.to_svg()}</p>")

    assert [root.get("class") for root in both] == [WIDE.name, NARROW.name]
    wide, narrow = ([mark.findtext("title") for mark in root.iter("rect")] for root in both)
    assert wide == narrow
    idents = [element.get("id") for element in both.iter() if element.get("id")]
    assert len(idents) == len(set(idents))


def test_the_same_chart_gives_the_same_drawing():
    """Pages are the same to the byte."""
    chart = ranks(list(NASTY[:7]), [[3] * 31] * 7)

    assert chart.to_svg() == chart.to_svg()


@given(st.integers(0, 10**7))
def test_an_axis_ends_at_or_above_its_highest_value(highest):
    """Even, so that its middle is whole, and never twice as long as needed."""
    end = nice_ceiling(highest)

    assert end >= highest
    assert end % 2 == 0
    assert end <= max(4, 2 * highest)


def test_an_empty_chart_is_not_drawn():
    """There is nothing to draw where nothing may be shown."""
    nothing = empty_chart("proeve", "Titel", "Tallene er for små.")

    assert nothing.to_svg() == ""
    with pytest.raises(ValueError, match="empty"):
        svg(nothing, WIDE)
