"""Apps and incidents: no link where there is none, the planted one found, and nothing said too early."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from attention_tables import days_to
from scipy import stats

from klubtrends.analysis.links import (
    LAGS,
    LEAST_WEEKS,
    Link,
    Links,
    correlated,
    innovations,
    links,
    weekly_cases,
)
from klubtrends.periods import month_of, thursday, weeks_between
from klubtrends.tables import FOLDED, INCIDENTS

MONTH = "2026-10"


def memory(rng, rows, weeks, spread=1.0, keep=0.9):
    """Let levels wander."""
    found = np.empty((rows, weeks))
    found[:, 0] = spread * rng.normal(size=rows)
    for week in range(1, weeks):
        found[:, week] = keep * found[:, week - 1] + spread * np.sqrt(1 - keep**2) * rng.normal(size=rows)
    return found


def unrelated(seed, *, apps=100, types=8, weeks=156):
    """Draw apps that wander, and types whose rates do, tiny counts; nothing has to do with anything."""
    rng = np.random.default_rng(seed)
    rates = np.exp(memory(rng, types, weeks, 0.5)) * rng.uniform(0.3, 3, (types, 1))
    return memory(rng, apps, weeks), rng.poisson(rates).astype(float)


def slow(apps, types):
    """Say it pair by pair with scipy's own Spearman."""
    x, y = innovations(apps), innovations(np.sqrt(types))
    found = {}
    for a, one in enumerate(x):
        for t, other in enumerate(y):
            for lag in LAGS:
                pairs = [(one[w], other[w + lag]) for w in range(len(one)) if 0 <= w + lag < len(other)]
                known = np.array([pair for pair in pairs if np.isfinite(pair).all()])
                if len(known) >= LEAST_WEEKS:
                    rho = stats.spearmanr(known[:, 0], known[:, 1])
                    found[a, t, lag] = (rho.statistic, rho.pvalue, len(known))
    return found


@pytest.mark.parametrize("gaps", [0, 25])
def test_every_pair_is_that_of_a_slow_twin(gaps):
    """Rho, chance and weeks in common, with weeks missing here and there."""
    apps, types = unrelated(1, apps=4, types=3, weeks=110)
    rng = np.random.default_rng(2)
    for row in (*apps, *types):
        row[rng.choice(110, gaps, replace=False)] = np.nan
    twin, found = slow(apps, types), correlated(apps, types)

    assert set(found.pairs) == set(twin)
    for at, pair in enumerate(found.pairs):
        assert (found.rho[at], found.p[at], found.weeks[at]) == pytest.approx(twin[pair])
    assert found.adjusted == pytest.approx(stats.false_discovery_control(found.p))


def test_what_is_new_in_a_week_is_white():
    """Of a series that remembers, the innovations do not; ordinary least squares, by hand."""
    series = memory(np.random.default_rng(3), 1, 400)
    new = innovations(series)[0]
    slope, cut = np.polyfit(series[0, :-1], series[0, 1:], 1)

    assert np.isnan(new[0])
    assert new[1:] == pytest.approx(series[0, 1:] - slope * series[0, :-1] - cut)
    assert abs(np.corrcoef(new[1:-1], new[2:])[0, 1]) < 0.15


def test_on_a_hundred_unrelated_apps_three_reports_in_a_hundred_have_a_false_hit():
    """60 reports here, with what chance does to 60; 400 in benchmarks/linking.py."""
    hits = sum(correlated(*unrelated(seed)).adjusted.min() <= 0.03 for seed in range(60))

    assert hits <= stats.binom.isf(0.01, 60, 0.03)


def test_without_prewhitening_nearly_every_report_has_one():
    """Two series that each wander wander alike: what the method is for."""
    hits = [correlated(*unrelated(seed), whiten=False).adjusted.min() <= 0.03 for seed in range(10)]

    assert sum(hits) >= 9


# on the tables themselves


