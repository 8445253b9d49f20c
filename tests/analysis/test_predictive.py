"""What was expected: exact against integrals, textbooks and simulated chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from klubtrends.analysis.predictive import (
    Prior,
    chance_of_any,
    expected_totals,
    overdispersion,
    predictive,
)

periods = st.lists(st.tuples(st.integers(0, 30), st.floats(0.5, 40)), min_size=1, max_size=20)


def slow_tail(count, exposure, counts, exposures, prior=(0.5, 0.0)):
    """Integrate the Poisson tail over the rate's posterior, numerically."""
    shape, weight = prior[0] + sum(counts), prior[1] + sum(exposures)
    posterior = stats.gamma(shape, scale=1 / weight)
    low, high = posterior.ppf([1e-12, 1 - 1e-12])

    def density(rate):
        return stats.poisson.sf(count - 1, rate * exposure) * posterior.pdf(rate)

    return integrate.quad(density, low, high, limit=400, points=[posterior.mean()])[0]


@pytest.mark.parametrize(
    ("count", "exposure", "counts", "exposures"),
    [
        (6, 15.0, [2, 1, 3, 2], [15, 14, 16, 15]),
        (1, 3.0, [0] * 9, [17.0] * 9),
        (40, 60.0, [30, 28, 41], [61, 55, 70]),
    ],
)
def test_the_tail_is_the_integral_over_the_rate(count, exposure, counts, exposures):
    """A slow twin that knows no negative binomial gives the same probability."""
    found = predictive(count, exposure, counts, exposures).p_value

    assert found == pytest.approx(slow_tail(count, exposure, counts, exposures), rel=1e-6)


def test_the_asthma_deaths_of_the_textbook():
    """Gelman et al., Bayesian Data Analysis, section 2.6: the posterior means are 0.86 and 1.32."""
    prior = Prior(shape=3.0, exposure=5.0)

    assert predictive(0, 1, [3], [2.0], prior=prior).expected == pytest.approx(6 / 7)
    assert predictive(0, 1, [30], [20.0], prior=prior).expected == pytest.approx(33 / 25)


def test_jeffreys_threshold_of_the_bayes_method():
    """Höhle 2007: with n equal weeks the predictive is NegBin(1/2 + sum, n/(n + 1))."""
    counts = [0, 1, 2, 0, 1, 3]
    law = stats.nbinom(0.5 + sum(counts), 6 / 7)

    for count in range(10):
        assert predictive(count, 1, counts, [1] * 6).p_value == pytest.approx(law.sf(count - 1))


@given(periods, st.floats(0.5, 40), st.integers(0, 60), st.floats(1, 5))
def test_more_cases_are_never_less_unusual(history, exposure, count, spread):
    """The tail falls with the count, starts at 1, and the range holds its share."""
    counts, exposures = zip(*history, strict=True)
    this = predictive(count, exposure, counts, exposures, spread=spread)
    more = predictive(count + 1, exposure, counts, exposures, spread=spread)

    assert predictive(0, exposure, counts, exposures, spread=spread).p_value == 1
    assert 0 <= more.p_value <= this.p_value <= 1
    above = predictive(this.upper + 1, exposure, counts, exposures, spread=spread).p_value
    below = 1 - predictive(this.lower, exposure, counts, exposures, spread=spread).p_value
    assert this.lower <= this.upper
    assert above <= 0.025 + 1e-9
    assert below <= 0.025 + 1e-9


@given(periods, st.floats(0.5, 40), st.floats(0.1, 10))
def test_the_unit_of_exposure_does_not_matter(history, exposure, unit):
    """Departments or dozens of departments: the same probability."""
    counts, exposures = map(np.array, zip(*history, strict=True))
    here, there = (
        predictive(4, exposure, counts, exposures),
        predictive(4, exposure * unit, counts, exposures * unit),
    )

    assert there.p_value == pytest.approx(here.p_value, rel=1e-9)


def test_spread_widens_the_variance_and_keeps_the_mean():
    """With spread the predictive's variance is mean * (spread + exposure / history)."""
    plain = predictive(9, 4, [8] * 10, [4] * 10)
    wide = predictive(9, 4, [8] * 10, [4] * 10, spread=3.0)
    mean = wide.expected
    law = stats.nbinom(mean / 2.1, 1 / 3.1)  # variance / mean = 3 + 4/40

    assert mean == plain.expected
    assert wide.p_value == pytest.approx(law.sf(8), rel=1e-9)
    assert (wide.lower, wide.upper) == (law.ppf(0.025), law.ppf(0.975))


def test_chance_alone_is_seldom_unusual():
    """Four thousand histories without change: as seldom below each level as it says."""
    rng = np.random.default_rng(11)
    p_values = np.array(
        [predictive(rng.poisson(3.1), 1, rng.poisson(3.1, size=24), np.ones(24)).p_value for _ in range(4000)]
    )

    for level in (0.2, 0.05, 0.01):
        assert (p_values <= level).mean() <= level + 3 * np.sqrt(level / 4000)


def test_nothing_to_predict_from_is_a_wrong_argument():
    """No exposure before or now, or negative counts: refused, not guessed."""
    for exposure, counts, exposures in [(0, [1], [1]), (1, [], []), (1, [-1], [1]), (1, [1, 2], [1])]:
        with pytest.raises(ValueError, match="exposure"):
            predictive(1, exposure, counts, exposures)


def test_overdispersion_is_one_for_poisson_and_finds_the_negative_binomials():
    """Pearson's estimate is right on average, whatever the exposures."""
    rng = np.random.default_rng(5)
    exposures = rng.uniform(2, 20, size=4000)
    wide = stats.nbinom.rvs(exposures * 2 / 2, 1 / 3, random_state=rng)  # variance three times the mean

    assert overdispersion(rng.poisson(exposures * 2), exposures) == pytest.approx(1, abs=0.1)
    assert overdispersion(wide, exposures) == pytest.approx(3, rel=0.1)
    assert overdispersion([5], [1]) == overdispersion([0, 0], [1, 1]) == 1


@given(st.lists(st.one_of(st.none(), st.integers(0, 80)), min_size=1, max_size=24), st.integers(0, 23))
def test_a_band_knows_only_the_published_months_before_it(totals, month):
    """Changing this or a later total, or a hidden one, moves no earlier band."""
    exposures = [60.0 + i for i in range(len(totals))]
    month = min(month, len(totals) - 1)
    other = [*totals[:month], *(None if total is None else 99 for total in totals[month:])]

    assert expected_totals(totals, exposures)[: month + 1] == expected_totals(other, exposures)[: month + 1]


def test_a_band_needs_three_published_months_and_someone_who_reported():
    """Hidden totals and months without reports are no history."""
    totals, exposures = [30, None, 31, 99, 28, 30, 33], [60.0, 60, 60, 0, 60, 60, 0]
    bands = expected_totals(totals, exposures)

    assert [band is None for band in bands] == [True, True, True, True, True, False, True]
    assert bands[5].expected == pytest.approx((0.5 + 89) / 3)


def test_the_chance_of_any_grows_with_the_series():
    """One series: the p-value itself; many: one minus none of them."""
    assert chance_of_any(0.02, 1) == pytest.approx(0.02)
    assert chance_of_any(0.02, 17) == pytest.approx(1 - 0.98**17)
    assert chance_of_any(1.0, 3) == 1
