"""Whole histories of pages: each way of publishing that gives something away does so here, and `protect` does not."""

from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.attacker import EXACT, NARROW, Truth, attack
from benchmarks.histories import SCHEMA, History, every_cell, publish, shipped_codes
from benchmarks.invented import example, generated
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.protect import protect
from klubtrends.disclosure.signals import SignalFacts
from klubtrends.disclosure.specs import ALL, Level, MonthsSpec, Rules, Step, TableSpec
from klubtrends.periods import quarter_of

QUARTER = quarter_of("2026-09")
TYPES = tuple(f"type_{number:02}" for number in range(12))
AGES = ("younger", "older")
PLACES = tuple(f"d{number}" for number in range(6))
TYPE = Level("type", "type", {code: code.capitalize() for code in TYPES})
HALF = Level("del", "type", {code: "Første" if code < "type_06" else "Anden" for code in TYPES})
AGE = Level("alder", "age_band", {code: code.capitalize() for code in AGES})
RULES = Rules(5, 10, frozenset({"type_11"}), b"another key, as long as it must be"[:32])
EVERYTHING = Step("samlet", ALL)
REPORTING = dict.fromkeys(("2026-06", *QUARTER), len(PLACES))


def by_type(*months):
    """Declare a table by type, of a month or several."""
    return TableSpec("types" + "_" * len(months), "Efter type", "negative", months,
                     (Step("type", TYPE), Step("del", HALF), EVERYTHING))  # fmt: skip


def by_age(*months):
    """Declare a table by half of the types and age."""
    steps = (Step("del og alder", HALF, AGE), Step("alder", ALL, AGE), EVERYTHING)
    return TableSpec("ages" + "_" * len(months), "Efter alder", "negative", months, steps)


def counts(*lines):
    """Make counts of (month, type, age, place, count)."""
    return pl.DataFrame([(line[0], "negative", *line[1:]) for line in lines], schema=SCHEMA, orient="row")


def plenty(month, *, but=(), each=3):
    """Count so many of everything in every place, but for some types."""
    return [
        (month, code, age, place, each) for code in TYPES if code not in but for age in AGES for place in PLACES
    ]


def few(month, code, *numbers):
    """Count few of a type, each number in a place of its own."""
    return [(month, code, AGES[at % 2], PLACES[at], number) for at, number in enumerate(numbers)]


def limit(cell):
    """Give a cell's threshold."""
    types = dict(cell.parts).get("type", TYPES)
    return 10 if "type_11" in types else 5


def learnt(frame, released, specs, *, months=QUARTER):
    """Let the attacker at releases."""
    columns = ["department", "month", "type", "age_band", "count"]
    truth = Truth.of(frame.select(columns).iter_rows(), months, {"type": TYPES, "age_band": AGES})
    return attack(truth, released, every_cell(specs, "negative", months), limit).findings


def made(frame, specs, month, released=(), **options):
    """Protect a month's tables."""
    return protect(
        frame, specs, month, rules=RULES, reporting=REPORTING, released=released, **options
    ).releases()


def by_hand(frame, *specs):
    """Publish as one does without thinking: hide what is small, show the rest."""
    released = []
    for spec in specs:
        cells = [cell for cell in every_cell([replace(spec, steps=spec.steps[:1])], "negative", spec.months)
                 if cell.months == spec.months]  # fmt: skip
        for cell in cells:
            value = count(frame, cell)
            released.append(Release(cell, None if 0 < value < limit(cell) else value))
    return released


def told(released):
    """List cells with the values that were told of them."""
    return [(row.cell, row.value) for row in released if row.value is not None]


def count(frame, cell):
    """Add a cell up."""
    rows = frame.filter(pl.col("month").is_in(cell.months))
    for dimension, codes in cell.parts:
        rows = rows.filter(pl.col(dimension).is_in(codes))
    return int(rows["count"].sum())


def kinds(findings):
    """Name what was found."""
    return {finding.kind for finding in findings}


