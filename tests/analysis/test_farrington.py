"""Farrington's method: against R's own answers, a slow twin, and what must hold whatever the counts."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from benchmarks.against_r import differs, ours
from klubtrends.analysis.outbreaks import Status, farrington, farrington_flexible

HERE = Path(__file__).parent
JOBS = json.loads((HERE / "answers_of_r.json").read_text(encoding="utf-8"))
GOLDENS = HERE.parents[1] / ".." / "shared" / "goldens" / "surveillance"
FIELDS = ("alarm", "upperbound", "expected", "pvalue", "score", "slope", "dispersion", "status")


def weekly(n_series=1, n_weeks=330, mean=2.0, seed=0):
    """Draw Poisson counts."""
    return np.random.default_rng(seed).poisson(mean, (n_series, n_weeks)).astype(float)


def slow_fit(design, counts, weights):
    """Iterate weighted least squares through numpy, one regression at a time."""
    mean, before = counts + 0.1, np.inf
    for step in range(25):
        working = weights * mean
        if step == 0:
            before = deviance(counts, mean, weights)
        root = np.sqrt(working)[:, None]
        response = np.log(mean) + (counts - mean) / mean
        found = np.linalg.lstsq(design * root, response * root[:, 0], rcond=None)[0]
        mean = np.exp(design @ found)
        now = deviance(counts, mean, weights)
        if abs(now - before) / (abs(now) + 0.1) < 1e-8:
            break
        before = now
    return found, mean, working


def deviance(counts, mean, weights):
    """Give Poisson's deviance."""
    ratio = np.log(np.where(counts > 0, counts, 1) / mean)
    return 2 * (weights * (counts * ratio - counts + mean)).sum()


def slow_bound(counts, week, trend, periods=4, half=2, years=3):
    """Judge one week week by week, by the negative binomial plug-in."""
    levels = {}
    for year in range(years, -1, -1):
        centre = week - 52 * year
        levels |= {centre + step: periods - 1 for step in range(-half, half + 1)}
        between = np.arange(centre + half + 1, centre + 52 - half)
        for level, part in enumerate(np.array_split(between, periods - 1)):
            levels |= dict.fromkeys(part.tolist(), level)
    used = sorted(at for at in levels if week - 52 * years - half <= at < week - half)
    y, level, time = counts[used], np.array([levels[at] for at in used]), np.array(used) - float(week)
    design = np.column_stack([level == each for each in range(periods)] + ([time] if trend else [])).astype(
        float
    )
    freedom, weights = len(y) - design.shape[1], np.ones(len(y))
    found, mean, working = slow_fit(design, y, weights)
    phi = max(1, (working * ((y - mean) / mean) ** 2).sum() / freedom)
    hat = working * np.einsum("ij,jk,ik->i", design, np.linalg.inv(design.T * working @ design), design)
    residual = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - mean**0.5) / np.sqrt(phi * (1 - hat))
    weights = np.where(residual > 2.58, residual**-2.0, 1)
    weights *= len(y) / weights.sum()
    found, mean, working = slow_fit(design, y, weights)
    phi = max(1, (working * ((y - mean) / mean) ** 2).sum() / freedom)
    expected = np.exp(found[periods - 1])
    law = stats.poisson(expected) if phi == 1 else stats.nbinom(expected / (phi - 1), 1 / phi)
    return expected, law.ppf(0.99), law.sf(counts[week] - 1)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: f"{job['function']}-{job['name']}")
def test_answers_are_those_of_r(job):
    """Computed by running surveillance 1.20.3 (`python -m benchmarks.against_r --store`), bounds and tails alike."""
    found = ours(job)

    wrong = [differs(found, place, answer) for place, answer in enumerate(job["answers"])]

    assert not any(wrong)


