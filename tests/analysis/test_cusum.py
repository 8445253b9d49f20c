"""Slow drifts: the sum against itself by hand, the threshold against simulated weeks."""

import numpy as np
import pytest

from klubtrends.analysis.cusum import cusum, mean_run_length

STEADY = np.full(52, 18.0)


def simulated_run_length(threshold, means, rise, spread, draws=1500):
    """Run so many sums to their first alarm, and give the mean of weeks with its standard error."""
    rng = np.random.default_rng(0)
    sums, lengths, going = np.zeros(draws), np.zeros(draws), np.ones(draws, dtype=bool)
    while going.any():
        mean = means[int(lengths.max()) % len(means)]
        if spread == 1:
            gains = rng.poisson(mean, draws) * np.log(rise) - (rise - 1) * mean
        else:
            from scipy import stats

            counts = rng.negative_binomial(mean / (spread - 1), 1 / spread, draws)
            laws = [stats.nbinom(mean * times / (spread - 1), 1 / spread) for times in (rise, 1)]
            gains = laws[0].logpmf(counts) - laws[1].logpmf(counts)
        sums = np.maximum(0, sums + gains)
        lengths += going
        going &= sums < threshold
    return lengths.mean(), lengths.std() / np.sqrt(draws)


@pytest.mark.parametrize(
    ("means", "rise", "spread"),
    [([0.36], 2.0, 1.0), ([0.05], 2.0, 1.0), ([0.2, 0.5, 1.0, 0.1], 1.5, 1.0), ([0.5, 0.3], 2.0, 1.6)],
)
def test_the_usual_rate_alarms_as_seldom_as_was_asked_for(means, rise, spread):
    """A slow twin that knows no Markov chain: on average so many weeks to the first false alarm."""
    weeks = 80
    units = np.resize(np.array(means) / 0.02, 4 * len(means))
    drift = cusum(np.zeros(len(units)), units, 0.02, rise=rise, spread=spread, run_length=weeks)
    slow, error = simulated_run_length(drift.threshold, means, rise, spread)

    assert slow == pytest.approx(weeks, abs=4 * error + 0.05 * weeks)


def test_the_chain_gives_the_geometric_law_where_one_case_is_an_alarm():
    """A threshold that any case passes: the mean is 1 by the chance of a case."""
    assert mean_run_length(0.5, [0.1], rise=2.0) == pytest.approx(1 / -np.expm1(-0.1), rel=1e-6)


def test_the_sum_is_the_one_that_is_written_down():
    """Page's recursion by hand: log 2 a case, less the mean of the week."""
    drift = cusum([0, 2, 0, 1], [18, 9, 18, 18], 0.02, run_length=5000)

    expected = [0.0]
    for count, mean in ((2, 0.18), (0, 0.36), (1, 0.36)):
        expected.append(max(0.0, expected[-1] + count * np.log(2) - mean))
    assert drift.sums == pytest.approx(expected)
    assert drift.since == (0, 1, 1, 1)
    assert not any(drift.alarms)


def test_a_drift_too_small_for_any_single_week_is_found():
    """The rate trebles from a case in three weeks to one a week; in most of forty series it is told within 20."""
    rng, delays = np.random.default_rng(1), []
    for _ in range(40):
        counts = np.concatenate([rng.poisson(0.36, 30), rng.poisson(1.08, 60)])
        alarms = np.flatnonzero(cusum(counts, np.full(90, 18.0), 0.02).alarms)
        delays.append(min(alarms[alarms >= 30], default=1000) - 30)

    assert np.median(delays) <= 8
    assert np.mean(np.array(delays) <= 20) >= 0.9


def test_after_an_alarm_the_sum_starts_anew():
    """The next alarm needs its own reasons, and says since when."""
    drift = cusum(np.full(52, 3), STEADY, 0.02)

    first, second = np.flatnonzero(drift.alarms)[:2]
    assert drift.since[second] == first + 1


def test_weeks_that_nobody_saw_say_so_and_add_nothing():
    """A closed week and a missing count leave the sum where it was."""
    counts, units = np.array([1, 1, np.nan, 0, 0]), np.array([18.0, 18, 18, 0, 18])
    drift = cusum(counts, units, 0.02)

    assert drift.status == ("watched", "watched", "missing", "no exposure", "watched")
    assert drift.sums[1] == drift.sums[2] == drift.sums[3]


def test_where_nobody_ever_reported_nothing_is_alarming():
    """No exposure, no threshold that could be reached."""
    drift = cusum([0, 0, 0], [0, 0, 0], 0.02)

    assert drift.threshold == np.inf
    assert not any(drift.alarms)
    assert cusum([], [], 0.02).sums == ()


def test_a_wider_variance_asks_for_more():
    """Four cases in a week are less remarkable where weeks vary more."""
    counts = np.resize([0, 0, 0, 0, 4], 52)
    narrow, wide = (cusum(counts, STEADY, 0.05, spread=spread).alarms for spread in (1.0, 3.0))

    assert sum(wide) <= sum(narrow)
    assert cusum(counts, STEADY, 0.05, spread=1.0001).sums == pytest.approx(
        cusum(counts, STEADY, 0.05).sums, abs=0.02
    )


@pytest.mark.parametrize("wrong", [-1, 0.5, np.inf])
def test_what_is_no_count_is_refused(wrong):
    """Negative, fractional, infinite."""
    with pytest.raises(ValueError, match="whole numbers"):
        cusum([0, wrong], [18, 18], 0.02)


@pytest.mark.parametrize("wrong", [-1, np.nan, np.inf, 0])
def test_what_is_no_exposure_is_refused(wrong):
    """Negative, missing, infinite, or none where there is a case."""
    with pytest.raises(ValueError, match="exposures must be"):
        cusum([0, 1], [18, wrong], 0.02)


@pytest.mark.parametrize(
    ("rate", "options"),
    [
        (0, {}),
        (np.nan, {}),
        (-1, {}),
        (0.02, {"spread": 0.5}),
        (0.02, {"rise": 1}),
        (0.02, {"run_length": 1}),
        (0.02, {"run_length": np.inf}),
    ],
)
def test_what_cannot_be_watched_is_refused(rate, options):
    """A rate of 0 has no rise; a rise of 1 is none."""
    with pytest.raises(ValueError, match="must be above"):
        cusum([0, 1], [18, 18], rate, **options)


def test_unequal_lengths_are_refused():
    """Each week has its exposure."""
    with pytest.raises(ValueError, match="paired"):
        cusum([0, 1], [18], 0.02)
