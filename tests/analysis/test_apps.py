"""What each app did in a month, told by a patient reader of the same lists."""

import datetime as dt
import itertools
import math
import statistics

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from klubtrends.analysis.apps import SCHEMA, app_figures
from klubtrends.tables import CHARTS

MONTH = "2026-10"
MORNING = dt.time(6, tzinfo=dt.UTC)
FIRST = dt.date(2026, 8, 1)
DAYS = [FIRST + dt.timedelta(day) for day in range(92)]


def chart_rows(days, *, chart="free", country="dk"):
    """Make chart rows from {date: [app ids, best first]}."""
    rows = [
        (country, chart, date, rank, app, f"App {app}", "f", "s", dt.datetime.combine(date, MORNING), "x")
        for date, apps in days.items()
        for rank, app in enumerate(apps, 1)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=CHARTS.columns, orient="row")


def restless(seed, *, apps=18, length=12, days=DAYS, gaps=0.1):
    """Three months of a chart whose apps wander, some days missing, lists of 10 to 12."""
    rng = np.random.default_rng(seed)
    strength, chart = rng.normal(size=apps), {}
    for day in days:
        strength = 0.9 * strength + 0.4 * rng.normal(size=apps)
        listed = length - int(rng.integers(0, 3))
        if rng.random() >= gaps:
            chart[day] = [f"a{app}" for app in np.argsort(-strength)[:listed]]
    return chart


def slow_figures(days, app, length):
    """Say of one app what `app_figures` says, day by day; the trend apart."""
    dates = sorted(days)
    ranks = [days[date].index(app) + 1 if app in days[date] else math.inf for date in dates]
    october = [number for number, date in enumerate(dates) if date.month == 10]
    inside = [number for number in october if ranks[number] < math.inf]
    runs = "".join("x" if number in inside else " " for number in october).split()
    returns = sum(
        ranks[number] < math.inf and ranks[number - 1] == math.inf and min(ranks[:number]) < math.inf
        for number in october
        if number
    )
    visible = [math.log((length + 1) / rank) if rank < math.inf else 0 for rank in ranks]
    return {
        "days": len(inside),
        "best": min(ranks[number] for number in october),
        "longest": max(map(len, runs)),
        "returns": returns,
        "first": dates[inside[0]],
        "last": dates[inside[-1]],
        "momentum": statistics.fmean(visible[-7:]) - statistics.fmean(visible[-28:]),
        "breakout": slow_breakout(dates, ranks, october),
    }


def slow_breakout(dates, ranks, october):
    """Find the first of three high days on end, the last of them in the month."""
    for number in range(max(october[0] - 2, 14), len(dates) - 2):
        base = [math.log(rank) for rank in ranks[max(0, number - 28) : number]]
        usual = statistics.median(base)
        if usual == math.inf:
            continue
        spread = 1.4826 * statistics.median(abs(depth - usual) for depth in base)
        least = max(4 * spread, math.log(1.5))
        if all(usual - math.log(rank) > least for rank in ranks[number : number + 3]):
            return dates[number]
    return None


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_figures_are_those_of_a_slow_twin(seed):
    """Every app of a chart with gaps and lists of different length."""
    days = restless(seed, apps=30)
    table = app_figures(chart_rows(days), MONTH, length=12)
    october = [days[date] for date in days if date.month == 10]

    assert set(table["app_id"]) == set(itertools.chain.from_iterable(october))
    for row in table.to_dicts():
        expected = slow_figures(days, row["app_id"], 12)
        assert row["momentum"] == pytest.approx(expected.pop("momentum"), abs=1e-12)
        assert {name: row[name] for name in expected} == expected


def climbing(*, start=60, end=4):
    """A hundred apps that stand still, but one that climbs through September and October."""
    rest = [f"r{number:02}" for number in range(100)]
    chart = {}
    for day in DAYS:
        rank = start
        if day >= dt.date(2026, 10, 1):
            done = (day.day - 1) / 30
            rank = round(start * (end / start) ** done)
        chart[day] = [*rest[: rank - 1], "up", *rest[rank - 1 : 99]]
    return chart


def test_a_climb_has_a_trend_a_momentum_and_a_breakout():
    """From 60 to 4 in a month: ln 15 in 30 days, a breakout once it stands 1.5 times higher."""
    row = app_figures(chart_rows(climbing()), MONTH).filter(app_id="up").to_dicts()[0]

    assert row["gain"] == pytest.approx(7 * math.log(15) / 30, rel=0.02)
    assert row["gain_low"] < row["gain"] < row["gain_high"]
    assert row["gain_low"] > 0
    assert row["gain_p"] < 0.001
    assert row["momentum"] > 0.5
    assert row["breakout"] == dt.date(2026, 10, 6)


def test_a_jump_of_two_days_is_no_breakout():
    """What does not persist is a day's noise."""
    chart = climbing(end=60)
    for day in (dt.date(2026, 10, 10), dt.date(2026, 10, 11)):
        chart[day] = ["up", *(app for app in chart[day] if app != "up")]
    assert app_figures(chart_rows(chart), MONTH).filter(app_id="up")["breakout"].item() is None

    day = dt.date(2026, 10, 12)
    chart[day] = ["up", *(app for app in chart[day] if app != "up")]
    assert app_figures(chart_rows(chart), MONTH).filter(app_id="up")["breakout"].item() == dt.date(2026, 10, 10)


def test_a_jump_at_the_turn_of_the_month_is_found_once():
    """It belongs to the month in which its third day lies."""
    chart = climbing(end=60)
    for day in DAYS:
        if day >= dt.date(2026, 9, 29):
            chart[day] = ["up", *(app for app in chart[day] if app != "up")]
    found = [app_figures(chart_rows(chart), month).filter(app_id="up") for month in ("2026-09", MONTH)]

    assert [frame["breakout"].item() for frame in found] == [None, dt.date(2026, 9, 29)]


