"""A restless week is restless against the chart's own past, and the apps that made it are named."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from klubtrends.analysis.divergence import overlap, turbulence
from klubtrends.analysis.ranks import lines
from klubtrends.analysis.restless import LEAST_WEEKS, restlessness
from klubtrends.tables import CHARTS

MONTH = "2026-10"
MORNING = dt.time(6, tzinfo=dt.UTC)
UNTIL = dt.date(2026, 11, 1)  # a Sunday: the month's last week ends here


def days_back(weeks):
    """List the days of so many weeks, oldest first."""
    return [UNTIL - dt.timedelta(back) for back in range(7 * weeks - 1, -1, -1)]


def market(rng, *, weeks=40, apps=60, length=20, pace=0.2):
    """Make daily lists of a market in equilibrium."""
    base = rng.normal(0, 1.5, apps)
    strength, lists = base + rng.normal(0, pace, apps), {}
    for day in days_back(weeks):
        strength = base + 0.9 * (strength - base) + pace * rng.normal(size=apps)
        lists[day] = [f"a{app:02}" for app in np.argsort(-strength)[:length]]
    return lists


def chart_rows(days, *, chart="free"):
    """Make chart rows from {date: [app ids, best first]}."""
    rows = [
        ("dk", chart, date, rank, app, f"App {app}", "f", "s", dt.datetime.combine(date, MORNING), "x")
        for date, apps in days.items()
        for rank, app in enumerate(apps, 1)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=CHARTS.columns, orient="row")


def shuffled_week(lists, rng):
    """Turn the month's last week upside down."""
    for day in days_back(1):
        lists[day] = [f"n{number}" for number in range(5)] + list(rng.permutation(lists[day]))[:15]
    return lists


def test_a_week_turned_upside_down_is_restless_and_its_newcomers_are_named():
    """Five new apps on top of a shuffled list."""
    rng = np.random.default_rng(1)
    found = restlessness(chart_rows(shuffled_week(market(rng), rng)), MONTH, length=20)
    last = found.weeks.row(-1, named=True)

    assert last["verdict"] == "restless"
    assert (last["week"], last["until"] - last["since"]) == ("2026-W44", dt.timedelta(7))
    assert last["entries"] >= 5
    assert last["earlier"] == 38
    why = found.causes.filter(week="2026-W44")
    assert {"n0", "n1", "n2"} <= set(why["app_id"])
    assert why.filter(app_id="n0").select("app_name", "rank_before", "rank_after").row(0) == ("App n0", None, 1)
    assert why["share"].is_sorted(descending=True)
    assert 0 < why["share"].sum() <= 1


def test_each_week_is_compared_with_the_end_of_the_one_before():
    """Overlap and turbulence are those of two Sundays alone."""
    lists = market(np.random.default_rng(2))
    weeks = restlessness(chart_rows(lists), MONTH, length=20).weeks
    for row in weeks.to_dicts():
        pair = {day: lists[day] for day in (row["since"], row["until"])}
        rows = chart_rows(pair).select("chart", "app_id", "date", "rank").sort("chart", "app_id", "date")
        two = lines(rows, length=20)
        assert (row["overlap"], row["turbulence"]) == pytest.approx((overlap(two)[1], turbulence(two)[1]))
        old, new = (set(apps) for apps in pair.values())
        assert (row["entries"], row["exits"]) == (len(new - old), len(old - new))


def test_an_ordinary_chart_is_called_restless_in_one_week_of_ten_at_most():
    """Two hundred charts in equilibrium: what is promised holds, for calm weeks too."""
    rng = np.random.default_rng(3)
    verdicts = [
        restlessness(chart_rows(market(rng, weeks=24, apps=24, length=8)), MONTH, length=8).weeks["verdict"][-1]
        for _ in range(200)
    ]

    for verdict in ("restless", "calm"):
        assert 0.03 < verdicts.count(verdict) / 200 < 0.15
    assert verdicts.count("ordinary") > 140


def test_under_twelve_earlier_weeks_nothing_is_said_of_restlessness():
    """The comparison of two Sundays stands, the verdict does not."""
    lists = market(np.random.default_rng(4), weeks=LEAST_WEEKS)
    weeks = restlessness(chart_rows(lists), MONTH, length=20).weeks

    assert set(weeks["verdict"]) == {"unknown"}
    assert weeks["turbulence"].null_count() == 0
    assert weeks["as_restless"].null_count() == weeks.height == 5


def test_a_week_that_nobody_saw_is_unknown_and_so_is_the_next():
    """Two weeks apart is not a week's change."""
    lists = market(np.random.default_rng(5))
    gone = {day for day in lists if dt.date(2026, 10, 5) <= day <= dt.date(2026, 10, 11)}
    weeks = restlessness(
        chart_rows({day: lists[day] for day in lists if day not in gone}), MONTH, length=20
    ).weeks

    assert [row["week"] for row in weeks.to_dicts() if row["turbulence"] is None] == ["2026-W41", "2026-W42"]
    assert weeks.filter(pl.col("turbulence").is_null())["verdict"].to_list() == ["unknown"] * 2


@pytest.mark.parametrize("seed", range(3))
def test_relabelled_apps_and_an_unrelated_chart_change_nothing(seed):
    """Labels are labels, charts are counted apart."""
    lists = market(np.random.default_rng(seed))
    found = restlessness(chart_rows(lists), MONTH, length=20)
    renamed = {day: [f"z{99 - int(app[1:]):02}" for app in apps] for day, apps in lists.items()}
    other = restlessness(chart_rows(renamed), MONTH, length=20)
    mixed = pl.concat([chart_rows(lists), chart_rows(market(np.random.default_rng(99)), chart="paid")])

    assert_frame_equal(other.weeks, found.weeks)
    assert restlessness(mixed, MONTH, length=20).weeks.equals(found.weeks)
    assert restlessness(mixed, MONTH, length=20).causes.equals(found.causes)


def test_without_rows_every_week_is_unknown():
    """No chart, no verdict, no causes."""
    found = restlessness(CHARTS.empty(), MONTH)

    assert found.weeks["verdict"].to_list() == ["unknown"] * 5
    assert found.causes.is_empty()


def test_pandas_in_pandas_out():
    """The same tables, in kind."""
    rows = chart_rows(market(np.random.default_rng(6)))
    same, found = restlessness(rows, MONTH, length=20), restlessness(rows.to_pandas(), MONTH, length=20)

    assert isinstance(found.weeks, pd.DataFrame)
    assert found.weeks.equals(same.weeks.to_pandas())
    assert found.causes.equals(same.causes.to_pandas())
