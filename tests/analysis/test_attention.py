"""More talk than an app's own past lets us expect, and nothing else."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest
from attention_tables import END, NOTHING, days_to, ids, players, ratings, views
from scipy import stats

from klubtrends.analysis.attention import (
    BASE,
    BETWEEN,
    LIKELY,
    PARTS,
    REACH,
    RECENT,
    SCORES,
    attention,
    compare,
    score,
)
from klubtrends.analysis.school import SCHOOL, part_of_year
from klubtrends.periods import week_of

MONTH = "2026-10"
WEEKS = 70
PROMISED = 0.05


def wandering(rng, count, weeks=WEEKS, *, memory=0.95, wander=0.2, level=100):
    """Draw daily views whose level wanders, busier at weekends."""
    days = weeks * 7
    drift = np.zeros((count, days))
    for day in range(1, days):
        drift[:, day] = memory * drift[:, day - 1] + wander * np.sqrt(1 - memory**2) * rng.normal(size=count)
    rhythm = np.where(np.arange(days) % 7 < 2, 1.4, 1.0)
    return rng.poisson(level * np.exp(drift) * rhythm).astype(float)


def frame(rows, end=END):
    """Make daily series of arrays, an app each."""
    days = days_to(end, rows.shape[1])
    return pl.concat(
        pl.DataFrame(
            {"app": f"a{at:03}", "name": f"A{at}", "platform": "wikipedia", "date": days, "value": row, "note": ""}
        )
        for at, row in enumerate(rows)
    ).with_columns(pl.col("value").fill_nan(None))  # fmt: skip


def slow_difference(figures, days, at):
    """Say it day by day: the log ratios of the fortnight before `at` to the same weekdays' baseline."""
    known = {day: value for day, value in zip(days, figures, strict=True) if np.isfinite(value)}
    end = days[at]
    ratios = []
    for back in range(7 * RECENT):
        day = end - dt.timedelta(days=back)
        first = back % 7 + 7 * (RECENT + BETWEEN)
        same = [end - dt.timedelta(days=first + 7 * week) for week in range(BASE)]
        base = [known[d] for d in same if d in known and part_of_year(week_of(d)) == SCHOOL]
        if day in known and len(base) >= 3 and part_of_year(week_of(day)) == SCHOOL:
            ratios.append(np.log(known[day] + 0.5) - np.log(np.median(base) + 0.5))
    return ratios


def test_a_part_is_that_of_a_slow_twin():
    """The difference, its place among all earlier ones, and the chance of it; gaps and holidays in between."""
    rng = np.random.default_rng(5)
    figures = wandering(rng, 1)[0]
    figures[rng.choice(len(figures), 60, replace=False)] = np.nan
    days = days_to(END, len(figures))
    ratios = [slow_difference(figures, days, at) for at in range(7 * REACH - 1, len(days), 7)]
    usually = np.median([len(one) for one in ratios[:-1] if one])
    every = [np.median(one) if len(one) >= max(2, usually / 3) else np.nan for one in ratios]
    past = [one for one in every[: -RECENT - BETWEEN] if np.isfinite(one)]
    low, middle, high = np.quantile(past, [0.1, 0.5, 0.9])
    z = (every[-1] - middle) / ((high - low) / 2.5631031310892007)
    part = compare(frame(figures[None]), MONTH).row(0, named=True)

    assert part["status"] == "ok"
    assert part["positions"] == len(past)
    assert np.log(part["times"]) == pytest.approx(every[-1])
    assert part["z"] == pytest.approx(z)
    assert part["p"] == pytest.approx(2 * stats.t.sf(abs(z), len(past) / 6))


def test_twice_the_talk_is_found_and_told():
    """So many times the normal, and sure."""
    calm = np.random.default_rng(1).poisson(100.0, (6, WEEKS * 7)).astype(float)
    calm[2, -20:] *= 2
    scores = score(compare(frame(calm), MONTH))
    top = scores.row(0, named=True)

    assert (top["app"], top["sure"]) == ("a002", "sure")
    assert top["times"] == pytest.approx(2, rel=0.1)
    assert set(scores["sure"][1:]) == {"open"}


def test_talk_that_stops_is_found_too():
    """Below nothing on the score."""
    calm = np.random.default_rng(1).poisson(100.0, (6, WEEKS * 7)).astype(float)
    calm[2, -20:] /= 3
    last = score(compare(frame(calm), MONTH)).row(-1, named=True)

    assert (last["app"], last["sure"]) == ("a002", "sure")
    assert last["score"] < -3


