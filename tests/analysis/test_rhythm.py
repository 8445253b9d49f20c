"""What comes back by itself is taken out, and nothing else."""

import numpy as np
import pytest

from klubtrends.analysis.rhythm import are_alike, come_evenly, without_outliers, without_season


@pytest.mark.parametrize("period", [4, 7, 12])
def test_a_season_goes_and_what_it_stood_on_stays(period):
    """A level shift under a strong season is left as it was."""
    rng = np.random.default_rng(period)
    when = np.arange(20 * period)
    under = np.where(when < 10 * period, 0.0, 5.0) + rng.normal(0, 0.3, len(when))
    rest = without_season(under + 6 * np.sin(2 * np.pi * when / period))

    assert np.abs(rest - under).mean() < 0.3


def test_a_season_that_grows_goes_too():
    """Passengers double and so does their summer: no log is needed."""
    when = np.arange(240)
    trend = 100 + when
    rest = without_season(trend * (1 + 0.2 * np.sin(2 * np.pi * when / 12)))

    assert np.abs(rest - trend)[12:-12].max() < 3


def test_noise_is_no_season():
    """Of fifty noises none loses anything."""
    rng = np.random.default_rng(0)

    for _ in range(50):
        noise = rng.normal(size=120)
        assert without_season(noise) is noise


def test_a_wild_value_becomes_the_usual_one_and_a_step_stays():
    """One viral day is set back; a step is no outlier, for half of its window has taken it."""
    rng = np.random.default_rng(1)
    step = np.where(np.arange(60) < 30, 0.0, 50.0) + rng.normal(size=60)
    wild = step.copy()
    wild[10] = 1e6

    calm = without_outliers(wild)
    assert abs(calm[10]) < 3
    assert (calm[30:] > 40).all()
    assert (calm[20:30] < 10).all()


def test_rare_cases_are_not_taken_for_outliers():
    """Where most weeks have none, one case is no wild value."""
    counts = np.random.default_rng(2).poisson(0.15, 200).astype(float)

    assert without_outliers(counts).sum() > 0.8 * np.minimum(counts, 1).sum()


def test_a_beat_is_even_and_alike_and_chance_is_neither():
    """Pay day comes every thirty days or so; places drawn at random almost never lie so evenly."""
    rng = np.random.default_rng(3)
    pay_days = tuple(np.cumsum(rng.integers(27, 34, 12)))
    chance = [tuple(np.sort(rng.choice(1000, 12, replace=False))) for _ in range(400)]

    assert come_evenly(pay_days)
    assert sum(come_evenly(starts) for starts in chance) <= 3
    assert not come_evenly((10, 20, 30, 40))
    assert are_alike(np.array([3, 4, 3, 5, 2.0]))
    assert are_alike(np.array([3, -4, 3, -5, 2.0]))
    assert not are_alike(np.array([3, 4, -3, -5, 2.0]))
