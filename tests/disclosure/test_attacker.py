"""The benchmarks' attacker finds what trying every table finds, and the protector gives neither of them anything."""

import ast
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from brute_force import every_table, learnt
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import attacker, possible
from benchmarks.attacker import Truth, attack
from benchmarks.histories import SCHEMA, every_cell
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.protect import protect
from klubtrends.disclosure.specs import ALL, Level, MonthsSpec, Rules, Step, TableSpec

MONTHS = ("2026-08", "2026-09")  # a block of two months is as good as a quarter, and soon tried
TYPES, AGES, PLACES = ("mild", "strict"), ("young", "old"), ("d0", "d1", "d2")
TYPE = Level("slags", "type", {"mild": "Mild", "strict": "Streng"})
AGE = Level("alder", "age_band", {"young": "Yngre", "old": "Ældre"})
FEW, MANY = 7, 11  # incidents a month in the tables tried, at least three more than there are
SPLITS = [Cell.of((), "negative").parts, *(Cell.of((), "negative", type=[code]).parts for code in TYPES),
          *(Cell.of((), "negative", age_band=[code]).parts for code in AGES),
          *(Cell.of((), "negative", type=[code], age_band=[age]).parts for code in TYPES for age in AGES)]  # fmt: skip


def specs(months):
    """Declare what a page counts in one month or a quarter."""
    name = "_quarter" * (len(months) > 1)
    both, everything = Step("begge", TYPE, AGE), Step("samlet", ALL)
    return (
        TableSpec(f"types{name}", "Efter slags", "negative", months, (Step("slags", TYPE), everything)),
        TableSpec(
            f"ages{name}", "Efter alder", "negative", months, (both, Step("alder", ALL, AGE), everything)
        ),
    )


def truth_of(lines, months):
    """Count lines of (month, type, age, place)."""
    rows = [(place, month, code, age, 1) for month, code, age, place in lines]
    return Truth.of(rows, months, {"type": TYPES, "age_band": AGES})


def limit(cell):
    """Give the thresholds: 3 where the strict type may count, else 2."""
    return 2 if dict(cell.parts).get("type") == ("mild",) else 3


def a_line(months):
    """Draw one incident."""
    return st.tuples(*map(st.sampled_from, (months, TYPES, AGES, PLACES)))


def test_the_twin_tries_every_table():
    """1 + 3 + 6 + 10 tables of three counts that add up to at most three."""
    tables = every_table(3, 3)

    assert len({tuple(table) for table in tables.tolist()}) == len(tables) == 20
    assert tables.sum(axis=1).max() == 3


def test_the_attacker_shares_no_code_with_the_program():
    """What judges the protector is not made of it."""
    for module in (attacker, possible):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        assert not any(name.startswith("klubtrends") for name in names)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(a_line(MONTHS), min_size=1, max_size=4), st.data())
def test_the_attacker_finds_what_trying_every_table_finds(lines, data):
    """No more and no less, whatever cells of months and of blocks of months are told, hidden or announced."""
    truth = truth_of(lines, MONTHS)
    cells = every_cell(specs(MONTHS), "negative", MONTHS) + [
        Cell(MONTHS, "negative", parts) for parts in SPLITS
    ]
    told = []
    for cell in data.draw(st.lists(st.sampled_from(cells), unique=True, max_size=9)):
        count = int(truth.own.sum(axis=0).ravel() @ truth.mask(cell))
        floor = data.draw(st.integers(1, count)) if count else 0
        choices = [Release(cell, count), Release(cell), *([Release(cell, floor=floor)] if floor else [])]
        told.append(data.draw(st.sampled_from(choices)))

    report = attack(truth, told, cells, limit)

    found = {(one.kind, Cell(one.months, "negative", one.parts), one.department) for one in report.findings}
    shown = {row.cell for row in told if row.value is not None}
    twin = learnt(truth, told, cells, limit, FEW)
    assert found == {one for one in twin if one[0] != "narrow" or not adds_up(one[1], shown, truth)}


def adds_up(cell, shown, truth):
    """Tell whether shown cells inside a cell, the smallest, are its parts; one that is shown itself does not."""
    inside = [truth.mask(one) for one in shown if (truth.mask(one) <= truth.mask(cell)).all()]
    smallest = {
        tuple(one)
        for one in inside
        if not any((other <= one).all() and (other < one).any() for other in inside)
    }
    whole = np.array(list(smallest), dtype=int).sum(axis=0) if smallest else 0
    return cell not in shown and np.array_equal(whole, truth.mask(cell).astype(int))


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.booleans())
def test_nobody_who_tries_every_table_learns_from_a_quarter_and_its_months(seed, backwards):
    """Thresholds of two and three, a page for each month in any order: nothing is found."""
    rng = np.random.default_rng(seed)
    rates, lines = rng.dirichlet(np.full(4, rng.choice([0.5, 3]))), []
    for month in MONTHS:
        for at in rng.choice(4, min(8, rng.poisson(7)), p=rates):
            lines.append((month, TYPES[at // 2], AGES[at % 2], PLACES[rng.integers(3)]))
    frame = pl.DataFrame([(*line[:1], "negative", *line[1:], 1) for line in lines], schema=SCHEMA, orient="row")
    rules, released = Rules(2, 3, frozenset({"strict"}), rng.bytes(32)), ()
    for month in reversed(MONTHS) if backwards else MONTHS:
        asked = (
            *specs((month,)),
            *(specs(MONTHS) if month == MONTHS[-1] else ()),
            MonthsSpec("m", "", "negative", 2),
        )
        page = protect(frame, asked, month, rules=rules, reporting=dict.fromkeys(MONTHS, 3), released=released)
        released = tuple(dict.fromkeys((*released, *page.releases())))
    truth, cells = truth_of(lines, MONTHS), every_cell(specs(MONTHS), "negative", MONTHS)

    assert learnt(truth, released, cells, limit, MANY) == set()
    assert attack(truth, released, cells, limit).findings == []


def test_something_untrue_is_no_basis_for_an_attack():
    """A released number that the counts contradict is a mistake in the test, not a safe page."""
    truth = truth_of([(MONTHS[0], "mild", "young", "d0")], MONTHS[:1])

    with pytest.raises(ValueError, match="not true"):
        attack(truth, [Release(Cell.of(MONTHS[0], "negative"), 2)], [], limit)