def test_one_wild_day_is_nothing():
    """A spike that is over moves neither views nor score, and is counted as a glitch."""
    calm = np.random.default_rng(2).poisson(100.0, (2, WEEKS * 7)).astype(float)
    wild = calm.copy()
    wild[0, -8] = 1e5
    names = ids(("a000", "wikipedia", "A"), ("a001", "wikipedia", "B"))
    before, after = (
        attention(views({"A": rows[0], "B": rows[1]}), **NOTHING, app_ids=names, month=MONTH)
        for rows in (calm, wild)
    )

    assert after.parts["glitches"].to_list() == [1, 0]
    assert after.scores["sure"].to_list() == before.scores["sure"].to_list() == ["open", "open"]


def test_the_autumn_holiday_is_no_news():
    """Half the views in every school holiday: week 42 and its neighbours say nothing of the app."""
    rng = np.random.default_rng(3)
    days = days_to(dt.date(2026, 10, 18), 600 * 7 // 7)
    off = np.array([part_of_year(week_of(day)) != SCHOOL for day in days])
    quiet = rng.poisson(np.where(off, 30.0, 100.0), (4, len(days))).astype(float)
    scores = score(compare(frame(quiet, end=dt.date(2026, 10, 18)), MONTH))

    assert set(scores["sure"]) <= {"open", "unknown"}


def test_under_two_years_a_month_of_holidays_gets_no_answer():
    """No claim of a season; with three summers July is held against July."""
    end = dt.date(2026, 7, 31)
    rng = np.random.default_rng(4)
    answers = {}
    for weeks in (80, 168):
        days = days_to(end, weeks * 7)
        off = np.array([part_of_year(week_of(day)) == "summer" for day in days])
        rows = rng.poisson(np.where(off, 40.0, 100.0), (3, len(days))).astype(float)
        answers[weeks] = compare(frame(rows, end=end), "2026-07")

    assert set(answers[80]["status"]) == {"holiday"}
    assert set(answers[168]["status"]) == {"ok"}
    assert (answers[168]["times"] - 1).abs().max() < 0.2
    assert answers[168]["p"].min() > 0.01


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        (np.full(7 * 20, 50.0), "short"),
        (np.full(3, 50.0), "short"),
        (np.r_[np.full(7 * 60, 50.0), np.full(30, np.nan)], "gap"),
        (np.r_[np.full(7 * 60, 50.0), np.full(7 * 12, np.nan), np.full(20, 50.0)], "gap"),
    ],
)
def test_without_enough_to_go_by_there_is_a_status(figures, status):
    """Short histories, a source that stops, one that has just come back."""
    part = compare(frame(figures[None]), MONTH).row(0, named=True)

    assert part["status"] == status
    assert part["p"] is None
    assert score(compare(frame(figures[None]), MONTH)).row(0, named=True)["sure"] == "unknown"


def test_what_comes_after_the_month_is_not_used():
    """October looks the same in November and a year later."""
    rows = wandering(np.random.default_rng(7), 3)
    later = frame(rows, end=END + dt.timedelta(days=40))
    then = later.filter(pl.col("date") <= END)

    assert compare(later, MONTH).equals(compare(then, MONTH))


def test_another_app_changes_no_part_and_no_name():
    """Renaming apps or adding one leaves each part as it was."""
    rows = wandering(np.random.default_rng(8), 4)
    more = compare(frame(rows), MONTH)

    assert compare(frame(rows[:3]), MONTH).equals(more.head(3))
    renamed = compare(frame(rows).with_columns(app="z" + pl.col("app")), MONTH)
    assert renamed.drop("app").equals(more.drop("app"))


def test_an_app_of_three_sources_gets_one_score():
    """All three on one footing, each part shown."""
    rng = np.random.default_rng(9)
    days = WEEKS * 7
    lift = np.where(np.arange(days) >= days - 20, 1.6, 1.0)
    names = ids(("spil", "wikipedia", "Spil"), ("spil", "steam", "730"), ("spil", "app_store", "1"),
                ("ro", "wikipedia", "Ro"))  # fmt: skip
    found = attention(
        views({"Spil": rng.poisson(200 * lift), "Ro": rng.poisson(200.0, days)}),
        players(rng.poisson(900 * lift)), ratings(np.cumsum(rng.poisson(40 * lift))), names, MONTH,
    )  # fmt: skip
    top = found.scores.row(0, named=True)
    parts = found.parts.filter(pl.col("app") == "spil")

    assert (top["app"], top["parts"], top["sure"]) == ("spil", 3, "sure")
    assert top["times"] == pytest.approx(1.6, rel=0.1)
    assert parts["platform"].to_list() == ["app_store", "steam", "wikipedia"]
    assert top["score"] > stats.norm.isf(parts["p"].max() / 2)


