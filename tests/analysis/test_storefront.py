"""A storefront's charts at once say what each says alone, and a list that contradicts itself says nothing."""

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from klubtrends.analysis import storefront
from klubtrends.analysis.divergence import overlap, turbulence
from klubtrends.analysis.ranks import lines
from klubtrends.analysis.storefront import APPS, BROKEN, DAYS, MOVERS, summary

FIRST = dt.date(2026, 1, 1)
KINDS = {"chart": pl.String, "app_id": pl.String, "date": pl.Date, "rank": pl.Int32}
TABLES = ("days", "apps", "movers", "broken")


def invented(seed, *, charts=3, days=50, apps=16, length=10, gaps=0.1):
    """Charts whose apps wander, with days that nobody fetched; as {chart: {date: {app: rank}}}."""
    rng = np.random.default_rng(seed)
    told = {}
    for number in range(charts):
        strength = rng.normal(size=apps)
        told[f"chart-{number}"] = chart = {}
        for offset in range(days):
            strength = 0.9 * strength + 0.4 * rng.normal(size=apps)
            if rng.random() >= gaps:
                best = np.argsort(-strength)[:length]
                chart[FIRST + dt.timedelta(offset)] = {str(98 + app): rank for rank, app in enumerate(best, 1)}
    return told


def frame(told):
    """Make chart rows of it, in no order."""
    rows = [
        (c, app, day, rank)
        for c, days in told.items()
        for day, ranks in days.items()
        for app, rank in ranks.items()
    ]
    return pl.DataFrame(rows, schema=KINDS, orient="row").sample(fraction=1, shuffle=True, seed=1)


def same(one, other):
    """Tell whether two summaries are the same to the last bit."""
    return all(getattr(one, name).equals(getattr(other, name)) for name in TABLES)


def slow_days(chart, ranks):
    """Who came, came back and left, day by day, with sets."""
    rows, ever, before = [], set(), None
    for day, apps in ranks.items():
        came = set(apps) - set(before) if before is not None else set()
        left = set(before) - set(apps) if before is not None else set()
        rows.append((chart, day, len(apps), len(came), len(came & ever), len(left)))
        ever |= set(apps)
        before = apps
    return rows


def slow_momentum(ranks, app, day, length):
    """Mean visibility of the last 7 chart-days less that of the last 28."""
    days = [each for each in ranks if each <= day]
    seen = [math.log((length + 1) / ranks[each][app]) if app in ranks[each] else 0.0 for each in days]
    return None if len(days) < 28 else sum(seen[-7:]) / 7 - sum(seen[-28:]) / 28


def slow_apps(chart, ranks, length):
    """Each app's stays, day by day."""
    rows = []
    for app in sorted({app for apps in ranks.values() for app in apps}):
        runs, there = [], False
        for apps in ranks.values():
            if app in apps:
                runs = [*runs[:-1], runs[-1] + 1] if there else [*runs, 1]
            there = app in apps
        days = [day for day, apps in ranks.items() if app in apps]
        moments = [slow_momentum(ranks, app, day, length) for day in days]
        peak = max((moment for moment in moments if moment is not None), default=None)
        best = min(ranks[day][app] for day in days)
        rows.append((chart, app, len(days), best, len(runs), max(runs), days[0], days[-1], moments[-1], peak))
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_a_storefront_counts_what_a_patient_reader_would(seed):
    """Stays, flows and momentum, chart by chart, app by app and day by day."""
    told = invented(seed)
    found = summary(frame(told), length=10, count=3)

    days = [row for chart, ranks in told.items() for row in slow_days(chart, ranks)]
    assert found.days.select(list(DAYS)[:6]).rows() == days
    apps = [row for chart, ranks in told.items() for row in slow_apps(chart, ranks, 10)]
    assert_frame_equal(found.apps, pl.DataFrame(apps, schema=APPS, orient="row"), abs_tol=1e-8)
    for chart, ranks in told.items():
        last = max(ranks)
        moved = sorted((-slow_momentum(ranks, app, last, 10), app) for app in ranks[last])[:3]
        assert found.movers.filter(chart=chart)["app_id"].to_list() == [app for _, app in moved]


def test_overlap_and_turbulence_are_those_of_each_chart_alone():
    """They are held against their definitions beside the array kernel; here, that they stand where they belong."""
    told = invented(5)
    found = summary(frame(told), length=10)

    for chart in told:
        alone = lines(frame({chart: told[chart]}).sort("chart", "app_id", "date"), length=10)
        mine = found.days.filter(chart=chart)
        np.testing.assert_array_equal(mine["overlap"].fill_null(np.nan), overlap(alone))
        np.testing.assert_array_equal(mine["turbulence"].fill_null(np.nan), turbulence(alone))


