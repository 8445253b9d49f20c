"""Months go in, pages come out, and an attacker that shares no code with the protector finds nothing."""

import pickle
import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from minimal_page import GROUPS, HALVES, LABELS, MONTH, POSITIVE, RULES, SPECS, THRESHOLDS, counts, page, render
from scipy.optimize import LinearConstraint, milp

from klubtrends.disclosure.attack import audit
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.protect import Protected, protect
from klubtrends.disclosure.signals import SignalFacts
from klubtrends.disclosure.specs import TableSpec
from klubtrends.periods import last_months, shift

DEPARTMENTS = [f"afdeling {number}" for number in range(8)]
BASE = [(code, band) for code in GROUPS for band in HALVES]


def month_rows(rng, month, mean):
    """Draw a month: types and departments unequally likely, half as many good episodes."""
    types = rng.dirichlet(np.full(len(GROUPS), 0.6))
    places = rng.dirichlet(np.full(len(DEPARTMENTS), rng.choice([0.3, 2.0])))
    bands = [0.2, 0.3, 0.4, 0.1]

    def drawn(kind, codes, chances, number):
        picked = zip(rng.choice(codes, number, p=chances), rng.choice(list(HALVES), number, p=bands),
                     rng.choice(DEPARTMENTS, number, p=places), strict=True)  # fmt: skip
        return [(month, kind, str(code), str(band), str(place), 1) for code, band, place in picked]

    return drawn("negative", list(GROUPS), types, rng.poisson(mean)) + drawn(
        "positive", list(POSITIVE), None, rng.poisson(mean / 2)
    )


def make(frame, month=MONTH, **options) -> Protected:
    """Protect a month in which all reported, as far as nothing else is said."""
    reporting = dict.fromkeys(last_months(month, 20), len(DEPARTMENTS))
    return protect(frame, renamed(month), month, **{"rules": RULES, "reporting": reporting, **options})


def renamed(month):
    """Give the specs the captions of another month."""
    from dataclasses import replace

    from klubtrends.danish import month_name

    renamed = [
        replace(spec, caption=spec.caption.replace(month_name(MONTH), month_name(month))) for spec in SPECS
    ]
    return [replace(spec, months=(month,)) if isinstance(spec, TableSpec) else spec for spec in renamed]


def as_page(protected: Protected) -> bytes:
    """Print all tables on one page."""
    return page(*(render(table) for table in protected.tables))


def learnt_by(department, frame, protected):
    """Name the hidden cells that a department works out exactly, solved from the releases alone."""
    own = np.zeros(len(BASE))
    rows = frame.filter(
        pl.col("month") == MONTH, pl.col("kind") == "negative", pl.col("department") == department
    )
    for code, band, count in rows.select("type", "age_band", "count").iter_rows():
        own[BASE.index((code, band))] += count

    def mask(cell):
        types, bands = cell.codes("type") or GROUPS, cell.codes("age_band") or HALVES
        return np.array([code in types and band in bands for code, band in BASE])

    told = [row for row in protected.releases() if row.cell.months == (MONTH,) and row.cell.kind == "negative"]
    shown = [row for row in told if row.value is not None]
    if not shown:
        return []
    values = [row.value for row in shown]
    known = LinearConstraint(np.array([mask(row.cell) for row in shown], dtype=float), values, values)
    exact = []
    for row in told:
        if row.hides:
            aim = mask(row.cell).astype(float)
            low, high = (milp(sign * aim, constraints=known, integrality=np.ones(len(BASE)),
                              bounds=(own, np.full(len(BASE), 999.0))) for sign in (1, -1))  # fmt: skip
            if round(low.fun) == round(-high.fun):
                exact.append(row.cell)
    return exact


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.sampled_from([3, 15, 40, 90, 200, 400]))
def test_nothing_can_be_learnt_from_a_protected_month(seed, mean):
    """An outsider finds nothing, a department nothing exact, and no table has more than a quarter hidden."""
    rng = np.random.default_rng(seed)
    frame = counts([row for month in last_months(MONTH, 3) for row in month_rows(rng, month, mean)])

    protected = make(frame)

    assert audit([as_page(protected)], thresholds=THRESHOLDS) == []
    assert all(table.hidden_share <= 0.25 for table in protected.tables)
    assert not any(learnt_by(department, frame, protected) for department in DEPARTMENTS)