def parts_of(*given):
    """Make an app's parts of (p, sign, times)."""
    rows = [{"app": "a", "name": "A", "platform": f"p{n}", "status": "ok", "p": p, "z": sign, "times": times}
            for n, (p, sign, times) in enumerate(given)]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides=PARTS).with_columns(
        pl.lit(None, kind).alias(name) for name, kind in PARTS.items() if name not in rows[0]
    )


@pytest.mark.parametrize(
    ("given", "p", "sign"),
    [
        ([(0.03, 1.0, 2.0)], 0.03, 1),
        ([(0.03, -1.0, 0.5)], 0.03, -1),
        ([(0.02, 1.0, 2.0), (0.02, 1.0, 1.5)], 0.02, 1),
        ([(1e-9, 1.0, 2.6), (0.05, -1.0, 0.9)], 2e-9, 1),
        ([(1e-9, 1.0, 2.6), (1.0, 1.0, 1.0), (1.0, -1.0, 1.0)], 3e-9, 1),
        ([(0.2, 1.0, 1.1), (0.2, -1.0, 0.9)], 1.0, 0),
    ],
)
def test_what_is_clear_in_one_place_is_not_lost_in_the_others(given, p, sign):
    """The mean of signed Cauchy deviates is one itself; it is the clearest part that says how much more."""
    row = score(parts_of(*given)).row(0, named=True)

    assert row["p"] == pytest.approx(p, rel=1e-6)
    assert np.sign(round(row["score"], 9)) == sign
    assert row["times"] in [times for chance, _, times in given if chance == min(given)[0]]


def test_the_chance_of_a_score_is_a_chance():
    """Of apps with three parts that nothing has happened to, one in twenty is at .05; where parts move as one, too."""
    rng = np.random.default_rng(3)
    alone, together = rng.normal(size=(2000, 3)), rng.normal(size=(2000, 1))
    for deviates in (alone, 0.6 * alone + 0.8 * together):
        apps = [
            parts_of(*((2 * stats.norm.sf(abs(one)), np.sign(one), 1.0) for one in row)).with_columns(
                app=pl.lit(f"a{n}")
            )
            for n, row in enumerate(deviates)
        ]
        assert (score(pl.concat(apps))["p"] <= 0.05).sum() <= stats.binom.isf(0.001, 2000, 0.05)


def test_a_reset_count_is_no_drop_in_attention():
    """Ratings set back to nothing in the middle of the month, growing as before."""
    rng = np.random.default_rng(10)
    counts = np.cumsum(rng.poisson(40.0, WEEKS * 7))
    counts[-10:] -= counts[-11]
    part = attention(
        views({}), NOTHING["players"], ratings(counts), ids(("a", "app_store", "1")), MONTH
    ).parts.row(0, named=True)

    assert part["resets"] == 1
    assert part["status"] == "ok"
    assert 0.8 < part["times"] < 1.25


def test_frames_come_back_as_they_came():
    """Pandas in, pandas out, with the same words in it."""
    series = views({"A": np.random.default_rng(1).poisson(50.0, 400)})
    tables = [series, NOTHING["players"], NOTHING["apps"], ids(("a", "wikipedia", "A"))]
    found = attention(*[table.to_pandas() for table in tables], MONTH)
    same = attention(*tables, MONTH)

    assert isinstance(found.scores, pd.DataFrame)
    assert isinstance(found.parts, pd.DataFrame)
    assert list(found.scores.columns) == list(SCORES)
    assert list(same.parts.columns) == list(PARTS)
    assert found.parts["z"].tolist() == same.parts["z"].to_list()


def test_nothing_collected_gives_empty_tables():
    """And no crash."""
    found = attention(views({}), **NOTHING, app_ids=ids(), month=MONTH)

    assert found.scores.is_empty()
    assert found.parts.is_empty()


@pytest.mark.parametrize(("memory", "wander"), [(0.0, 0.3), (0.98, 0.15)])
def test_on_two_hundred_histories_without_news_few_have_a_find(memory, wander):
    """At most one month in twenty, shuffled days and wandering levels alike (with what chance does to 200)."""
    rng = np.random.default_rng(11)
    rows = wandering(rng, 200 * 12, 60, memory=memory, wander=wander)
    if not memory:
        rows = rng.permuted(rows, axis=1)
    parts = compare(frame(rows), MONTH)
    finds = 0
    for history in range(200):
        finds += score(parts[history * 12 : history * 12 + 12])["adjusted"].min() <= LIKELY

    assert finds <= stats.binom.isf(0.01, 200, PROMISED)
