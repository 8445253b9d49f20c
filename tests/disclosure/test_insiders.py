"""What a department knows that knows its own rows, and what somebody infers who knows the program but not the key."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from benchmarks.attacker import INSIDER, Truth, attack
from benchmarks.cover import TOTAL, TWO_LINES, coarse, keys, published, withheld
from benchmarks.histories import SCHEMA, every_cell
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.protect import protect
from klubtrends.disclosure.specs import ALL, Level, Rules, Step, TableSpec
from klubtrends.disclosure.system import COVER

MONTH = "2026-10"
TYPES = tuple(f"type_{number:02}" for number in range(20))
TYPE = Level("type", "type", {code: code.capitalize() for code in TYPES})
SPEC = TableSpec("types", "Efter type", "negative", (MONTH,), (Step("type", TYPE), Step("samlet", ALL)))
PLACES = tuple(f"d{number}" for number in range(6))
RULES = Rules(5, 5, frozenset(), b"k" * 32)
KEYS = 64


def counts(*lines):
    """Make counts of (type, place, count), with plenty of every type that is not named."""
    named = {line[0] for line in lines}
    rest = [(code, place, 6) for code in TYPES if code not in named for place in PLACES]
    rows = [(MONTH, "negative", code, "ung", place, number) for code, place, number in [*rest, *lines]]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def told(frame, hidden):
    """Tell every cell of the table but some."""
    released = []
    for cell in every_cell([SPEC], "negative", [MONTH]):
        codes = cell.codes("type") or TYPES
        value = int(frame.filter(pl.col("type").is_in(codes))["count"].sum())
        released.append(Release(cell, None if cell.codes("type") in hidden else value))
    return released


def learnt(frame, released):
    """Name who learns something, and of what: INSIDER with a department's place, or what anybody learns."""
    rows = frame.select("department", "month", "type", "count").iter_rows()
    truth = Truth.of(rows, [MONTH], {"type": TYPES})
    findings = attack(truth, released, every_cell([SPEC], "negative", [MONTH]), lambda cell: 5).findings
    return {(one.kind, one.department, dict(one.parts)["type"]) for one in findings}


def made(frame):
    """Protect the month."""
    return protect(frame, [SPEC], MONTH, rules=RULES, reporting={MONTH: len(PLACES)}).releases()


def test_whoever_has_all_of_two_hidden_counts_knows_both():
    """To anybody else the pair is in doubt; its own department needs a partner of others'."""
    frame = counts(("type_00", "d0", 4), ("type_01", "d0", 7))

    careless, released = learnt(frame, told(frame, {("type_00",), ("type_01",)})), made(frame)

    assert careless == {(INSIDER, 0, ("type_00",)), (INSIDER, 0, ("type_01",))}
    assert Release(Cell.of(MONTH, "negative", type=["type_00"])) in released
    assert learnt(frame, released) == set()


def test_of_two_departments_neither_is_told_the_sum():
    """Seven in two departments: shown, each subtracts its own and holds the other's."""
    frame = counts(("type_00", "d0", 3), ("type_00", "d1", 4))
    cell = Cell.of(MONTH, "negative", type=["type_00"])

    assert Release(cell, 7) in told(frame, set())
    assert Release(cell) in made(frame)


def test_no_department_learns_a_hidden_count_from_a_generated_month():
    """Whatever is rare, and whoever has it; the same months give departments something when hidden by hand."""
    careless = careful = hidden = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        rates, places = rng.dirichlet(np.full(len(TYPES), 2.0)), rng.dirichlet(np.full(len(PLACES), 0.5))
        drawn = [(code, place, int(rng.poisson(500 * rate * share)))
                 for code, rate in zip(TYPES, rates, strict=True)
                 for place, share in zip(PLACES, places, strict=True)]  # fmt: skip
        frame = counts(*drawn)
        sums = {code: sum(number for other, _, number in drawn if other == code) for code in TYPES}
        small = {(code,) for code, number in sums.items() if 0 < number < 5}
        careless += any(kind == INSIDER for kind, _, _ in learnt(frame, told(frame, small)))
        released = made(frame)
        hidden += any(row.hides for row in released)
        careful += bool(learnt(frame, released))

    assert careless >= 4
    assert hidden >= 3
    assert careful == 0


@pytest.mark.parametrize("lines", [(30, 30), (60, 0), (54, 6), (57, 3)], ids=str)
def test_a_table_of_two_lines_may_be_coarse_whatever_it_holds(lines):
    """So a coarse one does not say that a line is small: 57 and 3 always are, the others one time in eight."""
    share = coarse(*lines, number=KEYS)

    assert share == 1 if lines == (57, 3) else 0 < share < 3 * COVER


def test_a_coarse_table_tells_the_same_whatever_its_lines_hold():
    """Not a release, a note or a level differs between sixty in halves and fifty-seven and three."""
    covered = [key for key in keys(KEYS) if published(TWO_LINES, 30, 30, key).table("two").level != "delt"]

    assert covered
    for key in covered:
        assert published(TWO_LINES, 30, 30, key) == published(TWO_LINES, 57, 3, key)


def test_a_total_that_is_not_shown_may_be_none_few_or_enough():
    """From 1 to 4 it never is; none, and five to seven, are left out under some keys; more is always shown."""
    shares = {total: withheld(total, number=KEYS) for total in range(12)}

    assert [total for total, share in shares.items() if share == 1] == [1, 2, 3, 4]
    assert [total for total, share in shares.items() if share == 0] == [8, 9, 10, 11]
    assert all(0 < shares[total] < 3 * COVER for total in (0, 5, 6, 7))


def test_a_total_that_is_not_shown_looks_the_same_whatever_it_is():
    """None, three and six differ in nothing that is published."""
    hidden = [key for key in keys(KEYS) if not published(TOTAL, 6, 0, key).table("total").rows]

    assert hidden
    for key in hidden:
        pages = [published(TOTAL, total, 0, key) for total in (0, 3, 6)]
        assert all(one == other for one, other in pairwise(pages))


def test_what_is_left_out_is_left_out_every_time():
    """A draw that was made anew could be worn down by asking again."""
    for key in keys(8):
        assert published(TWO_LINES, 30, 30, key) == published(TWO_LINES, 30, 30, key)