@pytest.mark.parametrize("mean", [20, 60, 250])
def test_nothing_can_be_learnt_from_a_year_of_pages(mean):
    """All pages ever published are one system, in any order of months, and a total is the same wherever it stands."""
    rng = np.random.default_rng(mean)
    months = last_months(MONTH, 12)
    frame = counts([row for month in months for row in month_rows(rng, month, mean)])
    released: tuple[Release, ...] = ()
    pages = []
    for month in [*months[4:], *months[:4]]:
        protected = make(frame, month, released=released)
        released += protected.releases()
        pages.append(as_page(protected))

    assert audit(pages, thresholds=THRESHOLDS) == []
    told = {}
    for row in released:
        assert told.setdefault(row.cell, row.value) == row.value


def small_month(*rows):
    """Make a month of (type, department, count), and enough of everything else to show the types."""
    plenty = [
        (code, place, 6) for code in GROUPS for place in DEPARTMENTS if code not in {row[0] for row in rows}
    ]
    return counts([(MONTH, "negative", code, "ung", place, count) for code, place, count in [*plenty, *rows]])


def test_a_small_count_is_hidden_with_a_partner_and_the_rest_is_shown():
    """Two cells are hidden, of which one is large."""
    table = make(
        small_month(("scam", "afdeling 0", 1), ("scam", "afdeling 1", 1), ("scam", "afdeling 2", 1))
    ).table("types")

    hidden = [row.label for row, (count,) in zip(table.rows, table.cells, strict=True) if count is None]
    assert table.level == "efter type"
    assert table.caption.endswith(" efter type")
    assert "Scamtype" in hidden
    assert len(hidden) == 2
    assert table.value("I alt") == 6 * 8 * 10 + 3


def test_a_zero_is_shown_as_a_zero():
    """Nothing is hidden for having none."""
    frame = small_month().filter(pl.col("type") != "scam")

    assert make(frame).table("types").value("Scamtype") == 0


def test_a_sum_with_a_sensitive_type_needs_the_higher_threshold():
    """7 in Kontakt would bound what is grooming below ten; 7 in Penge is shown."""
    seven = [(place, 1) for place in DEPARTMENTS[:7]]
    contact = make(small_month(("grooming", "afdeling 0", 0), *(("stranger", *row) for row in seven)))
    money = make(
        small_month(
            *((code, "afdeling 0", 0) for code in ("gambling", "overuse")), *(("scam", *row) for row in seven)
        )
    )

    assert not any(release.value == 7 for release in contact.releases())
    assert money.table("types").value("Penge") == 7


def test_few_departments_mean_no_counts():
    """Of two departments each would know the other's."""
    frame = small_month()
    protected = make(frame, reporting={MONTH: 2})

    assert [table.rows for table in protected.tables] == [()] * 4
    assert "3 afdelinger" in protected.table("types").note
    assert protected.releases() == ()


def test_a_tiny_month_says_nothing_and_why():
    """When no step is safe, the table is empty and has a note."""
    table = make(counts([(MONTH, "negative", "scam", "ung", "afdeling 1", 2)])).table("types")

    assert (table.rows, table.cells, table.level) == ((), (), "intet")
    assert table.note
    assert table.to_polars().is_empty()
    assert table.to_pandas().empty


def test_a_published_count_is_not_published_again_with_another_value():
    """A row that was erased after publication changes no total, and makes the rest of its month unsayable."""
    frame = small_month()
    before = make(frame).releases()
    later = make(frame.filter(pl.col("department") != "afdeling 0"), released=before)

    assert later.table("months").value("oktober 2026") == 6 * 8 * 11
    assert later.table("types").rows == ()