@pytest.mark.parametrize(
    "order", [["chart", "app_id", "date"], ["date", "chart", "rank"], ["month", "chart", "app_id", "date"]]
)
def test_the_order_of_rows_changes_nothing(order):
    """Sorted rows, a day's answers one after the other, or months one after the other."""
    rows = frame(invented(6))

    assert same(
        summary(rows.sort(pl.col("date").dt.month(), "app_id") if "month" in order else rows.sort(order)),
        summary(rows),
    )


def test_how_many_charts_are_worked_on_at_once_changes_nothing(monkeypatch):
    """Every chart alone, or all of them together."""
    rows = frame(invented(7))
    together = summary(rows)
    monkeypatch.setattr(storefront, "AT_ONCE", 1)

    assert same(summary(rows), together)


def test_an_unrelated_chart_changes_nothing():
    """Nothing of one chart bears upon another."""
    told = invented(8)
    found = summary(frame(told | {"a": invented(9)["chart-0"]}))

    kept = [getattr(found, name).filter(pl.col("chart") != "a") for name in TABLES]
    assert same(storefront.Summary(*kept), summary(frame(told)))


def spoilt(kind, ranks):
    """Spoil one list: rows (app, rank)."""
    rows = list(ranks.items())
    return {
        "rank 0": [(app, rank - 1) for app, rank in rows],
        "rank below 0": [*rows[1:], (rows[0][0], -7)],
        "no rank": [*rows[1:], (rows[0][0], None)],
        "no app": [*rows[1:], (None, 1)],
        "rank held twice": [*rows, ("new", 3)],
        "another list's answer as well": rows
        + [(app, 11 - rank) for app, rank in rows if rank < 3]
        + [("x", 5)],
        "half a list": rows[: len(rows) // 2],
    }[kind]


@pytest.mark.parametrize(
    "kind",
    [
        "rank 0",
        "rank below 0",
        "no rank",
        "no app",
        "rank held twice",
        "another list's answer as well",
        "half a list",
    ],
)
def test_a_list_that_contradicts_itself_is_as_if_nobody_had_seen_it(kind):
    """Never a plausible wrong number: the day is left out, and said to be."""
    told = invented(10, gaps=0)
    day = FIRST + dt.timedelta(20)
    ranks = told["chart-1"].pop(day)
    rows = [("chart-1", app, day, rank) for app, rank in spoilt(kind, ranks)]
    found = summary(pl.concat([frame(told), pl.DataFrame(rows, schema=KINDS, orient="row")]), length=10)

    expected = summary(frame(told), length=10)
    assert same(storefront.Summary(found.days, found.apps, found.movers, expected.broken), expected)
    assert found.broken.rows() == [("chart-1", day)]


def test_an_app_listed_twice_on_a_day_counts_once_at_its_best_rank():
    """And a whole day that was written twice is one day."""
    told = invented(11)
    rows = frame(told)
    twice = rows.filter(date=rows["date"][0])
    worse = twice.head(1).with_columns(rank=pl.lit(11, pl.Int32))

    assert same(summary(pl.concat([rows, twice])), summary(rows))
    assert same(summary(pl.concat([worse, rows])), summary(rows))


def test_a_chart_of_one_app_and_no_chart_at_all_are_charts():
    """The smallest lists there are."""
    one = summary(frame({"c": {FIRST: {"7": 1}, FIRST + dt.timedelta(1): {"7": 1}}}))
    none = summary(pl.DataFrame(schema=KINDS))

    assert one.apps.rows() == [("c", "7", 2, 1, 1, 2, FIRST, FIRST + dt.timedelta(1), None, None)]
    assert one.days["overlap"].to_list() == [None, 1.0]
    for name, schema in (("days", DAYS), ("apps", APPS), ("movers", MOVERS), ("broken", BROKEN)):
        assert getattr(none, name).schema == pl.Schema(schema)
        assert getattr(none, name).is_empty()


@pytest.mark.parametrize(
    "change",
    [pl.col("rank").cast(pl.String), pl.col("date").cast(pl.String), pl.lit(None, pl.Date).alias("date"),
     pl.lit(None, pl.String).alias("chart"), pl.col("app_id").cast(pl.Int64)],
)  # fmt: skip
def test_rows_that_are_no_chart_rows_are_refused(change):
    """A column of another type, or a day or chart that nobody can know."""
    rows = frame({"c": {FIRST: {"7": 1}}})

    with pytest.raises(ValueError, match="chart rows"):
        summary(rows.with_columns(change))
