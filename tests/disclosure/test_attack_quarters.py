"""A quarter is the sum of its months: what neither tells alone, the two may tell together."""

import itertools
import time

import pytest
from minimal_page import page, table

from klubtrends import danish
from klubtrends.disclosure.attack import audit
from klubtrends.disclosure.attack.outsider import System
from klubtrends.disclosure.attack.solving import Thresholds, learn

MONTHS = ("oktober 2026", "november 2026", "december 2026")
QUARTER = "4. kvartal 2026"


def by_type(period: str, *rows: tuple[str, int | None], total: int | None = 60) -> bytes:
    """Write a page with one table of types."""
    return page(table(f"Hændelser i {period} efter type", ["I alt"], rows, [("I alt", total)]))


def kinds(*pages: bytes, **options) -> set[str]:
    """Name what was found."""
    return {finding.kind for finding in audit(pages, **options)}


def months(*mobbed: int | None) -> list[bytes]:
    """Write the three months' pages; two types always hide with room between them."""
    return [
        by_type(month, ("Mobning", count), ("Trusler", None), ("Svindel", None), total=80)
        for month, count in zip(MONTHS, mobbed, strict=True)
    ]


def test_a_quarter_minus_two_months_gives_the_third():
    """Differencing: 40 in the quarter, 20 and 17 in two of its months."""
    out = months(20, 17, None)
    quarter = by_type(QUARTER, ("Mobning", 40), ("Trusler", 100), ("Svindel", 100), total=240)

    assert kinds(*out) == set()
    assert kinds(quarter) == set()
    assert kinds(*out, quarter) == {"exact"}


def test_a_quarter_that_shares_too_little_between_its_months_narrows_them():
    """Two hidden months share 4: neither can reach five."""
    quarter = by_type(QUARTER, ("Mobning", 24), ("Trusler", 100), ("Svindel", 116), total=240)

    assert kinds(*months(20, None, None), quarter) == {"narrow"}


def test_a_quarter_with_room_for_its_hidden_months_is_safe():
    """Two hidden months share 20."""
    quarter = by_type(QUARTER, ("Mobning", 40), ("Trusler", 100), ("Svindel", 100), total=240)

    assert kinds(*months(20, None, None), quarter) == set()


def test_a_hidden_quarter_is_the_sum_of_shown_months():
    """Nothing is hidden where all its months stand."""
    quarter = by_type(QUARTER, ("Mobning", None), ("Trusler", None), ("Svindel", 100), total=240)

    assert kinds(*months(20, 17, 9), quarter) == {"exact"}


def test_a_month_on_no_page_leaves_its_quarter_open():
    """Of the third month nothing is known: the quarter only bounds it."""
    quarter = by_type(QUARTER, ("Mobning", None), ("Trusler", None), ("Svindel", 100), total=240)
    two = months(20, 17, 9)[:2]

    assert kinds(*two, quarter) == set()


def test_a_months_cell_that_stands_nowhere_can_follow_from_the_quarter():
    """December is shown coarsely; the quarter and two months tell its 3 all the same."""
    grouped = [page(table(f"Hændelser i {month} efter type", ["I alt"], [("Adfærd*", 30), ("Mobning", count),
                                                                         ("Trusler", 30 - count)], [("I alt", 30)]))
               for month, count in zip(MONTHS[:2], (20, 17), strict=True)]  # fmt: skip
    coarse = page(table(f"Hændelser i {MONTHS[2]} efter område", ["I alt"], [("Adfærd", 30)], [("I alt", 30)]))
    quarter, roomy = (
        page(table(f"Hændelser i {QUARTER} efter type", ["I alt"],
                   [("Adfærd*", 90), ("Mobning", count), ("Trusler", 90 - count)], [("I alt", 90)]))
        for count in (40, 47))  # fmt: skip

    assert kinds(*grouped, coarse) == set()
    assert kinds(*grouped, coarse, quarter) == {"exact"}
    assert kinds(*grouped, coarse, roomy) == set()


def test_what_adds_up_in_a_quarter_adds_up_in_its_months():
    """November's 6 in all bound its type, and December's 30 leave at least 2 of the quarter's for it."""
    rows = [("Adfærd*", 40), ("Mobning", 20), ("Trusler", 20)]
    october = page(table(f"Hændelser i {MONTHS[0]} efter type", ["I alt"], rows, [("I alt", 40)]))
    coarse = [page(table(f"Hændelser i {month} efter område", ["I alt"], [("Adfærd", count)], [("I alt", count)]))
              for month, count in zip(MONTHS[1:], (6, 30), strict=True)]  # fmt: skip
    rows = [("Adfærd*", 76), ("Mobning", 52), ("Trusler", 24)]
    quarter = page(table(f"Hændelser i {QUARTER} efter type", ["I alt"], rows, [("I alt", 76)]))

    assert kinds(october, *coarse, quarter) == set()
    assert kinds(october, *coarse, quarter, thresholds={"Mobning": 10}) == {"narrow"}


def test_whole_numbers_are_solved_for_where_fractions_are_not_enough():
    """Three cells of which any two are at most 9 are at most 13 together, and not 13.5."""
    cells = {
        name: ("oktober 2026", frozenset([name])) for name in ("x", "y", "z", "p", "q", "r", "a", "b", "c", "w")
    }
    system = System("hændelser")
    for whole, parts in (("a", "xyp"), ("b", "yzq"), ("c", "xzr"), ("w", "xyz")):
        system.add(cells[whole], [cells[part] for part in parts])
    for name in cells:
        system.see(cells[name], 9 if name in "abc" else None, "side 1")

    assert {learnt.how for learnt in learn(system, Thresholds(5, {"w": 13}))} == set()
    assert {learnt.how for learnt in learn(system, Thresholds(5, {"w": 14}))} == {"not_large"}


