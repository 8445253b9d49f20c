"""What is said of counts: never more than they bear, and nothing that a hidden one could change."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented.tables import MONTH, kinds_table, months_table, table_of

from klubtrends import danish
from klubtrends.danish import MESSAGES
from klubtrends.disclosure.protected import Row
from klubtrends.periods import last_months, shift
from klubtrends.report import seen

PACKAGE = Path(seen.__file__).parents[1]
DEPARTMENTS = 18
STEADY = dict.fromkeys(last_months(MONTH, 30), 15)
RISE = re.compile(r"stign|stiger|steget|eksploder|bølge", re.IGNORECASE)
TOTALS = st.lists(st.none() | st.integers(10, 90), min_size=1, max_size=13)


def sentence_of(*totals: int | None, reporting: dict[str, int] = STEADY) -> str:
    """Say the totals chart's finding."""
    return seen.totals_chart(months_table(totals), reporting, MONTH, DEPARTMENTS).sentence


def test_no_sentence_of_ours_speaks_of_a_rise():
    """'Stigning' is a claim that small counts and uneven reporting never bear: it is in no text of ours."""
    texts = [*MESSAGES.values(), *(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.j2"))]

    assert not [text for text in texts if RISE.search(text)]


@given(TOTALS, st.dictionaries(st.sampled_from(last_months(MONTH, 13)), st.integers(0, DEPARTMENTS)))
def test_whatever_the_counts_no_rise_is_claimed(totals, reporting):
    """For any history and any reporting the sentence is one of a few, none of which claims a rise."""
    sentence = sentence_of(*totals, reporting=reporting)

    assert sentence.startswith("Oktober")
    assert not RISE.search(sentence)


def test_a_month_is_placed_against_what_earlier_months_lead_us_to_expect():
    """Above, below or within the range."""
    assert sentence_of(*[30] * 12, 90) == "Oktober ligger over det, vi ville vente"
    assert sentence_of(*[30] * 12, 10) == "Oktober ligger under det, vi ville vente"
    assert sentence_of(*[30] * 12, 31) == "Oktober ligner det, vi ville vente"


@pytest.mark.parametrize("before", [10, 20])
def test_a_month_that_other_departments_reported_is_not_compared(before):
    """The share moved more than 20 points of 18 departments, up or down: no 'over', 'under' or 'ligner'."""
    reporting = STEADY | {shift(MONTH, -1): before, MONTH: 15}
    sentence = sentence_of(*[30] * 12, 90, reporting=reporting)

    assert "kan ikke sammenlignes" in sentence
    assert not re.search(r"\b(over|under|ligner)\b", sentence)
    assert MESSAGES["coverage_moved"] in seen.incident_notes([], alike=False, dots=False)


@pytest.mark.parametrize(
    ("departments", "moved", "alike"), [(20, 4, True), (20, 5, False), (10, 2, True), (10, 3, False)]
)
def test_twenty_points_are_the_limit(departments, moved, alike):
    """Exactly 20 points may still be compared."""
    reporting = {shift(MONTH, -1): 9 - moved, MONTH: 9}

    assert seen.comparable(reporting, MONTH, departments) is alike


def test_the_first_month_has_nothing_to_be_unlike():
    """In a network's first month nobody has reported before: it is told that we do not know yet."""
    first = {MONTH: 15}

    assert seen.comparable(first, MONTH, DEPARTMENTS)
    assert "Vi ved endnu ikke" in sentence_of(30, reporting=first)
    assert "I september" not in seen.coverage_line(first, MONTH, DEPARTMENTS)


def test_a_month_after_one_in_which_nobody_reported_is_not_compared():
    """A summer without a single report is no first month."""
    silent = {month: count for month, count in STEADY.items() if month != shift(MONTH, -1)}

    assert not seen.comparable(silent, MONTH, DEPARTMENTS)
    assert "kan ikke sammenlignes" in sentence_of(*[30] * 11, None, 90, reporting=silent)


def test_a_hidden_total_is_said_to_be_hidden():
    """No number, no place against the others."""
    sentence = sentence_of(*[30] * 12, None)

    assert "skjult" in sentence
    assert not re.search(r"\d|over|under", sentence)


def test_coverage_is_told_with_both_months():
    """'x af y afdelinger har meldt', this month and the last."""
    line = seen.coverage_line(STEADY | {MONTH: 16}, MONTH, DEPARTMENTS)

    assert line == "Bygger på oktober: 16 af 18 afdelinger har meldt. I september: 15."


@given(TOTALS)
def test_the_chart_and_its_table_hold_the_published_totals(totals):
    """Drawing and table agree, and a hidden total is null, never nought."""
    chart = seen.totals_chart(months_table(totals), STEADY, MONTH, DEPARTMENTS)

    assert [column.value for column in chart.drawing.columns] == totals
    assert chart.to_table()[danish.TOTAL].to_list() == totals
    assert [column.label for column in chart.drawing.columns] == chart.to_table()["Måned"].to_list()


@given(TOTALS, st.integers(0, 12))
def test_the_expected_range_looks_only_back(totals, at):
    """What a month was expected to be does not change with it, or with what came after."""
    at = min(at, len(totals) - 1)
    changed = [*totals[:at], 10, *([None] * (len(totals) - at - 1))]
    before, after = (
        seen.totals_chart(months_table(series), STEADY, MONTH, DEPARTMENTS).drawing.columns
        for series in (totals, changed)
    )

    assert [c.expected for c in before[: at + 1]] == [c.expected for c in after[: at + 1]]


def test_a_hidden_month_leads_to_no_expectation():
    """Three published months are needed, hidden ones do not count."""
    columns = seen.totals_chart(
        months_table([30, None, 30, None, 30, 30]), STEADY, MONTH, DEPARTMENTS
    ).drawing.columns

    assert [column.expected is not None for column in columns] == [False] * 5 + [True]


def test_where_nothing_may_be_shown_the_reason_stands_instead():
    """No empty box."""
    nothing = table_of("måned", [], note="Der er for få hændelser.")

    for chart in (seen.totals_chart(nothing, STEADY, MONTH, DEPARTMENTS), seen.kinds_chart(nothing, MONTH)):
        assert chart.drawing is None
        assert chart.sentence == "Der er for få hændelser."


def test_the_largest_published_group_is_named():
    """Of those that are shown; a hidden one may be larger, and the sentence says so."""
    chart = seen.kinds_chart(kinds_table({"Indhold": 5, "Kontakt": None, "Adfærd": 33, "Penge": 16}), MONTH)

    assert chart.sentence == "Adfærd fylder mest af det, vi kan vise: 33"
    assert [(bar.label, bar.value) for bar in chart.drawing.bars] == [
        ("Indhold", 5), ("Kontakt", None), ("Adfærd", 33), ("Penge", 16)
    ]  # fmt: skip
    assert "Kontakt: skjult" in chart.description


def test_a_share_is_said_where_all_is_shown():
    """In whole per cent, of a total of which that means something; and how the two largest compare."""
    chart = seen.kinds_chart(kinds_table({"Indhold": 6, "Kontakt": 12, "Adfærd": 24}), MONTH)

    assert chart.sentence == "Adfærd fylder mest: 24 af 42 (57 %)"
    assert chart.description == "Indhold: 6, Kontakt: 12, Adfærd: 24. Adfærd: dobbelt så mange som Kontakt."
    assert seen.kinds_chart(kinds_table({"A": 12, "B": 5}), MONTH).sentence == "A fylder mest: 12 af 17"


def test_groups_that_share_the_first_place_are_both_named():
    """No group is put before another without cause."""
    assert (
        seen.kinds_chart(kinds_table({"A": 12, "B": 7, "C": 12}), MONTH).sentence
        == "A og C fylder mest: 12 af 31 hver"
    )


def test_groups_are_drawn_rather_than_their_types():
    """Where a table has sums, those are what one looks at first."""
    rows = [
        (Row("Kontakt", "group"), (12,)), (Row("Grooming", "leaf"), (None,)),
        (Row("Adfærd", "group"), (20,)), (Row("Mobning", "leaf"), (20,)), (Row(danish.TOTAL, "total"), (32,)),
    ]  # fmt: skip
    chart = seen.kinds_chart(table_of("type", rows), MONTH)

    assert [bar.label for bar in chart.drawing.bars] == ["Kontakt", "Adfærd"]


def test_groups_that_are_all_hidden_or_nought_are_not_drawn():
    """Nothing to look at is said in words."""
    chart = seen.kinds_chart(kinds_table({"A": None, "B": 0}), MONTH)

    assert chart.drawing is None
    assert chart.sentence


def test_every_page_says_that_more_reports_may_be_better_reporting():
    """Whatever else is noted; what a dot is, only where there is one."""
    for alike in (True, False):
        tables = [kinds_table({"A": 5}, note="Grovere."), kinds_table({}, note="Grovere.")]
        notes = seen.incident_notes(tables, alike=alike, dots=alike)
        assert MESSAGES["more_reports"] in notes
        assert (MESSAGES["small_hidden"] in notes) == alike
        assert notes.count("Grovere.") == 1


def test_what_is_drawn_of_the_clubs_says_its_months():
    """The months that stand in the table, and nothing else."""
    kinds = seen.kinds_chart(kinds_table({"A": 12, "B": 5}), MONTH)
    totals = seen.totals_chart(months_table([20] * 13), STEADY, MONTH, DEPARTMENTS)

    assert str(kinds.origin) == "Kilde: klubbernes egen log, oktober 2026, beskyttet"
    assert totals.origin.months == tuple(row.key for row in months_table([20] * 13).rows)


def test_the_method_names_the_networks_own_thresholds():
    """From 1 to one below."""
    lines = " ".join(seen.method_lines(7, 12))

    assert "Tal fra 1 til 6 er skjult (1 til 11" in lines