def test_what_was_hidden_stays_hidden():
    """A total that was hidden as somebody's partner is not shown a month later."""
    frame, total = small_month(), Cell.of(MONTH, "negative")
    later = protect(frame, renamed(shift(MONTH, 1)), shift(MONTH, 1), rules=RULES,
                    reporting={MONTH: 8, shift(MONTH, 1): 8}, released=[Release(total)])  # fmt: skip

    assert make(frame).table("months").value("oktober 2026") is not None
    assert later.table("months").rows == () or later.table("months").value("oktober 2026") is None


def test_a_protected_table_holds_no_raw_number():
    """Neither its attributes, nor its text, nor its pickle, nor its frames."""
    table = make(
        small_month(*(("scam", place, 1) for place in DEPARTMENTS[:3]), ("overuse", "afdeling 0", 4))
    ).table("types")
    hidden = {"Scamtype": 3, "Overusetype": 4}

    assert all(table.value(label) is None for label in hidden)
    shown = {count for row in table.cells for count in row if count is not None}
    assert not shown & set(hidden.values())
    for text in (repr(table), repr(vars(table)), table._repr_html_(), table.to_polars().write_csv()):
        assert not set(hidden.values()) & {int(n) for n in re.findall(r"(?<![\w.-])\d+(?![\w.-])", text)}
    assert pickle.loads(pickle.dumps(table)) == table
    assert pickle.dumps(table) == pickle.dumps(make_again(hidden).table("types"))


def make_again(hidden):
    """Protect the same month with other numbers behind the hidden cells."""
    return make(small_month(*(("scam", place, 1) for place in DEPARTMENTS[:4]), ("overuse", "afdeling 0", 3)))


def test_the_same_month_gives_the_same_tables():
    """Row order does not matter, and the key alone breaks ties."""
    frame = counts(month_rows(np.random.default_rng(7), MONTH, 300))

    assert make(frame) == make(frame.sample(fraction=1, shuffle=True, seed=3)) == make(frame.to_pandas())


def test_incidents_are_counted_as_they_are_in_the_register():
    """One row an incident, in the month in which it arrived."""
    frame = small_month()
    rows = frame.select(pl.exclude("count").repeat_by("count")).explode(pl.all()).rename({"month": "arrived"})

    assert make(rows) == make(frame)


@pytest.mark.parametrize(
    ("column", "value"), [("type", "unknown"), ("age_band", "unknown"), ("count", -1), ("count", None)]
)
def test_counts_that_cannot_be_added_up_are_refused(column, value):
    """The message names the column and nothing of the row."""
    frame = small_month().with_columns(
        pl.lit(value, dtype=pl.Int64 if column == "count" else pl.String).alias(column)
    )

    with pytest.raises(ValueError, match=column):
        make(frame)


def facts(code, **options):
    """Make a signal."""
    return SignalFacts(**{"type": code, "label": code, "month": MONTH, "adjusted": 0.001, "chance": 0.25,
                          "departments": 4, **options})  # fmt: skip


def test_a_signal_on_a_shown_cell_tells_its_band_and_how_wide_it_is():
    """48 in a table is said as '20 eller flere'."""
    (signal,) = make(small_month(), signals=[facts("scam")]).signals

    assert (signal.shown, signal.band, signal.places, signal.certainty) == (
        True,
        "20 eller flere",
        "flere steder",
        "set",
    )
    assert "ved et tilfælde cirka hver fjerde måned, når vi kigger på alle typer" in signal.sentence()


@pytest.mark.parametrize(
    ("departments", "places"), [(1, ""), (2, ""), (3, "flere steder"), (8, "flere steder")]
)
def test_a_signal_tells_several_places_from_fewer_and_no_more(departments, places):
    """One and two look alike: one of two could find the other."""
    (signal,) = make(small_month(), signals=[facts("scam", departments=departments)]).signals

    assert signal.places == places


