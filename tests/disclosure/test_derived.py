"""What is worked out from a table says no more than the table, whatever the raw counts were."""

import pickle

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from invented.tables import table_of
from minimal_page import GROUPS, LABELS, MONTH, RULES, SPECS, THRESHOLDS, counts, page, render

from klubtrends.danish import TOTAL
from klubtrends.disclosure.attack import audit
from klubtrends.disclosure.derived import comparison, percentage, ranked
from klubtrends.disclosure.protect import protect
from klubtrends.disclosure.protected import Row

DEPARTMENTS = [f"afdeling {number}" for number in range(8)]
SHOWN = st.one_of(st.none(), st.just(0), st.integers(5, 400))


def lines(*values, total=None):
    """Make a table of lines called A, B, C and so on, with their total."""
    leaves = [(Row(chr(65 + number), "leaf"), (value,)) for number, value in enumerate(values)]
    return table_of("område", [*leaves, (Row(TOTAL, "total"), (total,))])


def everything_from(table):
    """List all that anybody can get out of a protected table."""
    labels = [row.label for row in table.rows]
    cells = [(row, column) for row in labels for column in table.columns]
    pairs = [(one, other, column) for one in labels for other in labels for column in table.columns]
    return {
        "percentages": [percentage(table, *cell) for cell in cells],
        "comparisons": [comparison(table, *pair) for pair in pairs],
        "orders": [ranked(table, column=column) for column in table.columns],
        "repr": repr(table),
        "pickle": pickle.dumps(table),
        "polars": table.to_polars().rows(),
        "pandas": table.to_pandas().to_csv(),
        "html": table._repr_html_(),
        "share": table.hidden_share,
    }


# the law


def world(small):
    """Protect a month in which all types are frequent but those of which so many are given."""
    rows = [(code, place, 6) for code in GROUPS if code not in small for place in DEPARTMENTS]
    rows += [(code, DEPARTMENTS[number], count) for number, (code, count) in enumerate(small.items())]
    frame = counts([(MONTH, "negative", code, "ung", place, count) for code, place, count in rows])
    return protect(frame, SPECS, MONTH, rules=RULES, reporting={MONTH: len(DEPARTMENTS)})


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1, 4), st.integers(1, 4), st.sampled_from([-3, -2, -1, 1, 2, 3]))
def test_two_worlds_with_the_same_tables_give_the_same_in_everything(scam, gambling, moved):
    """However the incidents lie among the hidden cells: percentages, orders, pickles and all."""
    assume(1 <= scam + moved <= 4 and 1 <= gambling - moved <= 4)
    one, other = (world({"scam": scam + change, "gambling": gambling - change}).tables for change in (0, moved))
    assume([table.cells for table in one] == [table.cells for table in other])
    labels = [row.label for row in one[0].rows]

    assert LABELS["scam"] not in labels or one[0].value(LABELS["scam"]) is None
    for table, twin in zip(one, other, strict=True):
        assert everything_from(table) == everything_from(twin)


# each of them


@given(st.lists(SHOWN, min_size=1, max_size=8))
def test_percentages_are_those_of_what_is_shown(values):
    """Of the table's own total, none of a hidden count; all of them together are a hundred, but for rounding."""
    total = sum(value or 0 for value in values)
    table = lines(*values, total=total)
    shares = [percentage(table, chr(65 + number)) for number in range(len(values))]

    for value, share in zip(values, shares, strict=True):
        assert (share is None) == (value is None or total < 20)
        assert share is None or abs(share - 100 * value / total) <= 0.5
    if None not in shares:
        assert abs(sum(shares) - 100) <= len(values) / 2


def test_there_is_no_percentage_of_little_or_nothing():
    """Nineteen are too few to be parts of a hundred, and a hidden total none at all."""
    assert percentage(lines(10, 9, total=19), "A") is None
    assert percentage(lines(10, 10, total=20), "A") == 50
    assert percentage(lines(0, 0, total=0), "A", least=0) is None
    assert percentage(lines(30, None), "A") is None
    assert (
        percentage(table_of("måned", [(Row("oktober 2026", "leaf", "2026-10"), (47,))]), "oktober 2026") is None
    )