def test_a_total_less_what_is_visible_gives_the_one_hidden_count_away():
    """Hidden by hand it is exact; protected it has a partner."""
    frame, specs = (
        counts(*plenty(QUARTER[0], but=["type_00"]), *few(QUARTER[0], "type_00", 1, 1, 1)),
        [by_type(QUARTER[0])],
    )

    assert EXACT in kinds(learnt(frame, by_hand(frame, *specs), specs))
    released = made(frame, specs, QUARTER[0])
    assert any(row.hides for row in released)
    assert learnt(frame, released, specs) == []


def test_two_hidden_counts_of_two_each_give_each_other_away():
    """Of a pair that adds up to four neither can be five: safe from subtraction, not from thought."""
    lines = [
        *plenty(QUARTER[0], but=["type_00", "type_01"]),
        *few(QUARTER[0], "type_00", 1, 1),
        *few(QUARTER[0], "type_01", 1, 1),
    ]
    frame, specs = counts(*lines), [by_type(QUARTER[0])]

    assert kinds(learnt(frame, by_hand(frame, *specs), specs)) == {NARROW}
    assert learnt(frame, made(frame, specs, QUARTER[0]), specs) == []


def test_the_same_count_in_another_table_gives_a_hidden_one_away():
    """By type it has a partner; a second table, safe alone, names the partner's sum."""
    lines = [*plenty(QUARTER[0], but=["type_00"]), *few(QUARTER[0], "type_00", 2, 1)]
    frame, types = counts(*lines), by_type(QUARTER[0])
    pairs = {code: "Par" if code in {"type_00", "type_01"} else code for code in TYPES}
    other = TableSpec(
        "pairs", "Efter par", "negative", QUARTER[:1], (Step("par", Level("par", "type", pairs)), EVERYTHING)
    )
    single = made(frame, [types], QUARTER[0])
    partner = next(row.cell for row in single if row.hides and row.cell.codes("type") != ("type_00",))
    apart = {code: "Resten" if code == partner.codes("type")[0] else "Andre" for code in TYPES}
    other = replace(other, steps=(Step("par", Level("par", "type", apart)), EVERYTHING))

    assert EXACT in kinds(learnt(frame, [*single, *made(frame, [other], QUARTER[0])], [types, other]))
    assert learnt(frame, made(frame, [types, other], QUARTER[0]), [types, other]) == []


def test_a_quarters_sum_less_its_months_gives_a_hidden_month_away():
    """Each page is safe alone. With what was told before it, the quarter's page is as well."""
    lines = [line for month in QUARTER for line in plenty(month, but=["type_00"])]
    lines += [
        *few(QUARTER[0], "type_00", 2, 1),
        *few(QUARTER[1], "type_00", 9, 9),
        *few(QUARTER[2], "type_00", 9, 9),
    ]
    frame, specs = counts(*lines), [by_type(*QUARTER), *(by_type(month) for month in QUARTER)]
    pages = [
        (month, [by_type(month), *([by_type(*QUARTER)] if month == QUARTER[-1] else [])]) for month in QUARTER
    ]
    unlinked = [row for month, asked in pages for row in made(frame, asked, month)]
    linked = []
    for month, asked in pages:
        linked += made(frame, asked, month, tuple(linked))

    assert EXACT in kinds(learnt(frame, unlinked, specs))
    assert learnt(frame, linked, specs) == []
    assert any(row.value is not None and len(row.cell.months) == 3 for row in linked)


def test_the_difference_of_two_safe_tables_gives_an_increment_away():
    """Two months together and then three: what came in the third month is read off, unless the two are one system."""
    lines = [line for month in QUARTER for line in plenty(month, but=["type_03"])]
    lines += [
        *few(QUARTER[0], "type_03", 9, 1, 1),
        *few(QUARTER[1], "type_03", 9, 2),
        *few(QUARTER[2], "type_03", 1, 1),
    ]
    frame, until_august, until_september = counts(*lines), by_type(*QUARTER[:2]), by_type(*QUARTER)
    first = made(frame, [until_august], QUARTER[1])
    specs = [until_august, until_september, by_type(QUARTER[2])]

    assert learnt(frame, first, specs) == []
    assert NARROW in kinds(learnt(frame, [*first, *made(frame, [until_september], QUARTER[2])], specs))
    assert learnt(frame, [*first, *made(frame, [until_september], QUARTER[2], first)], specs) == []


