"""The trend of an app that leaves the chart is not the trend of the days on which it was seen."""

import time

import numpy as np
import pytest
from scipy import optimize, stats

from klubtrends.analysis.tobit import tobit_trends

DAYS = np.arange(30.0)


def wandering(rng, apps, days=30, *, correlation):
    """Scatter that follows itself from day to day, of variance 1."""
    scatter = rng.normal(size=(apps, days))
    for day in range(1, days):
        fresh = np.sqrt(1 - correlation**2) * scatter[:, day]
        scatter[:, day] = correlation * scatter[:, day - 1] + fresh
    return scatter


def seen(log_rank, length=100):
    """Cut latent ranks off where the chart ends."""
    ranks = np.exp(log_rank)
    return np.where(ranks > length, np.inf, np.maximum(np.rint(ranks), 1))


def plain(ranks, days, limit):
    """Fit one app with a general-purpose optimiser: level, slope and sigma in their own units."""
    there = np.isfinite(ranks)
    out = np.isinf(ranks)

    def unlikelihood(parameters):
        level, slope, log_sigma = parameters
        line, sigma = level + slope * days, np.exp(log_sigma)
        inside = stats.norm.logpdf(np.log(ranks[there]), line[there], sigma)
        return -inside.sum() - stats.norm.logsf(np.log(limit), line[out], sigma).sum()

    found = optimize.minimize(unlikelihood, [4, 0, 0], method="Nelder-Mead", options=EXACT)
    return found.x


EXACT = {"maxiter": 20_000, "maxfev": 20_000, "xatol": 1e-10, "fatol": 1e-12}


def test_slopes_are_those_of_a_general_optimiser():
    """The batched fit reaches the same maximum, gaps and days outside included."""
    rng = np.random.default_rng(7)
    latent = 4.2 + rng.normal(0, 0.05, (12, 1)) * (DAYS - 15) + 0.4 * rng.normal(size=(12, 30))
    ranks = seen(latent)
    ranks[:, [4, 5, 20]] = np.nan
    trends = tobit_trends(ranks, DAYS, 100)

    assert set(trends.status) == {"fitted"}
    for app, row in enumerate(ranks):
        level, slope, log_sigma = plain(row, DAYS, 100)
        assert trends.slope[app] == pytest.approx(slope, abs=1e-6)
        assert trends.sigma[app] == pytest.approx(np.exp(log_sigma), rel=1e-5)
        assert trends.level[app] == pytest.approx(level + slope * 14.5, abs=1e-5)


def test_an_app_that_is_hardly_ever_in_the_chart_is_fitted_too():
    """Nine wild days in sixty: full Newton steps would run past the maximum."""
    days, ranks = np.arange(60.0), np.full(60, np.inf)
    ranks[[10, 16, 25, 32, 35, 41, 43, 45, 57]] = [4, 20, 1, 3, 17, 1, 1, 1, 13]
    trend = tobit_trends([ranks], days, 100)
    level, slope, log_sigma = plain(ranks, days, 100)

    assert trend.slope[0] == pytest.approx(slope, abs=1e-5)
    assert trend.sigma[0] == pytest.approx(np.exp(log_sigma), rel=1e-4)
    assert trend.level[0] == pytest.approx(level + slope * 29.5, rel=1e-4)


def test_without_days_outside_the_slope_is_that_of_least_squares():
    """Nothing censored: an ordinary regression."""
    rng = np.random.default_rng(3)
    ranks = np.exp(rng.normal(2, 0.4, (5, 30))).clip(1, 99)
    slopes = [stats.linregress(DAYS, np.log(row)).slope for row in ranks]

    np.testing.assert_allclose(tobit_trends(ranks, DAYS, 100).slope, slopes, atol=1e-9)


def market(seed, *, apps=400, moving=118):
    """Rank a whole market; those that move drift through the end of the chart. True and visible ranks."""
    rng = np.random.default_rng(seed)
    strength = -np.log(np.arange(1, apps + 1))
    drift = np.zeros(apps)
    chosen = rng.choice(np.arange(40, 240), moving, replace=False)
    drift[chosen] = rng.choice([-1, 1], moving) * rng.uniform(0.03, 0.07, moving)
    scatter = 0.2 * wandering(rng, apps, correlation=0.5)
    latent = strength[:, None] + drift[:, None] * (DAYS - 14.5) + scatter
    ranks = 1.0 + np.argsort(np.argsort(-latent, axis=0), axis=0)
    enough = chosen[(ranks[chosen] <= 100).sum(axis=1) >= 7]
    return ranks[enough], np.where(ranks[enough] > 100, np.inf, ranks[enough])


def per_unit(found, true):
    """How much of a true slope is found, over all apps."""
    return np.polyfit(true, found, 1)[0]


