"""The best cuts: against every cut there is, on series so short that all can be tried."""

from itertools import combinations

import numpy as np
import pytest

from klubtrends.analysis.segments import SHORTEST, changed, design, fits, squares_by_place

TIMES = np.array([0, 1, 2, 3, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23], dtype=float)


def squares(values, times, starts, kind):
    """Fit the whole series at once by least squares, and give what is left."""
    columns = design(times, tuple(starts), kind)
    left = values - columns @ np.linalg.lstsq(columns, values)[0]
    return left @ left


def allowed(number, changes):
    """List every way to place so many changes without a segment that is too short."""
    return [
        starts
        for starts in combinations(range(number), changes)
        if min(np.diff((0, *starts, number))) >= SHORTEST
    ]


@pytest.mark.parametrize("kind", ["level", "line"])
@pytest.mark.parametrize("seed", range(4))
def test_levels_and_lines_are_cut_where_no_other_cut_fits_better(kind, seed):
    """The slow twin tries every place."""
    values = np.random.default_rng(seed).normal(size=len(TIMES)).cumsum()

    for fit in fits(values, TIMES):
        if fit.kind == kind:
            best = min(squares(values, TIMES, starts, kind) for starts in allowed(len(TIMES), len(fit.starts)))
            assert fit.residuals @ fit.residuals == pytest.approx(best)


@pytest.mark.parametrize("seed", range(4))
def test_one_knot_stands_where_no_other_fits_better(seed):
    """Lines that meet are moved until none gains; with one knot that is the best there is."""
    values = np.random.default_rng(seed).normal(size=len(TIMES)).cumsum()
    joined = next(fit for fit in fits(values, TIMES) if fit.kind == "joined")

    best = min(squares(values, TIMES, starts, "joined") for starts in allowed(len(TIMES), 1))
    assert squares(values, TIMES, joined.starts, "joined") == pytest.approx(best)


def test_what_is_left_is_what_the_columns_leave():
    """The fast sums and the plain regression are the same model, of every kind and number of changes."""
    values = np.random.default_rng(5).normal(size=len(TIMES)).cumsum()

    for fit in fits(values, TIMES):
        columns = design(TIMES, fit.starts, fit.kind)
        assert columns.shape[1] == fit.parameters
        assert fit.residuals @ fit.residuals == pytest.approx(squares(values, TIMES, fit.starts, fit.kind))


@pytest.mark.parametrize("kind", ["level", "line", "joined"])
def test_a_change_that_is_moved_costs_what_the_moved_columns_leave(kind):
    """What the interval of a place is made of, against regressions one place at a time."""
    values = np.random.default_rng(6).normal(size=len(TIMES)).cumsum()
    fit = next(fit for fit in fits(values, TIMES) if fit.kind == kind and len(fit.starts) == 2)
    found = squares_by_place(values, TIMES, fit, 1)

    places = np.flatnonzero(np.isfinite(found))
    slow = [squares(values, TIMES, (fit.starts[0], place), kind) for place in places]
    assert np.ptp(found[places] - slow) == pytest.approx(0, abs=1e-9)
    assert fit.starts[1] in places


def test_the_size_is_the_column_of_the_change():
    """A jump of 7 and a turn of 2 are read off as such."""
    when = np.arange(30.0)
    jump, turn = 7.0 * (when >= 12), 2.0 * np.maximum(when - 20, 0)

    for kind, true, start in (("level", jump, 12), ("line", when + jump, 12), ("joined", 3 + turn, 20)):
        found = np.linalg.lstsq(design(when, (start,), kind), true)[0][changed((start,), kind)]
        assert found == pytest.approx([7.0 if kind != "joined" else 2.0])
