"""Bounds and tails: against scipy, and against the definition of the exact test."""

import numpy as np
import pytest
from scipy import stats

from klubtrends.analysis.bounds import judge_exactly, quantile, tail


def laws(rng, n, most):
    """Draw means and dispersions, some of them Poisson's, with the law of each."""
    mean, phi = 10 ** rng.uniform(-3, most, n), rng.choice([1.0, 1.001, 1.5, 4, 60], n)
    return (
        mean,
        phi,
        [
            stats.poisson(m) if p == 1 else stats.nbinom(m / (p - 1), 1 / p)
            for m, p in zip(mean, phi, strict=True)
        ],
    )


@pytest.mark.parametrize("chance", [0.5, 0.8, 0.95, 0.99, 0.9999])
def test_quantiles_are_the_least_count_with_enough_below(chance):
    """By definition, on both sides of it."""
    mean, phi, law = laws(np.random.default_rng(1), 300, 5)

    found = quantile(chance, mean, phi)

    assert all(each.cdf(count) >= chance * (1 - 1e-12) for each, count in zip(law, found, strict=True))
    assert all(each.cdf(count - 1) < chance for each, count in zip(law, found, strict=True))


def test_tails_are_those_of_scipy():
    """So many or more."""
    rng = np.random.default_rng(2)
    mean, phi, law = laws(rng, 300, 3)
    counts = rng.integers(0, 30, 300).astype(float)

    expected = [each.sf(count - 1) for each, count in zip(law, counts, strict=True)]

    np.testing.assert_allclose(tail(counts, mean, phi), expected, rtol=1e-9)


def test_what_is_not_finite_has_no_quantile():
    """And stops nothing."""
    found = quantile(0.95, np.array([1.0, np.inf, np.nan, 1e300]), np.array([1.0, 1.0, 1.0, np.inf]))

    assert found[0] == 3
    assert np.isnan(found[1:]).all()


@pytest.mark.parametrize(("seen", "ratio"), [(0, 35), (3, 35), (20, 7), (1, 0.5)])
def test_the_exact_test_is_binomial_given_all_cases(seen, ratio):
    """Each case falls now with probability 1 in (ratio + 1)."""
    counts = np.arange(1.0, 30)
    fill = np.full(len(counts), 1.0)

    found = judge_exactly(counts, seen * fill, ratio * fill, 0.05)

    expected = stats.binom.sf(counts - 1, counts + seen, 1 / (ratio + 1))
    np.testing.assert_allclose(found.pvalue, expected, rtol=1e-9)
    np.testing.assert_array_equal(counts > found.upper, expected <= 0.05)
