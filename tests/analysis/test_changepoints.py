"""Where a series changes: laws, simulated truths, and no change where there is none."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klubtrends.analysis.changepoints import change_points, changes

SHARED = Path(__file__).parents[2] / ".." / "shared"
CHANCE = np.random.default_rng(0).normal(size=400)


def noise(rng, number, lasting=0.0, *, heavy=False):
    """Draw first-order autocorrelated noise of variance 1, of normal or of heavy-tailed news."""
    news = rng.standard_t(3, number) / np.sqrt(3) if heavy else rng.normal(size=number)
    values = [news[0]]
    for one in news[1:]:
        values.append(lasting * values[-1] + np.sqrt(1 - lasting**2) * one)
    return np.array(values)


def steps(number, jumps):
    """Draw a level that jumps by so much at each place."""
    return sum(
        (np.where(np.arange(number) >= place, size, 0.0) for place, size in jumps.items()), np.zeros(number)
    )


def saw(rng, number):
    """Draw what falls evenly and jumps back every month or so."""
    beat, value, values = 0, 0.0, []
    for _ in range(number):
        beat, value = (int(rng.integers(26, 33)), 9.0) if beat == 0 else (beat - 1, value - 0.3)
        values.append(value)
    return np.array(values) + 0.2 * rng.normal(size=number)


UNCHANGED = {
    "noise": lambda rng, number: noise(rng, number),
    "lasting": lambda rng, number: noise(rng, number, 0.5),
    "heavy": lambda rng, number: noise(rng, number, 0.3, heavy=True),
    "trend": lambda rng, number: noise(rng, number, 0.3) + np.linspace(0, 8, number),
    "season": lambda rng, number: noise(rng, number) + 3 * np.sin(2 * np.pi * np.arange(number) / 7),
    "counts": lambda rng, number: rng.poisson(0.5, number),
    "seasonal counts": lambda rng, number: rng.poisson(2 + np.sin(2 * np.pi * np.arange(number) / 7)),
}


@pytest.mark.parametrize("name", UNCHANGED)
@pytest.mark.parametrize("number", [30, 90])
def test_where_nothing_changes_nothing_is_found(name, number):
    """Of forty series of each kind at most three show a change."""
    rng = np.random.default_rng(number)

    assert sum(bool(change_points(UNCHANGED[name](rng, number))) for _ in range(40)) <= 3


@pytest.mark.parametrize("lasting", [0.0, 0.5])
def test_jumps_are_found_where_they_are(lasting):
    """Of forty series each with a rise and a fall, nearly all give both, within two observations."""
    rng = np.random.default_rng(1)
    found = [change_points(steps(150, {50: 6, 100: -6}) + noise(rng, 150, lasting)) for _ in range(40)]

    assert sum(len(places) == 2 and np.abs(np.subtract(places, [50, 100])).max() <= 2 for places in found) >= 38


def test_a_turn_is_found_where_it_is():
    """A trend that stops is mostly told as one change, of slope; the rest are given a small jump too."""
    rng = np.random.default_rng(2)
    bent = np.minimum(np.arange(120.0), 70) / 4

    found = [changes(bent + noise(rng, 120, 0.3)) for _ in range(30)]
    one = [each[0] for each in found if len(each) == 1 and each[0].kind == "slope"]
    assert len(one) >= 20
    assert np.median([change.index for change in one]) == pytest.approx(70, abs=2)
    assert np.median([change.size for change in one]) == pytest.approx(-0.25, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.sampled_from([-1.0, 1.0]))
def test_units_and_origin_do_not_matter(origin, unit, side):
    """Degrees or kelvin, kroner or øre, gains or losses: the same changes."""
    series = steps(90, {40: 5}) + CHANCE[:90]

    assert change_points(origin + side * unit * series) == change_points(series) == [40]


def test_read_backwards_a_series_changes_at_the_same_places():
    """Three clear levels and their mirror image."""
    series = steps(120, {30: 8, 80: -12}) + CHANCE[:120]

    assert [120 - place for place in reversed(change_points(series[::-1]))] == change_points(series) == [30, 80]


def test_a_few_wild_values_move_nothing():
    """Five glitches a few values apart, wherever they fall, add no change and hide none: forty draws."""
    rng, right = np.random.default_rng(8), 0
    for far in np.geomspace(30, 1e9, 40):
        series = steps(100, {50: 7}) + noise(rng, 100)
        series[5 * rng.choice(20, 5, replace=False) + rng.integers(5)] += far
        found = change_points(series)
        right += len(found) == 1 and abs(found[0] - 50) <= 3

    assert right >= 38


def test_missing_values_are_passed_over():
    """A third is missing: the change is found nonetheless, at an observed value, next to where it was."""
    rng, right = np.random.default_rng(7), 0
    for _ in range(40):
        series = steps(100, {50: 7}) + CHANCE[:100]
        series[rng.choice(100, 33, replace=False)] = np.nan
        found = change_points(series)
        assert not np.isnan(series[found]).any()
        right += len(found) == 1 and (~np.isnan(series[slice(*sorted((found[0], 50)))])).sum() <= 1

    assert right >= 35


def test_a_season_is_no_change_and_hides_none():
    """A strong week above a rise."""
    week = 6 * np.sin(2 * np.pi * np.arange(140) / 7)

    assert change_points(week + CHANCE[:140]) == []
    assert change_points(week + steps(140, {70: 5}) + CHANCE[:140]) == pytest.approx([70], abs=2)


def test_a_beat_is_no_change_and_hides_none():
    """What jumps back each month is steady; when its months change, that is told to within a month."""
    rng = np.random.default_rng(4)
    steady = saw(rng, 600)

    assert change_points(steady) == []
    assert change_points(steady + steps(600, {300: 60})) == pytest.approx([300], abs=31)


def test_many_levels_are_no_beat():
    """Ten jumps of all sizes, both ways, are all told."""
    jumps = dict(zip(range(40, 400, 36), (7, -5, 8, 6, -9, -6, 7, 9, -7, 5), strict=True))

    assert change_points(steps(400, jumps) + CHANCE) == pytest.approx(list(jumps), abs=2)


def test_a_very_long_series_is_read_in_means():
    """Ten years of days: the place is right to the few days that a mean holds."""
    series = steps(3650, {2000: 4}) + noise(np.random.default_rng(5), 3650, 0.3)

    assert change_points(series) == pytest.approx([2000], abs=6)


@pytest.mark.parametrize("bad", [[1.0, np.inf] * 10, [-np.inf] * 20, [[1.0, 2.0]] * 10, 3.0])
def test_what_is_no_series_is_refused(bad):
    """Infinite values and tables are mistakes, not answers."""
    with pytest.raises(ValueError, match="one-dimensional and finite"):
        change_points(bad)


@pytest.mark.parametrize("little", [[], [1.0], [5.0] * 50, [np.nan] * 50, [1.0, 9.0] * 4, [np.nan, 3.0] * 30])
def test_where_there_is_too_little_there_is_no_change(little):
    """Nothing, one value, equal values, no value, fewer than ten."""
    assert change_points(little) == []
    assert changes(little) == ()


def test_a_change_without_noise_is_told_exactly():
    """A clean step has one place and one size."""
    [change] = changes([2.0] * 20 + [5.0] * 20)

    assert (change.index, change.earliest, change.latest, change.kind) == (20, 20, 20, "level")
    assert (change.lower, change.size, change.upper) == pytest.approx((3, 3, 3))


def test_the_intervals_hold_the_truth_about_as_often_as_they_say():
    """Of sixty rises under autocorrelated noise: place and size, nine in ten or more."""
    rng = np.random.default_rng(6)
    found = [changes(steps(120, {60: 4}) + noise(rng, 120, 0.4)) for _ in range(60)]
    one = [each[0] for each in found if len(each) == 1]

    assert len(one) >= 52
    assert np.mean([change.earliest <= 60 <= change.latest for change in one]) >= 0.9
    assert np.mean([change.lower <= 4 <= change.upper for change in one]) >= 0.88
    assert np.mean([change.latest - change.earliest for change in one]) < 8


def test_sizes_are_in_the_units_of_the_series():
    """Ten times the values, ten times the size; the place stays."""
    series = steps(90, {40: 5}) + CHANCE[:90]
    [small], [large] = changes(series), changes(1000 + 10 * series)

    assert (large.index, large.earliest, large.latest) == (small.index, small.earliest, small.latest)
    assert [large.size, large.lower, large.upper] == pytest.approx(
        [10 * small.size, 10 * small.lower, 10 * small.upper]
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here: annotated series, not part of the kit")
def test_people_who_marked_real_series_agree():
    """Fifteen series that five people each have marked: Cover and F1 as published."""
    spec = importlib.util.spec_from_file_location("scoring", SHARED / "tools" / "score_changepoints.py")
    scoring = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scoring)
    covers, f1s = [], []
    for item in json.loads(scoring.SERIES.read_text(encoding="utf-8")).values():
        values = np.asarray(item["series"][0], dtype=float)
        found = change_points(values)
        covers.append(scoring.cover(item["annotations"], found, len(values)))
        f1s.append(scoring.f1(item["annotations"], found))

    assert np.mean(covers) >= 0.72
    assert np.mean(f1s) >= 0.76
