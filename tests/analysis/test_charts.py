"""A chart is a censored view: what is not seen is not known."""

import datetime as dt
import math
from collections import defaultdict

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klubtrends.analysis.charts import WINDOW, month_moves, rank_history
from klubtrends.tables import CHARTS

MONTH = "2026-10"
FIRST = dt.date(2026, 9, 1)


def chart_rows(days, *, chart="free", hour=6):
    """Make chart rows from {date: [app ids, best first]}."""
    rows = [
        {
            "country": "dk",
            "chart": chart,
            "date": date,
            "rank": rank,
            "app_id": app,
            "app_name": f"App {app}",
            "developer": "Fiktiv",
            "source": "apple_v2",
            "fetched_at": dt.datetime(date.year, date.month, date.day, hour, tzinfo=dt.UTC),
            "digest": "sha1:x",
        }
        for date, apps in days.items()
        for rank, app in enumerate(apps, 1)
    ]
    return pl.DataFrame(rows, schema=CHARTS.columns)


def restless(seed, *, apps=14, length=10, missed=()):
    """Two months of a chart whose apps wander, some days missing."""
    rng = np.random.default_rng(seed)
    strength, days = rng.normal(size=apps), {}
    for offset in range(61):
        strength = 0.95 * strength + 0.3 * rng.normal(size=apps)
        if offset not in missed and rng.random() > 0.1:
            days[FIRST + dt.timedelta(offset)] = [str(app) for app in np.argsort(-strength)[:length]]
    return days