def test_a_late_row_in_its_own_month_gives_itself_away():
    """A page that is made again after a row came in differs by that row. What was told is told again instead."""
    lines = [*plenty(QUARTER[0]), *plenty(QUARTER[1])]
    before, after = counts(*lines), counts(*lines, (QUARTER[0], "type_05", "older", "d2", 1))
    first = made(before, [by_type(QUARTER[0])], QUARTER[0])
    naive = made(after, [by_type(QUARTER[0])], QUARTER[0])
    again = made(after, [by_type(QUARTER[0])], QUARTER[0], first)

    total = Cell.of(QUARTER[0], "negative")
    assert dict(told(naive))[total] - dict(told(first))[total] == 1
    assert set(told(again)) <= set(told(first))


def test_a_row_erased_after_its_month_was_told_takes_the_quarters_tables_and_no_others():
    """Their sums would contradict what is out; the month on the desk is not concerned."""
    lines = [line for month in QUARTER for line in plenty(month)]
    frame, released = counts(*lines), []
    for month in QUARTER[:2]:
        released += made(frame, [by_type(month)], month, tuple(released))
    erased = counts(*lines[1:])
    asked = [by_type(QUARTER[2]), by_type(*QUARTER)]

    page = protect(erased, asked, QUARTER[2], rules=RULES, reporting=REPORTING, released=released)

    assert page.table(asked[1].name).rows == ()
    assert page.table(asked[0].name).rows != ()
    assert learnt(frame, [*released, *page.releases()], asked) == []


def test_an_announced_floor_narrows_a_pair_that_was_safe_without_it():
    """Three and two could be five and none, until it is said that there is one of the other."""
    lines = [
        *plenty(QUARTER[0], but=["type_00", "type_01"]),
        *few(QUARTER[0], "type_00", 1, 1, 1),
        *few(QUARTER[0], "type_01", 1, 1),
    ]
    frame, specs = counts(*lines), [by_type(QUARTER[0])]
    said = Release(Cell.of(QUARTER[0], "negative", type=["type_01"]), floor=1, why="citat")
    quiet = [Release(row.cell, None if row.cell.codes("type") in {("type_00",), ("type_01",)} else row.value)
             for row in by_hand(frame, *specs)]  # fmt: skip
    released = made(frame, specs, QUARTER[0], exceptions=[said])

    assert kinds(learnt(frame, quiet, specs)) == set()
    assert NARROW in kinds(learnt(frame, [*quiet, said], specs))
    assert said in released
    assert learnt(frame, released, specs) == []


def test_an_earlier_total_is_not_told_beside_its_quarters_sum():
    """By its threshold alone August's could be: the quarter less July and August is September, which is small."""
    lines = [*plenty(QUARTER[0]), *few(QUARTER[1], "type_00", 9, 9, 9), *few(QUARTER[2], "type_02", 2, 2, 2)]
    frame, series = counts(*lines), [MonthsSpec("months", "Pr. måned", "negative", 4)]
    july, quarter = Cell.of(QUARTER[0], "negative"), Cell.of(QUARTER, "negative")
    before = [Release(july, count(frame, july)), Release(quarter, count(frame, quarter))]
    august = Release(Cell.of(QUARTER[1], "negative"), 27)
    later = pl.concat([frame, counts(*plenty("2026-10"))])

    page = protect(later, series, "2026-10", rules=RULES, reporting=REPORTING | {"2026-10": 6}, released=before)

    specs = [by_type(QUARTER[0])]
    assert learnt(frame, before, specs) == []
    assert NARROW in kinds(learnt(frame, [*before, august], specs))
    assert august not in page.releases()
    assert "1 af månederne er udeladt" not in page.table("months").note