def test_a_percentage_is_of_its_own_column():
    """Half of the younger, not of all."""
    rows = [(Row("A", "leaf"), (10, 40)), (Row(TOTAL, "total"), (20, 80))]
    table = table_of("alder", rows, columns=("Yngre", TOTAL))

    assert (percentage(table, "A", "Yngre"), percentage(table, "A")) == (50, 50)


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (12, 12, "lige så mange som"),
        (21, 20, "omtrent lige så mange som"),
        (18, 20, "omtrent lige så mange som"),
        (24, 12, "dobbelt så mange som"),
        (25, 12, "cirka dobbelt så mange som"),
        (12, 24, "halvt så mange som"),
        (12, 25, "cirka halvt så mange som"),
        (40, 12, "flere end"),
        (15, 12, "flere end"),
        (12, 15, "færre end"),
        (5, 400, "færre end"),
    ],
)
def test_two_counts_are_compared_in_words(one, other, says):
    """As they would be said at the meeting."""
    assert comparison(lines(one, other), "A", "B") == f"A: {says} B."


@given(SHOWN, SHOWN)
def test_a_comparison_and_its_reverse_agree(one, other):
    """Nothing is told of a hidden or small count, and never that both are more."""
    table = lines(one, other)
    there, back = comparison(table, "A", "B"), comparison(table, "B", "A")

    assert bool(there) == bool(back) == (bool(one) and bool(other))
    if there:
        words = (there[3:-2].strip(), back[3:-2].strip())
        assert sorted(words) != ["flere end"] * 2
        assert ("flere end" in words) <= ("færre end" in words or "halvt" in " ".join(words))


def test_a_comparison_keeps_to_a_higher_threshold():
    """Where the network hides counts below ten, so does a sentence."""
    assert comparison(lines(8, 16), "A", "B", least=10) == ""
    assert comparison(lines(0, 16), "A", "B", least=0) == ""


@given(st.lists(SHOWN, min_size=1, max_size=8))
def test_an_order_is_one_of_what_is_shown(values):
    """Largest first; equals and whatever is hidden keep the code lists' order, the hidden ones at the end."""
    order = [ord(row.label) - 65 for row in ranked(lines(*values, total=99))]
    shown = [at for at in order if values[at] is not None]

    assert order == shown + [at for at in range(len(values)) if values[at] is None]
    assert shown == sorted(shown, key=lambda at: (-values[at], at))


def test_sums_have_no_place_in_an_order():
    """A group is not larger than its own parts."""
    table = table_of("område", [(Row("Adfærd", "group"), (30,)), (Row("Mobning", "leaf"), (30,))])

    assert [row.label for row in ranked(table)] == ["Mobning"]


@pytest.mark.parametrize(
    "ask",
    [
        percentage,
        lambda table, column: ranked(table, column=column),
        lambda table, row: comparison(table, "A", row),
    ],
)
def test_what_the_table_does_not_have_is_a_key_error(ask):
    """A misspelt label is no hidden count."""
    with pytest.raises(KeyError, match="område"):
        ask(lines(10, 20, total=30), "Mobbning")


def test_sentences_made_of_a_table_stand_an_attack_beside_it():
    """The attacker finds nothing in them that the table does not show."""
    table = world({"scam": 3, "gambling": 4}).table("types")
    rows = [row.label for row in table.rows]
    said = {comparison(table, one, other) for one in rows for other in rows if one != other} - {""}
    shares = {f"{row}: {share} %." for row in rows if (share := percentage(table, row)) is not None}
    words = "".join(f"<p>{sentence}</p>" for sentence in sorted(said | shares))

    assert len(said) > 2
    assert len(shares) > 2
    assert audit([page(render(table), words)], thresholds=THRESHOLDS) == []