def tables(seed, *, weeks=110, types=2, driven=False):
    """Make a daily series and a register; where `driven`, a type follows the app two weeks later."""
    rng = np.random.default_rng(seed)
    names = weeks_between("2020-W01", "2026-W44")[-weeks:]
    last = thursday(names[-1]) + dt.timedelta(days=3)
    level = memory(rng, 1, weeks + 2, 0.8, 0.5)[0]
    days = days_to(last, weeks * 7)
    value = rng.poisson(200 * np.exp(np.repeat(level[2:], 7)))
    series = pl.DataFrame(
        {"app": "a", "name": "A", "platform": "wikipedia", "date": days, "value": value * 1.0, "note": ""}
    )
    rows = []
    for week, now in zip(names, level[:-2], strict=True):
        for kind in range(types):
            rate = 4 * np.exp(1.2 * now) if driven and kind == 0 else 4
            rows += [(week, f"t{kind}")] * rng.poisson(rate)
    incidents = pl.DataFrame(
        [{"id": f"i{at}", "week": week, "arrived": month_of(week), "department": "d", "kind": "negative", "type": kind}
         for at, (week, kind) in enumerate(rows)], schema=INCIDENTS.columns,
    )  # fmt: skip
    months = sorted({month_of(week) for week in names})
    return series, incidents, pl.DataFrame({"month": months, "department": "d"}), FOLDED.empty()


def test_a_planted_link_is_found_with_its_lag():
    """The incidents come two weeks after the talk."""
    found = links(*tables(1, driven=True), MONTH)

    assert found.status == "some"
    assert (found.links[0].app, found.links[0].type, found.links[0].lag) == ("a", "t0", 2)
    assert found.links[0].rho > 0.4


def test_unrelated_tables_have_none():
    """The honest answer of most months."""
    assert [links(*tables(seed), MONTH).status for seed in range(5)] == ["none"] * 5


@pytest.mark.parametrize("weeks", [1, 20, 52])
def test_under_a_year_of_weeks_nothing_is_said(weeks):
    """Even of a planted one; 52 weeks less holidays and the first are too few."""
    found = links(*tables(1, weeks=weeks, driven=True), MONTH)

    assert (found.status, found.links, found.pairs) == ("early", (), 0)


def test_empty_tables_are_too_early():
    """A new network."""
    series, incidents, reported, folded = tables(1)

    assert links(series.clear(), incidents, reported, folded, MONTH).status == "early"
    assert links(series, incidents.clear(), reported.clear(), folded, MONTH).status == "early"


def test_what_arrives_later_changes_nothing():
    """A month looks the same whenever asked about."""
    series, incidents, reported, folded = tables(4)
    late = incidents.head(40).with_columns(arrived=pl.lit("2026-11"), id=pl.lit("n") + pl.col("id"))
    found = links(series, pl.concat([incidents, late]), reported, folded, MONTH)

    assert found.links == links(series, incidents, reported, folded, MONTH).links


def test_a_week_in_which_nobody_reported_is_missing_and_a_holiday_too():
    """Never read as nothing; counts are for each department that reported."""
    _, incidents, reported, folded = tables(5, weeks=60)
    missing = reported.filter(pl.col("month") != "2026-03")
    double = pl.concat(
        [reported, reported.filter(pl.col("month") == "2026-05").with_columns(department=pl.lit("e"))]
    )
    plain, gap, halved = (weekly_cases(incidents, each, folded, MONTH) for each in (reported, missing, double))
    holiday, march, may = plain["week"] == "2026-W42", gap["week"] == "2026-W11", plain["week"] == "2026-W20"

    assert plain.filter(holiday)["t0"].is_nan().all()
    assert gap.filter(march)["t0"].is_nan().all()
    assert halved.filter(may)["t0"].item() * 2 == plain.filter(may)["t0"].item()


def test_positive_episodes_are_not_looked_at():
    """Good news is no incident."""
    _, incidents, reported, folded = tables(6)
    good = incidents.with_columns(kind=pl.lit("positive"))

    assert weekly_cases(good, reported, folded, MONTH).columns == ["week"]


def test_pandas_says_the_same():
    """Any frame will do."""
    given = tables(1, driven=True)

    assert links(*[frame.to_pandas() for frame in given], MONTH).links == links(*given, MONTH).links


def test_what_was_found_is_not_shown_by_accident():
    """A notebook that ends with it stores the status alone."""
    found = Links(MONTH, "some", (Link("snapchat", "grooming", 1, 0.61, 1e-6, 1e-3, 90),), 900)

    assert "grooming" not in repr(found)
    assert "0.61" not in repr(found)
    assert "some" in repr(found)


@pytest.mark.parametrize(
    ("apps", "types"), [(np.ones((1, 60)), np.ones((1, 61))), (np.ones((1, 60)), -np.ones((1, 60)))]
)
def test_series_of_different_length_and_negative_counts_are_refused(apps, types):
    """Never a plausible wrong number."""
    with pytest.raises(ValueError, match="types"):
        correlated(apps, types)


def test_series_that_stand_still_have_no_correlation():
    """Equal values week by week: nothing to rank."""
    assert len(correlated(np.ones((2, 90)), np.ones((2, 90))).p) == 0