def test_an_earlier_total_is_not_told_beside_what_was_announced_of_it():
    """Eleven in all may be told; eleven of which two are known leave nine, and none of the others can be ten."""
    lines = [*few(QUARTER[0], "type_00", 3, 2, 2), *few(QUARTER[0], "type_11", 2, 1, 1), *plenty(QUARTER[1])]
    frame = counts(*lines)
    said = Release(Cell.of(QUARTER[0], "negative", type=["type_00"]), floor=2, why="citat")
    total = Release(Cell.of(QUARTER[0], "negative"), 11)
    specs = [by_type(QUARTER[1]), MonthsSpec("months", "Pr. måned", "negative", 2)]

    released = made(frame, specs, QUARTER[1], [said])

    assert kinds(learnt(frame, [said, total], [by_type(QUARTER[0])], months=QUARTER[:2])) == {NARROW}
    assert total not in released
    assert learnt(frame, [said, *released], [by_type(QUARTER[0])], months=QUARTER[:2]) == []


def test_a_network_without_a_single_episode_of_a_kind_gets_its_page():
    """Under every key, those included that hide a total of none for cover."""
    kinds_of_good = Level("slags", "type", {f"good_{number}": f"God {number}" for number in range(6)})
    good = TableSpec("good", "Gode", "positive", QUARTER[:1], (Step("slags", kinds_of_good), EVERYTHING))
    announced = Release(Cell.of(QUARTER[0], "negative", age_band=["older"]), floor=1, why="citat")

    for number in range(24):
        rules = replace(RULES, key=bytes([number]) * 32)
        page = protect(counts(*plenty(QUARTER[0])), [by_age(QUARTER[0]), good], QUARTER[0], rules=rules,
                       reporting=REPORTING, exceptions=[announced])  # fmt: skip
        assert all(row.value in {0, None} for row in page.table("good").releases())


def test_a_month_of_which_too_few_reported_says_nothing_and_closes_its_quarter():
    """Of two departments each would know the other's, in the month and in what the quarter has more than the others."""
    lines = [line for month in QUARTER for line in plenty(month)]
    page = protect(counts(*lines), [by_type(QUARTER[2]), by_type(*QUARTER)], QUARTER[2], rules=RULES,
                   reporting=REPORTING | {QUARTER[1]: 2})  # fmt: skip

    assert [table.rows != () for table in page.tables] == [True, False]


def test_a_line_with_a_single_incident_names_its_age_unless_it_is_hidden_in_both_tables():
    """One of a type, shown by age in another table: a hundred per cent of one."""
    lines = [*plenty(QUARTER[0], but=["type_00"]), *few(QUARTER[0], "type_00", 1)]
    frame = counts(*lines)
    ages = TableSpec(
        "by_age", "Efter type og alder", "negative", QUARTER[:1], (Step("begge", TYPE, AGE), EVERYTHING)
    )

    assert {EXACT, NARROW} <= kinds(learnt(frame, by_hand(frame, by_type(QUARTER[0]), ages), [ages]))
    released = made(frame, [by_type(QUARTER[0]), ages], QUARTER[0])
    assert learnt(frame, released, [by_type(QUARTER[0]), ages]) == []


def test_a_table_in_three_dimensions_is_protected_as_the_tables_that_it_is_made_of():
    """Type by age, type by platform and age by platform share their margins: hidden by hand, they solve each other."""
    platforms = ("game", "video", "chat")
    rng, month = np.random.default_rng(5), QUARTER[0]
    lines = [(month, "negative", code, age, platform, place, int(number))
             for code in TYPES[:11] for age in AGES for platform in platforms if (code, age) != ("type_02", "older")
             for place, number in zip(PLACES, rng.poisson(2.5, len(PLACES)), strict=True)]  # fmt: skip
    lines += [(month, "negative", "type_02", "older", "chat", place, 1) for place in PLACES[:3]]
    schema = [*list(SCHEMA)[:4], "platform", *list(SCHEMA)[4:]]
    frame = pl.DataFrame(lines, schema=schema, orient="row")
    one = Level("type", "type", {code: code.capitalize() for code in TYPES[:11]})
    where = Level("platform", "platform", {code: code.capitalize() for code in platforms})
    specs = [TableSpec(name, name, "negative", (month,), (Step("begge", *two), Step("samlet", ALL)))
             for name, two in (("ta", (one, AGE)), ("tp", (one, where)), ("ap", (AGE, where)))]  # fmt: skip
    rules = replace(RULES, threshold=12, sensitive_threshold=12, key=bytes([3]) * 32)  # passes no step over
    rows = frame.select("department", "month", "type", "age_band", "platform", "count").iter_rows()
    truth = Truth.of(rows, [month], {"type": TYPES[:11], "age_band": AGES, "platform": platforms})
    cells = every_cell(specs, "negative", [month])
    hand = [Release(cell, None if 0 < (value := count(frame, cell)) < 12 else value) for cell in cells]

    page = protect(frame, specs, month, rules=rules, reporting=REPORTING)

    assert {EXACT} <= kinds(attack(truth, hand, cells, lambda cell: 12).findings)
    assert attack(truth, page.releases(), cells, lambda cell: 12).findings == []
    assert {table.level for table in page.tables} == {"begge"}
    assert any(row.hides for row in page.releases())