def test_the_series_of_months_gives_a_quarter_its_total():
    """Two of three totals stand in the series, the quarter's on its page."""
    series = page(
        table("Hændelser pr. måned", ["I alt"], [(MONTHS[0], 30), (MONTHS[1], 40), (MONTHS[2], None)])
    )
    quarter = page(table(f"Hændelser i {QUARTER} efter type", ["I alt"], [("Mobning", 40), ("Svindel", 33)],
                         [("I alt", 73)]))  # fmt: skip

    assert kinds(series) == set()
    assert "exact" in kinds(series, quarter)


def test_a_quarter_that_its_months_exceed_is_a_contradiction():
    """Counts are whole numbers from 0."""
    quarter = by_type(QUARTER, ("Mobning", 30), ("Trusler", 100), ("Svindel", 110), total=240)

    assert kinds(*months(20, 17, None), quarter) == {"contradiction"}


def test_a_quarter_stands_for_its_own_year_and_kind():
    """Last year's quarter, and that of the good episodes, say nothing of this year's incidents."""
    other = by_type("4. kvartal 2025", ("Mobning", 40), ("Trusler", 100), ("Svindel", 100), total=240)
    good = other.replace(b"H\xc3\xa6ndelser i 4. kvartal 2025", b"Gode episoder i 4. kvartal 2026")

    assert kinds(*months(20, 17, None), other) == set()
    assert kinds(*months(20, 17, None), good) == set()


def test_a_type_that_is_new_in_a_quarter_is_no_contradiction():
    """What adds up in November need not be all there is in December."""
    before = [page(table(f"Hændelser i {month} efter type", ["I alt"],
                         [("Adfærd*", 20), ("Mobning", 12), ("Trusler", 8)], [("I alt", 20)]))
              for month in MONTHS[:2]]  # fmt: skip
    new = [("Adfærd*", 30), ("Mobning", 12), ("Trusler", 8), ("Nyt", 10)]
    after = page(table(f"Hændelser i {MONTHS[2]} efter type", ["I alt"], new, [("I alt", 30)]))
    rows = [("Adfærd*", 70), ("Mobning", 36), ("Trusler", 24), ("Nyt", 10)]
    quarter = page(table(f"Hændelser i {QUARTER} efter type", ["I alt"], rows, [("I alt", 70)]))

    assert kinds(*before, after, quarter) == set()


@pytest.mark.parametrize("seed", range(12))
def test_the_solver_agrees_with_trying_everything(seed):
    """Small quarters: every whole-numbered filling that adds up is tried, and the intervals judged by hand."""
    counts = [[(7 * seed + 5 * month + 3 * kind * kind + seed * month * kind) % 8 for kind in range(2)]
              for month in range(3)]  # fmt: skip
    hide = [
        (month, kind)
        for month in range(3)
        for kind in range(2)
        if (seed >> (month + kind)) & 1 or month == kind
    ]
    sums = [sum(counts[month][kind] for month in range(3)) for kind in range(2)]
    totals = [sum(line) for line in counts]
    out = [
        by_type(month, *((f"Type {'ab'[kind]}", None if (at, kind) in hide else counts[at][kind]) for kind in range(2)),
                total=totals[at])
        for at, month in enumerate(MONTHS)
    ]  # fmt: skip
    out.append(by_type(QUARTER, ("Type a", sums[0]), ("Type b", sums[1]), total=sum(sums)))

    found = {(f.where.split("(")[1].rstrip(")"), f.kind) for f in audit(out) if f.kind != "small"}

    fillings = [
        dict(zip(hide, values, strict=True))
        for values in itertools.product(range(max(totals) + 1), repeat=len(hide))
        if _adds_up(dict(zip(hide, values, strict=True)), counts, totals, sums)
    ]
    wanted = set()
    for cell in hide:
        seen = {filling[cell] for filling in fillings}
        name = f"{MONTHS[cell[0]]}, Type {'ab'[cell[1]]}"
        if len(seen) == 1:
            wanted.add((name, "exact"))
        elif max(seen) < 5 or 0 < min(seen) < 5:
            wanted.add((name, "narrow"))
    assert found == wanted


def _adds_up(filling, counts, totals, sums):
    full = [[filling.get((m, k), counts[m][k]) for k in range(2)] for m in range(3)]
    return [sum(line) for line in full] == totals and [sum(m[k] for m in full) for k in range(2)] == sums


def test_thirty_months_with_quarters_are_solved_while_one_waits():
    """Each page with twelve types in four groups, three ages, and a quarter's tables every third month."""
    groups = {f"Gruppe {'abcd'[g]}": [f"Type {'abcd'[g]}{'xyz'[k]}" for k in range(3)] for g in range(4)}
    out = []
    for at in range(30):
        month = f"{danish.MONTHS[at % 12]} {2024 + at // 12}"
        out.append(page(*_tables(month, groups, 1)))
        if at % 3 == 2:
            out.append(page(*_tables(f"{at % 12 // 3 + 1}. kvartal {2024 + at // 12}", groups, 3)))
    start = time.perf_counter()
    found = audit(out)

    assert found == []
    assert time.perf_counter() - start < 20  # five times the goal, for slow machines


def _tables(period, groups, times):
    rows = []
    for group, types in groups.items():
        rows.append([(f"{group}*", 36 * times), (types[0], None), (types[1], 12 * times), (types[2], None)])
    ages = [(group, None, None, 36 * times) for group in groups]
    yield table(f"Hændelser i {period} efter type", ["I alt"], *rows, [("I alt", 144 * times)])
    yield table(f"Hændelser i {period} efter område og alder", ["Yngre", "Ældre", "I alt"], ages,
                [("I alt", 70 * times, 74 * times, 144 * times)])  # fmt: skip