@pytest.mark.parametrize("seed", range(3))
def test_relabelled_apps_and_an_unrelated_chart_change_nothing(seed):
    """Labels are labels, charts are counted apart."""
    days = restless(seed)
    table = app_figures(chart_rows(days), MONTH, length=12)
    renamed = {day: [f"x{app[::-1]}" for app in apps] for day, apps in days.items()}
    mixed = pl.concat([chart_rows(days), chart_rows(restless(seed + 9), chart="paid")])
    other = app_figures(chart_rows(renamed), MONTH, length=12).with_columns(
        app_id=pl.col("app_id").str.slice(1).str.reverse(), app_name=pl.lit("")
    )

    assert app_figures(mixed, MONTH, length=12).equals(table)
    assert_frame_equal(
        other.sort("app_id").drop("app_name"), table.sort("app_id").drop("app_name"), rel_tol=1e-6
    )


def test_a_trend_lies_in_its_interval_and_what_was_not_fitted_has_none():
    """A status for every app, a number only where there is one."""
    days = restless(4, gaps=0, apps=40)
    table = app_figures(chart_rows(days), MONTH, length=12)

    assert set(table["gain_status"]) <= {"fitted", "few_days", "still", "not_fitted"}
    fitted = table.filter(gain_status="fitted")
    assert fitted.select(pl.col("gain").is_between("gain_low", "gain_high").all()).item()
    assert table.filter(pl.col("gain_status") != "fitted")["gain"].null_count() == (
        table.height - fitted.height
    )


def test_a_trend_among_many_is_as_sure_as_many_trends_let_it_be():
    """Benjamini and Hochberg by hand: a p-value times how many there are over its place, or a larger one's."""
    table = app_figures(chart_rows(restless(5, apps=30)), MONTH, length=12).drop_nulls("gain_p").sort("gain_p")
    told = table["gain_p"].to_list()
    by_hand = [min([1.0, *(p * len(told) / at for at, p in enumerate(told, 1) if p >= one)]) for one in told]

    assert len(told) > 10
    assert table["gain_adjusted"].to_list() == pytest.approx(by_hand)


def test_pandas_in_pandas_out():
    """The same figures, in kind."""
    rows = chart_rows(restless(1))
    answer = app_figures(rows.to_pandas(), MONTH, length=12)

    assert isinstance(answer, pd.DataFrame)
    assert answer.equals(app_figures(rows, MONTH, length=12).to_pandas())


def empty(table):
    """Tell whether a table has its columns and no rows."""
    return table.is_empty() and dict(table.schema) == SCHEMA


def test_a_month_without_days_is_an_empty_table():
    """No rows at all, another chart only, or every day of the month contradicting itself."""
    rows = chart_rows(restless(2))
    tied = rows.with_columns(
        rank=pl.when(pl.col("date").dt.month() == 10).then(3).otherwise("rank").cast(pl.Int32)
    )

    assert empty(app_figures(CHARTS.empty(), MONTH))
    assert empty(app_figures(rows, MONTH, chart="paid"))
    assert empty(app_figures(rows.filter(pl.col("date").dt.month() < 10), MONTH))
    assert empty(app_figures(tied, MONTH))


def spoilt(how):
    """Make one October day say what cannot be."""
    rows, bad = chart_rows(restless(3, gaps=0)), pl.col("date") == dt.date(2026, 10, 15)
    rank = {"nought": pl.col("rank") - 1, "tied": (pl.col("rank") + 1) // 2, "half": pl.col("rank")}[how]
    rows = rows.with_columns(rank=pl.when(bad).then(rank).otherwise("rank").cast(pl.Int32))
    return rows.filter(~bad | (pl.col("rank") <= 6)) if how == "half" else rows


@pytest.mark.parametrize("how", ["nought", "tied", "half"])
def test_a_day_that_contradicts_itself_is_as_good_as_not_fetched(how):
    """Rank 0, two apps at one rank, half an answer: the day counts for nobody."""
    good = chart_rows(restless(3, gaps=0)).filter(pl.col("date") != dt.date(2026, 10, 15))

    assert app_figures(spoilt(how), MONTH, length=12).equals(app_figures(good, MONTH, length=12))


def test_a_chart_of_one_app_has_no_trend_and_says_so():
    """One app at rank 1 on every day: a status, no slope."""
    row = app_figures(chart_rows({day: ["only"] for day in DAYS}), MONTH).to_dicts()[0]

    assert (row["days"], row["best"], row["longest"], row["returns"]) == (31, 1, 31, 0)
    assert (row["gain_status"], row["gain"], row["breakout"]) == ("still", None, None)


def test_a_chart_that_stops_is_judged_on_its_own_days():
    """Four days in the month: too few for a trend, and momentum only where there is a base."""
    days = {day: apps for day, apps in restless(5).items() if day <= dt.date(2026, 10, 4)}
    short = {day: apps for day, apps in days.items() if day >= dt.date(2026, 9, 20)}

    assert set(app_figures(chart_rows(days), MONTH, length=12)["gain_status"]) == {"few_days"}
    assert app_figures(chart_rows(short), MONTH, length=12)["momentum"].null_count() > 0


def test_two_countries_at_once_are_refused():
    """Ranks of two storefronts do not mix."""
    rows = chart_rows(restless(6))
    both = pl.concat([rows, rows.with_columns(country=pl.lit("se"))])

    with pytest.raises(ValueError, match="one country"):
        app_figures(both, MONTH)