def test_a_signal_is_silent_where_too_much_was_told_already():
    """Ten in all are out; with a signal on one of them no other type can be ten any more."""
    frame = counts(*few(QUARTER[0], "type_00", 3, 3, 2), *few(QUARTER[0], "type_11", 1, 1))
    total = Release(Cell.of(QUARTER[0], "negative"), 10)
    fact = SignalFacts("type_00", "Type", QUARTER[0], adjusted=0.01, chance=0.2, departments=3)
    specs = [by_type(QUARTER[0])]

    assert learnt(frame, [total], specs, months=QUARTER[:1]) == []
    assert (
        learnt(
            frame, [total, *made(frame, specs, QUARTER[0], [total], signals=[fact])], specs, months=QUARTER[:1]
        )
        == []
    )


def test_a_small_count_of_a_step_that_was_not_reached_is_in_doubt_too():
    """By wide area and three ages the table is shown; by area and two ages, nine in one cell cannot be none."""
    assert publish(generated(162)).attacked().findings == []


@settings(max_examples=14, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_nothing_can_be_learnt_from_a_generated_history(number):
    """Late rows, months in any order, quarters, signals, quoted episodes, few reports, higher thresholds."""
    published = publish(generated(number, longest=3, most=120))

    assert published.attacked().findings == []
    assert max(table.hidden_share for page in published.pages for table in page.tables) <= 0.25


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_a_generated_history_is_what_it_says(number):
    """The same number gives the same one; what is announced is true; late rows are copies of rows."""
    history = generated(number)
    months = {line[0] for line in history.lines}

    assert history == generated(number)
    assert 1 <= len(history.order) <= 6
    assert months <= set(history.order)
    for row in (row for rows in history.exceptions.values() for row in rows):
        frame = pl.DataFrame(history.lines, schema=SCHEMA, orient="row").filter(pl.col("kind") == row.cell.kind)
        assert 1 <= row.floor <= count(frame, row.cell)


def test_a_late_line_counts_in_a_month_that_is_still_open():
    """In its own if nothing of that is out, else in the one on the desk."""
    codes = shipped_codes()
    lines = tuple((month, "negative", kind.code, "ung", f"d{place}", 1)
                  for month in QUARTER for kind in codes.types for place in range(8))  # fmt: skip
    late = (QUARTER[0], "negative", "bullying", "ung", "d9", 1)
    rules = Rules(5, 10, codes.sensitive, b"k" * 32)
    history = History(lines, QUARTER, rules, dict.fromkeys(QUARTER, 18), ((0, late), (2, late)))

    added = publish(history).lines[len(lines) :]

    assert [line[0] for line in added] == [QUARTER[0], QUARTER[2]]


def test_the_example_as_a_history_is_the_example():
    """As many cases a month as its diary has, its departments' reports, and its planted outbreak as a signal."""
    history = example(1, months=12)

    assert len(history.order) == 12
    assert "image_sharing" in {fact.type for fact in history.signals[history.order[-1]]}
    assert all(3 <= history.reporting[month] <= 18 for month in history.order)