def test_with_almost_half_of_all_days_outside_the_slope_is_unbiased():
    """118 apps on lines through the end of the chart, 44 % of days beyond it: right direction, right size."""
    rng = np.random.default_rng(0)
    slope = rng.choice([-1, 1], 118) * rng.uniform(0.03, 0.07, 118)
    latent = (
        rng.uniform(4.1, 4.82, (118, 1)) + slope[:, None] * (DAYS - 14.5) + 0.2 * rng.normal(size=(118, 30))
    )
    visible = seen(latent)
    trends = tobit_trends(visible, DAYS, 100)

    assert 0.42 < np.isinf(visible).mean() < 0.46
    known = trends.status == "fitted"
    assert known.mean() > 0.97
    assert (np.sign(trends.slope) == np.sign(slope))[known].all()
    assert 0.96 < per_unit(trends.slope[known], slope[known]) < 1.04


def test_on_a_simulated_market_the_direction_is_right_where_days_present_mislead():
    """Ranks of a whole market run on no straight line, so a little of the slope is lost; of others, much."""
    true, visible = (np.concatenate(parts) for parts in zip(*map(market, range(5)), strict=True))
    slopes = np.array([stats.linregress(DAYS, np.log(row)).slope for row in true])
    trends = tobit_trends(visible, DAYS, 100)
    present = np.array([stats.theilslopes(np.log(row[row <= 100]), DAYS[row <= 100]).slope for row in visible])
    filled = np.array([stats.theilslopes(np.log(row.clip(max=101)), DAYS).slope for row in visible])

    assert 0.42 < np.isinf(visible).mean() < 0.46
    assert (np.sign(trends.slope) == np.sign(slopes)).all()
    assert (np.sign(present) == np.sign(slopes)).mean() < 0.95
    assert (np.sign(filled) == np.sign(slopes)).mean() < 0.85
    assert 0.9 < per_unit(trends.slope, slopes) < 1.0
    assert per_unit(present, slopes) < 0.7
    assert per_unit(filled, slopes) < 0.5


@pytest.mark.parametrize(("correlation", "least"), [(0.0, 0.94), (0.5, 0.89), (0.8, 0.86)])
@pytest.mark.parametrize("level", [3.0, 4.6])
def test_intervals_hold_the_true_slope_although_days_resemble_each_other(correlation, least, level):
    """Close to 95 % where an interval that takes days for independent would hold it in 45-93 %."""
    rng = np.random.default_rng(11)
    slope = rng.choice([-0.03, 0.03], 1500)
    latent = level + slope[:, None] * (DAYS - 14.5) + 0.3 * wandering(rng, 1500, correlation=correlation)
    trends = tobit_trends(seen(latent), DAYS, 100)
    held = ((trends.lower <= slope) & (slope <= trends.upper))[trends.status == "fitted"]

    assert held.mean() > least


def test_what_cannot_be_judged_says_so():
    """Too few days, one rank throughout, a perfect line, a chart of one app: a status and no number."""
    out = np.inf
    rows = [
        [5, 4, 6, 7, 6, 5] + [out] * 9,
        [7] * 15,
        [2.0**day for day in range(15)],
        [out] * 15,
        [np.nan] * 15,
    ]
    trends = tobit_trends(rows, np.arange(15), 2**14)

    assert list(trends.status) == ["few_days", "still", "not_fitted", "few_days", "few_days"]
    for figures in (trends.slope, trends.lower, trends.upper, trends.p_value, trends.level, trends.sigma):
        assert np.isnan(figures).all()
    assert tobit_trends([[1, out] * 7 + [1]], np.arange(15), 1).status[0] == "not_fitted"
    assert tobit_trends([[1] * 15], np.arange(15), 1).status[0] == "still"


def test_an_app_is_fitted_alike_alone_and_among_others():
    """Also beside one whose likelihood has no maximum."""
    rng = np.random.default_rng(5)
    ranks = seen(4.4 + 0.02 * DAYS + 0.3 * rng.normal(size=(6, 30)))
    among = tobit_trends(np.vstack([ranks, 2.0 ** np.arange(30.0).clip(0, 6) + 1]), DAYS, 100)

    np.testing.assert_allclose(among.slope[:6], tobit_trends(ranks, DAYS, 100).slope, rtol=1e-12)


@pytest.mark.parametrize(
    ("ranks", "days", "limit"),
    [
        ([[0.0] * 10], np.arange(10), 100),
        ([[101.0] * 10], np.arange(10), 100),
        ([[5.0] * 10], np.arange(9), 100),
        ([[5.0] * 10], np.arange(10)[::-1], 100),
        ([[5.0] * 10], np.zeros(10), 100),
        ([5.0] * 10, np.arange(10), 100),
        ([[5.0] * 10], np.arange(10), 0),
    ],
)
def test_impossible_ranks_and_days_are_refused(ranks, days, limit):
    """A clear error, never a slope."""
    with pytest.raises(ValueError, match=r"ranks|days"):
        tobit_trends(ranks, days, limit)


def test_a_month_of_three_hundred_apps_takes_less_than_a_second():
    """One batch, no loop over apps."""
    rng = np.random.default_rng(2)
    ranks = seen(4.3 + rng.normal(0, 0.03, (300, 1)) * (DAYS - 15) + 0.3 * rng.normal(size=(300, 30)))
    began = time.process_time()
    tobit_trends(ranks, DAYS, 100)

    assert time.process_time() - began < 1