@pytest.mark.parametrize("reported", [0, 1, 2])
def test_where_few_departments_reported_signals_are_silent(reported):
    """A signal would say of one or two departments what no table says."""
    shown, hidden = small_month(), small_month(("scam", "afdeling 0", 4))

    for frame in (shown, hidden):
        protected = make(frame, reporting={MONTH: reported}, signals=[facts("scam")])
        assert (protected.signals, protected.announced, protected.releases()) == ((), (), ())
    assert make(shown, reporting={MONTH: 3}, signals=[facts("scam")]).signals


def test_a_hidden_signal_says_the_same_whatever_hides_its_cell():
    """A large cell that is hidden as another's partner is not called small."""
    frame = small_month(("scam", "afdeling 0", 4))
    table = make(frame).table("types")
    hidden = {row.label for row, (count,) in zip(table.rows, table.cells, strict=True) if count is None}
    (partner,) = [code for code, label in LABELS.items() if label in hidden and code != "scam"]

    small, large = make(frame, signals=[facts("scam"), facts(partner, label="scam")]).signals

    assert (large.shown, large.sentence()) == (False, small.sentence())


def test_signals_on_hidden_cells_are_all_told_in_the_same_words():
    """Neither count, nor p-value, nor places can be read from what is said."""
    frame = small_month(("scam", "afdeling 0", 4))
    told = {
        make(frame, signals=[facts("scam", adjusted=adjusted, chance=chance, departments=departments)]).signals
        for adjusted, chance, departments in [(0.001, 0.01, 1), (0.04, 0.5, 2), (0.2, 0.9, 6)]
    }

    assert len(told) == 1
    (signal,) = told.pop()
    assert (signal.shown, signal.band, signal.places) == (False, "", "")
    assert signal.size == "mere end ventet; tallet bliver ikke vist"
    assert not re.search(r"\d", signal.sentence())


def test_a_signal_on_a_hidden_cell_is_a_floor_in_the_ledger():
    """At least one is then known to all; a shown cell needs no floor."""
    hidden = make(small_month(("scam", "afdeling 0", 4)), signals=[facts("scam")])
    shown = make(small_month(), signals=[facts("scam")])

    floor = Release(Cell.of(MONTH, "negative", type=["scam"]), floor=1, why="signal")
    assert floor in hidden.releases()
    assert not any(release.floor for release in shown.releases())


def test_a_page_with_a_signal_on_a_hidden_cell_holds():
    """The attacker hears the announcement too."""
    for seed in range(6):
        frame = counts(month_rows(np.random.default_rng(seed), MONTH, 250))
        present = sorted(set(frame.filter(pl.col("kind") == "negative")["type"]))[:4]
        protected = make(frame, signals=[facts(code, label=f"{code.capitalize()}type") for code in present])
        said = "".join(f"<p>{signal.sentence()}</p>" for signal in protected.signals)

        assert audit([page(*(render(table) for table in protected.tables), said)], thresholds=THRESHOLDS) == []


def test_what_a_signal_tells_is_counted_on_when_partners_are_chosen():
    """Two cells that share five are safe, until it is known that one of them is not zero."""
    frame = small_month(("scam", "afdeling 0", 4), ("gambling", "afdeling 1", 1))

    quiet, alarmed = make(frame), make(frame, signals=[facts("scam", label="Scamtype")])

    said = f"<p>{alarmed.signals[0].sentence()}</p>"
    assert "narrow" in {finding.kind for finding in audit([page(render(quiet.table("types")), said)])}
    assert audit([page(*(render(table) for table in alarmed.tables), said)], thresholds=THRESHOLDS) == []


def test_an_earlier_total_of_two_departments_is_hidden():
    """Either could subtract its own; the months around it are shown."""
    months = last_months(MONTH, 5)
    rows = [(month, "negative", "scam", "ung", place, 20) for month in months for place in DEPARTMENTS[:4]]
    rows = [row for row in rows if row[0] != months[1] or row[4] in DEPARTMENTS[:2]]

    series = make(counts(rows), reporting=dict.fromkeys(months, 8)).table("months")

    assert [count for (count,) in series.cells] == [80, None, 80, 80, 80]
    assert "8 af månederne" in series.note