def slow_moves(days, month, length):
    """Say the same with sets and loops."""
    earlier = "2026-09"
    before = sorted(d for d in days if f"{d:%Y-%m}" == earlier)[-WINDOW:]
    after = sorted(d for d in days if f"{d:%Y-%m}" == month)[-WINDOW:]

    def ranks(window):
        held = defaultdict(list)
        for day in window:
            for rank, app in enumerate(days[day][:length], 1):
                held[app].append(rank)
        return held

    old, new = ranks(before), ranks(after)
    gains = {}
    for app in set(old) & set(new):
        full = [
            sorted(held[app] + [math.inf] * (len(window) - len(held[app])))
            for held, window in ((old, before), (new, after))
        ]
        start, end = (held[len(held) // 2] for held in full)
        if math.isfinite(start) and math.isfinite(end):
            gains[app] = (start, end)
    return set(new) - set(old), set(old) - set(new), gains


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(3, 10))
def test_moves_are_those_of_a_slow_twin(seed, length):
    """Entries, exits and both ranks of every climb and fall, on charts with missing days."""
    days = restless(seed)
    moves = month_moves(chart_rows(days), MONTH, length=length)
    entries, exits, gains = slow_moves(days, MONTH, length)
    moved = pl.concat([moves.climbs, moves.falls])

    assert set(moves.entries["app_id"]) == entries
    assert set(moves.exits["app_id"]) == exits
    assert {app: (a, b) for app, a, b in moved.select("app_id", "rank_before", "rank_after").rows()} == {
        app: ranks for app, ranks in gains.items() if ranks[0] != ranks[1]
    }
    assert all(
        math.isclose(row["gain"], math.log(row["rank_before"] / row["rank_after"])) for row in moved.to_dicts()
    )


def test_a_missed_day_is_missing_for_all_and_moves_nothing():
    """Days without an answer are listed as missed; nobody leaves on them and nobody returns after them."""
    steady = {FIRST + dt.timedelta(day): ["a", "b", "c"] for day in range(61) if not 35 <= day < 42}
    moves = month_moves(chart_rows(steady), MONTH, length=3)

    assert moves.missed == tuple(dt.date(2026, 10, day) for day in range(6, 13))
    assert len(moves.days) == 24
    assert all(frame.is_empty() for frame in (moves.entries, moves.exits, moves.climbs, moves.falls))


def test_an_app_below_the_list_is_unknown_and_neither_climbs_nor_falls():
    """Seen on two days of the window only, its rank is unknown: no climb from 101, no entry either."""
    flickering = {
        FIRST + dt.timedelta(day): ["a", "z" if day in (29, 30) or day > 40 else "b"] for day in range(61)
    }
    moves = month_moves(chart_rows(flickering), MONTH, length=2)

    assert "z" not in moves.entries["app_id"]
    assert "z" not in pl.concat([moves.climbs, moves.falls])["app_id"]


def test_a_climb_from_four_to_one_outweighs_one_from_ninety_to_eighty():
    """Log rank: the top is where it counts."""
    apps = [str(n) for n in range(1, 101)]
    later = apps.copy()
    later.insert(0, later.pop(3))
    later.insert(79, later.pop(89))
    days = {FIRST + dt.timedelta(day): apps if day < 30 else later for day in range(61)}
    climbs = month_moves(chart_rows(days), MONTH).climbs

    assert climbs.select("app_id", "rank_before", "rank_after").row(0) == ("4", 4, 1)
    assert climbs["gain"].is_sorted(descending=True)


def test_a_renamed_app_stays_one_under_its_last_name():
    """Apps are joined by id."""
    days = {FIRST + dt.timedelta(day): ["a", "b"] if day < 30 else ["b", "a"] for day in range(61)}
    rows = chart_rows(days).with_columns(
        pl.when(pl.col("date") > dt.date(2026, 10, 15), pl.col("app_id") == "b")
        .then(pl.lit("Nyt navn"))
        .otherwise(pl.col("app_name"))
        .alias("app_name")
    )
    moves = month_moves(rows, MONTH, length=2)

    assert moves.entries.is_empty()
    assert moves.climbs.select("app_id", "app_name").rows() == [("b", "Nyt navn")]


def test_a_day_fetched_twice_counts_once_and_as_its_last_answer():
    """The morning's answer gives way to the evening's."""
    days = restless(3)
    wrong = {date: list(reversed(apps)) for date, apps in days.items()}
    twice = pl.concat([chart_rows(wrong, hour=5), chart_rows(days, hour=18), chart_rows(days, hour=18)])
    once = month_moves(chart_rows(days), MONTH, length=10)
    doubled = month_moves(twice, MONTH, length=10)

    for name in ("entries", "exits", "climbs", "falls"):
        assert getattr(doubled, name).equals(getattr(once, name))


def test_other_charts_and_months_do_not_matter():
    """Only the asked-for chart, this month and the one before are read."""
    days = restless(4)
    far = {dt.date(2026, 3, 1) + dt.timedelta(day): ["x"] for day in range(40)}
    mixed = pl.concat([chart_rows(days), chart_rows(restless(5), chart="paid"), chart_rows(far)])

    assert month_moves(mixed, MONTH, length=10).climbs.equals(
        month_moves(chart_rows(days), MONTH, length=10).climbs
    )


def test_the_number_in_the_chart_adds_up():
    """Those at the end are those before, less the exits, plus the entries."""
    days = restless(8)
    moves = month_moves(chart_rows(days), MONTH, length=10)
    before = {app for day in moves.before for app in days[day]}
    after = {app for day in moves.after for app in days[day]}

    assert len(after) == len(before) - moves.exits.height + moves.entries.height


@pytest.mark.parametrize("keep", ["2026-09", "2026-10", "none"])
def test_without_both_months_nothing_is_compared(keep):
    """The first month, a month without answers, no months at all: empty frames of the same columns."""
    days = {day: apps for day, apps in restless(6).items() if f"{day:%Y-%m}" == keep}
    moves = month_moves(chart_rows(days), MONTH, length=10)
    whole = month_moves(chart_rows(restless(6)), MONTH, length=10)

    assert not moves.comparable
    for name in ("entries", "exits", "climbs", "falls"):
        assert getattr(moves, name).is_empty()
        assert getattr(moves, name).schema == getattr(whole, name).schema


def test_pandas_in_pandas_out():
    """A notebook's frame is as good as the kit's own, and answers in kind."""
    rows = chart_rows(restless(7))
    moves, same = month_moves(rows.to_pandas(), MONTH, length=10), month_moves(rows, MONTH, length=10)

    for name in ("entries", "exits", "climbs", "falls"):
        assert isinstance(getattr(moves, name), pd.DataFrame)
        assert getattr(moves, name).equals(getattr(same, name).to_pandas())
        assert isinstance(getattr(same, name), pl.DataFrame)
    history = rank_history(rows.to_pandas(), ["1"], MONTH)
    assert history.equals(rank_history(rows, ["1"], MONTH).to_pandas())


def test_a_history_tells_outside_from_unknown():
    """Every calendar day of every app: a rank, outside the list, or a day without an answer."""
    days = {dt.date(2026, 10, day): ["a", "b", "c", "d"][day == 2 :] for day in range(1, 32) if day != 5}
    history = rank_history(chart_rows(days), ["a", "never"], MONTH)

    assert history.height == 62
    assert history.filter(app_id="a").head(5)["rank"].to_list() == [1, None, 1, 1, None]
    assert history.filter(app_id="a").head(5)["observed"].to_list() == [True, True, True, True, False]
    assert history.filter(app_id="never")["rank"].null_count() == 31


def test_a_longer_list_makes_no_entries():
    """Half the list before, all of it now: only what lies within both can come in or leave."""
    long = [str(n) for n in range(20)]
    days = {FIRST + dt.timedelta(day): long[:16] if day < 30 else long for day in range(61)}
    moves = month_moves(chart_rows(days), MONTH)

    assert moves.length == 16
    assert moves.entries.is_empty()
    assert moves.exits.is_empty()


@pytest.mark.parametrize("how", ["nought", "tied", "half", "nameless"])
def test_a_day_that_contradicts_itself_is_missed_and_named(how):
    """Rank 0, one rank for two apps, half a list, an app without a number: as if nobody had looked."""
    days = restless(9)
    bad = max(day for day in days if day < dt.date(2026, 10, 20))
    rows, there = chart_rows(days), pl.col("date") == bad
    spoilt = {
        "nought": rows.with_columns(rank=pl.when(there).then(pl.col("rank") - 1).otherwise("rank")),
        "tied": rows.with_columns(rank=pl.when(there).then((pl.col("rank") + 1) // 2).otherwise("rank")),
        "half": rows.filter(~there | (pl.col("rank") <= 5)),
        "nameless": rows.with_columns(
            app_id=pl.when(there & (pl.col("rank") == 3)).then(None).otherwise("app_id")
        ),
    }
    moves = month_moves(spoilt[how], MONTH, length=10)
    without = month_moves(rows.filter(~there), MONTH, length=10)

    assert moves.broken == (bad,)
    assert bad in moves.missed
    assert moves.climbs.equals(without.climbs)
    assert moves.entries.equals(without.entries)