@pytest.mark.skipif(not GOLDENS.is_dir(), reason="../shared/goldens is not here: figures beside the kit")
def test_the_reference_figures_hold():
    """Every configuration of the tool that lies beside the figures."""
    tool = GOLDENS.parents[1] / "tools" / "check_surveillance.py"
    ran = subprocess.run(
        [sys.executable, tool], cwd=HERE.parents[1], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("trend", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_a_slow_twin_gives_the_same_bound(trend, seed):
    """One regression through a matrix solver, against the batched normal equations that need none."""
    counts = weekly(mean=3, seed=seed)[0]
    counts[[60, 150]] += 25

    found = farrington_flexible(
        counts,
        b=3,
        w=2,
        no_periods=4,
        threshold_method="nbPlugin",
        alpha=0.01,
        trend=trend,
        p_threshold_trend=1,
        limit54=(0, 4),
    )

    kept = bool(np.isfinite(found.slope[0]))
    expected, upper, tail = slow_bound(counts, len(counts) - 1, kept)
    assert found.expected[0] == pytest.approx(expected, rel=1e-9)
    assert found.upperbound[0] == upper
    assert found.pvalue[0] == pytest.approx(tail, rel=1e-9)


@pytest.mark.parametrize("method", ["delta", "nbPlugin", "muan"])
@pytest.mark.parametrize("periods", [1, 10])
def test_a_batch_is_its_series_and_weeks_one_by_one(method, periods):
    """What is worked on together must not touch what lies beside it."""
    counts = weekly(7, mean=1.0)
    counts[2, 100:110], counts[3] = np.nan, 0
    weeks, options = [300, 310, 329], {"no_periods": periods, "threshold_method": method}
    together = farrington_flexible(counts, evaluate=weeks, **options)

    for row, series in enumerate(counts):
        for place, week in enumerate(weeks):
            alone = farrington_flexible(series, evaluate=[week], **options)
            for name in FIELDS:
                mine, his = getattr(alone, name)[0], getattr(together, name)[row, place]
                assert np.isclose(mine, his, rtol=1e-9, equal_nan=True), name


def test_the_order_of_series_is_the_order_of_answers():
    """A permutation of series permutes what is said of them."""
    counts, order = weekly(40, mean=4), np.random.default_rng(1).permutation(40)

    there, here = farrington_flexible(counts).upperbound, farrington_flexible(counts[order]).upperbound

    np.testing.assert_allclose(here, there[order], rtol=1e-9)


def test_more_cases_now_are_never_less_unusual():
    """The history stays, so the bound does, and the tail falls."""
    counts = np.repeat(weekly(mean=2), 12, axis=0)
    counts[:, -1] = np.arange(12)

    found = farrington_flexible(counts, limit54=(0, 4), threshold_method="nbPlugin")

    assert len(np.unique(found.upperbound)) == 1
    assert (np.diff(found.pvalue[:, 0]) < 0).all()
    assert (np.diff(found.alarm[:, 0].astype(int)) >= 0).all()


def test_with_an_offset_a_population_ten_times_as_large_changes_nothing():
    """Only its changes over time tell anything."""
    counts, people = weekly(mean=5), np.linspace(900, 1100, 330)
    options = {"population_offset": True, "no_periods": 10}

    one = farrington_flexible(counts, population=people, **options)
    ten = farrington_flexible(counts, population=10 * people, **options)

    np.testing.assert_allclose(one.upperbound, ten.upperbound, rtol=1e-9)


def test_after_years_of_zeros_thirty_cases_are_an_alarm():
    """R finds no end there and says nothing; the default tests exactly and says that it did."""
    counts = np.zeros(330)
    counts[-1] = 30

    exact = farrington_flexible(counts, no_periods=10)
    theirs = farrington_flexible(counts, no_periods=10, compatible=True)

    assert exact.alarm[0]
    assert exact.status[0] == Status.EXACT
    assert exact.pvalue[0] < 1e-30
    assert not theirs.alarm[0]
    assert theirs.status[0] == Status.NO_ANSWER


@pytest.mark.parametrize("rate", [0.002, 0.01, 0.03])
def test_the_exact_test_does_not_alarm_more_often_than_it_says(rate):
    """Binomial given all cases, so valid whatever the rate."""
    counts = np.random.default_rng(3).poisson(rate, (20_000, 330)).astype(float)

    found = farrington_flexible(counts, alpha=0.05, limit54=(0, 4))
    exact = found.status == Status.EXACT

    assert exact.sum() > 5_000
    assert found.alarm[exact].mean() <= 0.05


def test_too_little_history_is_said_of_the_week_and_stops_nothing():
    """The other weeks are answered."""
    found = farrington_flexible(weekly(n_weeks=300)[0], evaluate=[10, 262, 299])

    assert [Status(code).name for code in found.status] == ["TOO_SHORT", "FITTED", "FITTED"]
    assert np.isnan(found.upperbound[0])


def test_a_missing_week_is_not_zero():
    """It is left out of the regression, and is no answer itself."""
    counts = weekly(mean=20)[0]
    gone, none = counts.copy(), counts.copy()
    gone[40:120], none[40:120] = np.nan, 0
    missing = counts.copy()
    missing[-1] = np.nan

    assert farrington_flexible(gone).expected[0] > farrington_flexible(none).expected[0]
    assert farrington_flexible(missing).status[0] == Status.MISSING
    assert not farrington_flexible(missing).alarm[0]


def test_few_cases_are_no_alarm():
    """Fewer than five in four weeks."""
    counts = np.zeros(330)
    counts[-1] = 4

    found = farrington_flexible(counts)

    assert not found.alarm[0]
    assert found.status[0] == Status.FEW


@pytest.mark.parametrize(
    ("counts", "options", "said"),
    [
        ([1, -1], {}, "negative"),
        ([1, 0.5], {}, "whole"),
        ([1, np.inf], {}, "finite"),
        (np.zeros((2, 2, 2)), {}, "shape"),
        ([1, 2], {"evaluate": [2]}, "within"),
        ([1, 2], {"evaluate": [0.5]}, "whole"),
        ([1, 2], {"dates": ["2024-01-01"]}, "2 known days"),
        ([1, 2], {"dates": ["2024-01-01", None]}, "known"),
        ([1, 2], {"dates": ["2024-01-08", "2024-01-01"]}, "sorted"),
        ([1, 2], {"dates": ["2024-01-01", "2024-01-01"]}, "twice"),
        ([1, 2, 3], {"dates": ["2024-01-01", "2024-01-08", "2024-01-22"]}, "evenly"),
        ([1, 2], {"population_offset": True}, "needs"),
        ([1, 2], {"population_offset": True, "population": [1, 0]}, "above 0"),
        ([1, 2], {"population_offset": True, "population": [1, 1, 1]}, "shape"),
        ([1, 2], {"threshold_method": "nb"}, "threshold_method"),
        ([1, 2], {"alpha": 0}, "alpha"),
        ([1, 2], {"b": 0}, "at least"),
        ([1, 2], {"w": 26}, "fit in a year"),
        ([1, 2], {"limit54": (5, 0)}, "limit54"),
    ],
)
def test_bad_input_is_refused_with_what_is_wrong(counts, options, said):
    """Never a silent number."""
    with pytest.raises(ValueError, match=said):
        farrington_flexible(counts, **options)


def test_the_classic_method_wants_whole_windows_unless_it_must_do_as_r():
    """R leaves out years before the series; by default that is too little history."""
    counts = weekly(n_weeks=250, mean=4)[0]

    assert farrington(counts).status[0] == Status.TOO_SHORT
    assert np.isfinite(farrington(counts, compatible=True).upperbound[0])
