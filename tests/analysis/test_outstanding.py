"""Which moves on a chart are more than chance: planted ones are, and in a shuffled history hardly any."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import special, stats

from klubtrends.analysis.outstanding import MOVES, _trigamma_inverse, moved, outstanding
from klubtrends.tables import CHARTS

MONTH = "2026-10"
DAYS = [dt.date(2026, 9, 1) + dt.timedelta(days=day) for day in range(61)]
PROMISED = 0.05


def restless(rng, *, apps=120, days=61, memory=0.95, wander=0.25):
    """Order apps by strengths that wander; NaN below the hundredth place."""
    usual, drift = -0.9 * np.log(np.arange(1, apps + 1)), np.zeros(apps)
    ranks = np.empty((apps, days))
    for day in range(days):
        drift = memory * drift + wander * np.sqrt(1 - memory**2) * rng.normal(size=apps)
        ranks[np.argsort(-(usual + drift)), day] = np.arange(1, apps + 1)
    return np.where(ranks <= 100, ranks, np.nan)


def charts(ranks, days=DAYS):
    """Make CHARTS of ranks, an app a row."""
    rows = [
        {"country": "dk", "chart": "free", "date": day, "rank": int(rank), "app_id": f"{app:03}", "app_name": f"A{app}",
         "developer": "d", "source": "apple_v2", "digest": "x",
         "fetched_at": dt.datetime.combine(day, dt.time(6), tzinfo=dt.UTC)}
        for app, line in enumerate(ranks) for day, rank in zip(days, line, strict=True) if np.isfinite(rank)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=CHARTS.columns)


def planted(ranks, app, path):
    """Put one app at certain ranks (NaN: outside), day by day; the others make room."""
    others = np.where(np.isfinite(ranks), ranks, 1000.0)
    others[app] = np.where(np.isfinite(path), np.asarray(path) - 0.5, 2000.0)
    order = others.argsort(axis=0).argsort(axis=0) + 1.0
    return np.where(order <= 100, order, np.nan)


def climbing(ranks, app=60, to=3):
    """Let one app climb in the middle of the later month and stay."""
    return planted(ranks, app, np.where(np.arange(61) < 45, 60, to))


def test_a_climb_that_stays_is_found_with_its_ranks():
    """From about 60 to 3, the surest of all."""
    top = outstanding(charts(climbing(restless(np.random.default_rng(1)))), MONTH).row(0, named=True)

    assert top["app_id"] == "060"
    assert top["before"] == pytest.approx(60, abs=1)
    assert top["after"] == pytest.approx(3, abs=1)
    assert top["gain"] == pytest.approx(np.log(20), abs=0.05)
    assert top["p"] < 1e-5


def test_a_newcomer_is_found_and_known_as_one():
    """No day in the chart before: its gain is at least that from just below the list."""
    ranks = planted(restless(np.random.default_rng(2)), 110, np.where(np.arange(61) < 45, np.nan, 12))
    row = outstanding(charts(ranks), MONTH).filter(pl.col("app_id") == "110").row(0, named=True)

    assert row["listed_before"] == 0
    assert row["before"] is None
    assert row["gain"] == pytest.approx(np.log(101 / 12), abs=0.02)
    assert row["p"] < 1e-3


def test_one_day_at_the_top_is_nothing():
    """A day's feature by the store is over in a week's mean."""
    ranks = restless(np.random.default_rng(3))
    ranks = planted(ranks, 60, np.where(np.arange(61) == 57, 1, ranks[60]))
    found = outstanding(charts(ranks), MONTH)
    adjusted = stats.false_discovery_control(found["p"].to_numpy())

    assert adjusted[found["app_id"].to_list().index("060")] > PROMISED


def test_a_whole_chart_turned_over_names_hardly_anybody():
    """Where everything moves, next to nothing stands out."""
    rng = np.random.default_rng(4)
    first, then = restless(rng, days=30), rng.permutation(restless(rng, days=31))
    found = outstanding(charts(np.hstack([first, then])), MONTH)

    assert (stats.false_discovery_control(found["p"].to_numpy()) <= PROMISED).sum() <= 2


def test_relabelling_apps_and_another_chart_change_nothing():
    """Laws: ids only tell apart, and an unrelated chart is unrelated."""
    frame = charts(climbing(restless(np.random.default_rng(5))))
    plain = outstanding(frame, MONTH)
    beside = pl.concat([frame, frame.with_columns(chart=pl.lit("paid"), rank=101 - pl.col("rank"))])
    renamed = frame.with_columns(app_id="z" + pl.col("app_id"))

    assert outstanding(beside, MONTH).equals(plain)
    assert outstanding(renamed, MONTH).drop("app_id").equals(plain.drop("app_id"))


def test_a_day_cut_short_is_no_exit():
    """Twenty rows on one day say nothing of the eighty apps below."""
    ranks = restless(np.random.default_rng(6))
    cut = ranks.copy()
    cut[:, 58] = np.where(cut[:, 58] <= 20, cut[:, 58], np.nan)
    whole, short = (outstanding(charts(each), MONTH).sort("app_id") for each in (ranks, cut))

    assert np.abs(whole["gain"].to_numpy() - short["gain"].to_numpy()).max() < 0.3
    assert stats.false_discovery_control(short["p"].to_numpy()).min() > PROMISED


@pytest.mark.parametrize("days", [DAYS[:30], DAYS[31:], DAYS[28:34], []])
def test_too_few_days_give_no_rows(days):
    """A first month, a month without data, a few days around the turn."""
    ranks = restless(np.random.default_rng(7))[:, : len(days)]

    assert outstanding(charts(ranks, days), MONTH).is_empty()


def test_a_chart_of_one_app_says_nothing():
    """It stands still: no move, and no chance of one."""
    found = outstanding(charts(np.ones((1, 61))), MONTH)

    assert found["gain"].to_list() == [0]
    assert found["p"].to_list() == [1]


def test_pandas_comes_back_as_pandas():
    """With the same rows."""
    frame = charts(restless(np.random.default_rng(8), apps=30))
    back = outstanding(frame.to_pandas(), MONTH)

    assert isinstance(back, pd.DataFrame)
    assert list(back.columns) == list(MOVES)
    assert back["app_id"].tolist() == outstanding(frame, MONTH)["app_id"].to_list()


@pytest.mark.parametrize("value", [1e-4, 0.1, 1.0, 30.0, 1e4])
def test_trigamma_is_turned_around(value):
    """Newton's method arrives."""
    assert float(special.polygamma(1, _trigamma_inverse(value))) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("memory", [0.8, 0.95])
def test_in_months_without_cause_few_have_a_find(memory):
    """Charts that wander, 200 of them, and again with their days shuffled: at most one in twenty."""
    rng = np.random.default_rng(9)
    finds = {"as it came": 0, "shuffled": 0}
    for _ in range(200):
        ranks = restless(rng, memory=memory)
        for name, order in (("as it came", np.arange(61)), ("shuffled", rng.permutation(61))):
            p = moved(ranks[:, order], np.arange(61), 30)["p"]
            finds[name] += stats.false_discovery_control(p).min() <= PROMISED

    assert max(finds.values()) <= stats.binom.isf(0.01, 200, PROMISED), finds
