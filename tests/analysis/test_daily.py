"""Views, players and rating growth as one kind of series: growth is never a loss, and a glitch is no news."""

import datetime as dt
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import polars as pl
import pytest
from attention_tables import END, NOTHING, ids, players, ratings, views
from hypothesis import given, settings
from hypothesis import strategies as st

from klubtrends.analysis.daily import DAILY, RESET, chain, daily, growth, lone

ID = ids(("snak", "wikipedia", "Snak"), ("snak", "app_store", "1"), ("skyd", "steam", "730"))


def cheapest(counts):
    """Try every subset: each answer left out costs 1, each fall that stays RESET."""
    places = range(len(counts))
    subsets = (kept for size in range(1, len(counts) + 1) for kept in combinations(places, size))
    return min(cost(counts, kept) for kept in subsets)


def cost(counts, kept):
    falls = sum(counts[a] > counts[b] for a, b in pairwise(kept))
    return len(counts) - len(kept) + RESET * falls


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=11))
def test_no_other_choice_of_answers_is_cheaper(counts):
    """Against every subset there is."""
    kept = chain(np.array(counts))

    assert list(kept) == sorted(set(kept))
    assert cost(counts, tuple(kept)) == cheapest(counts)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_growth_is_never_negative_whatever_the_counts(counts):
    """A law."""
    found = growth(np.arange(len(counts)), np.array(counts))

    assert (found.rate >= 0).all()


def test_a_count_that_slips_for_a_day_is_a_glitch():
    """19,756 ratings, then 64, then as before: what a store really answered one day in 2022."""
    counts = np.array([19_700, 19_728, 19_756, 64, 19_812, 19_840])
    found = growth(np.arange(6), counts)

    assert found.dropped == (3,)
    assert found.resets == ()
    assert found.rate == pytest.approx(28)


def test_a_count_that_shoots_up_for_a_day_is_a_glitch_too():
    """The step up is no growth, for it is gone the day after."""
    found = growth(np.arange(6), np.array([100, 101, 90_000, 103, 104, 105]))

    assert found.dropped == (2,)
    assert found.rate.max() == 1


def test_a_count_that_stays_down_was_set_back():
    """A reset is no loss, and what is counted after it is growth again."""
    counts = np.array([*range(1000, 1010), *range(10, 22)])
    found = growth(np.arange(len(counts)), counts)

    assert found.resets == (10,)
    assert found.dropped == ()
    assert found.rate == pytest.approx(1)


def test_over_a_long_gap_nothing_is_known():
    """Growth is spread over a week without answers, not over a quarter."""
    found = growth(np.array([0, 7, 100, 101]), np.array([10, 24, 900, 905]))

    assert list(found.rate) == [2, 5]


@pytest.mark.parametrize(
    ("days", "counts"),
    [([0, 0], [1, 2]), ([1, 0], [1, 2]), ([0, 1], [1, -2]), ([0, 1], [1, np.nan]), ([0], [1, 2])],
)
def test_days_that_stand_still_and_counts_below_nothing_are_refused(days, counts):
    """Never a plausible wrong number."""
    with pytest.raises(ValueError, match="growth"):
        growth(np.array(days), np.array(counts))


def slow_lone(days, values):
    """Say it with loops over every run."""
    marked = [False] * len(values)
    height = [np.log(value + 0.5) for value in values]
    for start in range(1, len(values) - 1):
        for stop in (start + 1, start + 2):
            if stop >= len(values) or days[stop - 1] - days[start] > 1:
                continue
            sides = [np.median(height[max(0, start - 7) : start]), np.median(height[stop : stop + 7])]
            run = height[start:stop]
            steps = [abs(height[at] - height[at - 1]) for at in (start, stop)]
            if min(steps) <= np.log(4) / 2:
                continue
            if all(h > side + np.log(4) for h in run for side in sides) or all(
                h < side - np.log(4) for h in run for side in sides
            ):
                marked[start:stop] = [True] * len(run)
    return marked


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([2, 3, 20, 25, 400]), min_size=1, max_size=20), st.integers(0, 99))
def test_glitches_are_those_of_a_slow_twin(values, seed):
    """Runs of two days at most, that stand out from both sides."""
    days = np.cumsum(np.random.default_rng(seed).integers(1, 3, len(values)))

    assert list(lone(days, np.array(values))) == slow_lone(days, values)


def test_the_last_days_are_no_glitch_yet():
    """What has not gone down again may be real."""
    assert not lone(np.arange(20), np.array([10.0] * 18 + [900, 900])).any()


def test_all_three_become_figures_a_day():
    """Views as counted, a game's highest list, ratings as growth spread over the days between answers."""
    lists = pl.concat([players([500, 600]), players([400, 700], chart="other")])
    found = daily(views({"Snak": [10, 11, 12]}), lists, ratings([100, 114], every=7), ID)

    assert found.columns == list(DAILY)
    read = found.filter(pl.col("platform") == "wikipedia")["value"].to_list()
    assert read == [10, 11, 12]
    assert found.filter(pl.col("platform") == "steam")["value"].to_list() == [500, 700]
    assert found.filter(pl.col("platform") == "app_store")["value"].to_list() == [2.0] * 7


def test_a_day_fetched_twice_counts_once():
    """The last answer, whatever the order of the rows."""
    early = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    both = pl.concat([views({"Snak": [12]}), views({"Snak": [3]}, fetched=early)])

    assert daily(both, **NOTHING, app_ids=ID)["value"].to_list() == [12]


def test_what_comes_in_as_pandas_comes_back_as_pandas():
    """And says the same."""
    there = [views({"Snak": [10, 900, 12, 11]}), players([5, 6]), ratings([1, 4, 2, 5]), ID]
    back = daily(*[frame.to_pandas() for frame in there])

    assert isinstance(back, pd.DataFrame)
    assert pl.from_pandas(back).select(pl.col(n).cast(k) for n, k in DAILY.items()).equals(daily(*there))


def test_whose_rows_nobody_knows_are_left_out():
    """An unknown title moves nothing."""
    alone = daily(views({"Snak": [10, 11]}), **NOTHING, app_ids=ID)

    assert daily(views({"Snak": [10, 11], "Ukendt": [9, 9]}), **NOTHING, app_ids=ID).equals(alone)


def test_bad_tables_are_refused_without_a_value():
    """A negative figure, two countries, a missing column: each by name."""
    two = pl.concat([ratings([1, 2]), ratings([1, 2], country="se")])
    with pytest.raises(ValueError, match="negative"):
        daily(views({"Snak": [-3]}), **NOTHING, app_ids=ID)
    with pytest.raises(ValueError, match="country"):
        daily(views({}), players([]), two, ID)
    with pytest.raises(ValueError, match="views"):
        daily(views({"Snak": [1]}).drop("views"), **NOTHING, app_ids=ID)


def test_empty_tables_give_an_empty_one():
    """A first day."""
    assert daily(views({}), **NOTHING, app_ids=ids()).is_empty()
    assert END.year == 2026
