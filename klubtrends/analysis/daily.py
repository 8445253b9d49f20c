"""Views, players and rating growth as one kind of series: so many a day, and nothing where it is not known.

A store's count of ratings is a sum of all time. What is of interest is its growth, and growth is never negative:
where a count falls, either some answers were wrong or it was set back. A chain of answers that only grows is sought
that leaves out as few as possible; where that would leave out many, the count was set back and a new chain begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrame, IntoDataFrameT

from klubtrends.tables import APP_IDS, APPS, PAGEVIEWS, PLAYERS, as_given

RESET = 5  # a fall is a reset if seeing it as wrong answers would leave out more than so many
LONGEST_GAP = 35  # days between two counts whose growth is spread evenly over them
LONE_DAYS, LONE_TIMES = 2, 4.0  # a glitch: up to two days, four times the days around, and over again
AROUND = 7  # observed days on either side
DAILY = {
    "app": pl.String(),
    "name": pl.String(),
    "platform": pl.String(),
    "date": pl.Date(),
    "value": pl.Float64(),  # a day: views, players at once, new ratings; null on a glitch or a reset
    "note": pl.String(),  # glitch, reset or nothing
}


@dataclass(frozen=True)
class Growth:
    """How a count of all time grew: from `first` to before `last` (positions), so many days, so much a day.

    `dropped` are the positions left out as wrong answers, `resets` those that begin a new chain.
    """

    first: np.ndarray
    last: np.ndarray
    rate: np.ndarray
    dropped: tuple[int, ...]
    resets: tuple[int, ...]


def growth(days: np.ndarray, counts: np.ndarray) -> Growth:
    """Difference a count of all time, leaving out glitches and the steps over resets and long gaps.

    Parameters
    ----------
    days : array, shape (n,)
        Whole days, rising.
    counts : array, shape (n,)
        Not negative, none missing.

    Raises
    ------
    ValueError
        If days do not rise, or a count is negative or missing.

    Examples
    --------
    One wrong answer is left out, and what grew around it is kept:

    >>> growth(np.arange(4), np.array([100, 102, 3, 106])).rate
    array([2., 2.])
    """
    days, counts = np.asarray(days, dtype=float), np.asarray(counts, dtype=float)
    if days.shape != counts.shape or np.any(np.diff(days) <= 0):
        raise ValueError("growth: days must rise and be as many as counts")
    if np.any(~(counts >= 0)):
        raise ValueError("growth: counts must not be negative or missing")
    kept = chain(counts)
    first, last = kept[:-1], kept[1:]
    apart, more = days[last] - days[first], counts[last] - counts[first]
    known = (more >= 0) & (apart <= LONGEST_GAP)
    return Growth(
        first[known],
        last[known],
        more[known] / apart[known],
        dropped=tuple(int(at) for at in np.setdiff1d(np.arange(len(counts)), kept)),
        resets=tuple(int(at) for at in last[more < 0]),
    )


def chain(counts: np.ndarray) -> np.ndarray:
    """Choose the answers to believe: each left out costs 1, each fall that stays `RESET`; the least cost wins.

    Of equals the one that keeps the later answers.
    """
    counts = np.asarray(counts, dtype=float)
    if not len(counts):
        return np.arange(0)
    least, back = np.zeros(len(counts)), np.full(len(counts), -1)
    for at, count in enumerate(counts):
        before = np.arange(at)
        costs = least[:at] + (at - before - 1) + RESET * (counts[:at] > count)
        least[at] = at  # all before it left out
        if at and (best := at - 1 - int(np.argmin(costs[::-1]))) >= 0 and costs[best] <= least[at]:
            least[at], back[at] = costs[best], best
    ends = least + np.arange(len(counts))[::-1]
    at = len(counts) - 1 - int(np.argmin(ends[::-1]))
    kept = [at]
    while (at := int(back[at])) >= 0:
        kept.append(at)
    return np.array(kept[::-1])


def daily(
    pageviews: IntoDataFrameT, players: IntoDataFrame, apps: IntoDataFrame, app_ids: IntoDataFrame
) -> IntoDataFrameT:
    """Put all that is known of the apps' attention on one footing: so many a day.

    Parameters
    ----------
    pageviews, players, apps : polars or pandas frames
        Rows of `tables.PAGEVIEWS`, `PLAYERS` and `APPS`, one country. Of a day fetched twice the last answer counts,
        of a game in several lists the highest.
    app_ids : polars or pandas frame
        `tables.APP_IDS`: which rows are which app's. What is nobody's is left out.

    Returns
    -------
    frame like `pageviews`
        Rows of `DAILY`, sorted by app, platform and date. A day that is not there is not known. Rating growth is
        spread evenly over the days since the answer before.

    Raises
    ------
    ValueError
        If a column is missing or of another type, a figure is negative, or `apps` holds several countries.
    """
    ids = APP_IDS.take(app_ids)
    views = _last(PAGEVIEWS.take(pageviews, "title", "date", "views", "fetched_at"), "title", "views")
    named = PLAYERS.take(players, "platform", "chart", "game_id", "date", "players", "fetched_at")
    games = [
        _last(named.filter(pl.col("platform") == name), "game_id", "players", "chart")
        for name in ("steam", "roblox")
    ]
    ratings = APPS.take(apps, "country", "app_id", "date", "rating_count", "fetched_at")
    if ratings["country"].n_unique() > 1:
        raise ValueError("table apps: more than one country")
    grown = _grown(_last(ratings, "app_id", "rating_count"))
    found = [
        _joined(ids, platform, rows)
        for platform, rows in zip(
            ("wikipedia", "steam", "roblox", "app_store"), (views, *games, grown), strict=True
        )
    ]
    return as_given(pl.concat(found).select(list(DAILY)).sort("app", "platform", "date"), pageviews)


def _last(rows: pl.DataFrame, key: str, figure: str, *within: str) -> pl.DataFrame:
    """Take one figure a day: of the last answers (`within` a list, if there are several), the highest."""
    rows = rows.drop_nulls([key, "date", figure])
    if rows.filter(pl.col(figure) < 0).height:
        raise ValueError(f"column {figure}: negative")
    newest = pl.col("fetched_at") == pl.col("fetched_at").max().over(key, "date", *within)
    return (
        rows.filter(newest.fill_null(True))
        .group_by(pl.col(key).alias("id"), "date")
        .agg(pl.col(figure).max().cast(pl.Float64).alias("value"))
        .sort("id", "date")
    )


def _grown(counts: pl.DataFrame) -> pl.DataFrame:
    """Turn counts of all time into new ratings a day."""
    frames = [counts.with_columns(note=pl.lit("")).clear()]
    for app in counts.partition_by("id", maintain_order=True):
        day = _days(app)
        steps = growth(day, app["value"].to_numpy())
        rates = dict.fromkeys(day[list(steps.dropped + steps.resets)].tolist())
        for first, last, rate in zip(day[steps.first], day[steps.last], steps.rate, strict=True):
            rates |= dict.fromkeys(range(first + 1, last + 1), float(rate))
        notes = dict.fromkeys(day[list(steps.dropped)], "glitch") | dict.fromkeys(
            day[list(steps.resets)], "reset"
        )
        dates = sorted(rates)
        frames.append(
            pl.DataFrame(
                {"id": app["id"][0], "date": np.array(dates, "datetime64[D]"), "value": [rates[d] for d in dates],
                 "note": [notes.get(d, "") for d in dates]},
                schema={"id": pl.String, "date": pl.Date, "value": pl.Float64, "note": pl.String},
            )
        )  # fmt: skip
    return pl.concat(frames)


def _joined(ids: pl.DataFrame, platform: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Name the app of each row, and take glitches out of what was counted by the day."""
    named = ids.filter(pl.col("platform") == platform).select("app", "name", "platform", "id")
    mine = named.join(rows, on="id").sort("app", "id", "date")
    if "note" in mine.columns:
        return mine.select(list(DAILY))
    flags = [
        lone(_days(one), one["value"].to_numpy()) for one in mine.partition_by("app", "id", maintain_order=True)
    ]
    glitch = pl.Series("glitch", np.concatenate([*flags, np.empty(0, bool)]), dtype=pl.Boolean)
    return mine.with_columns(
        value=pl.when(~glitch).then("value"), note=pl.when(glitch).then(pl.lit("glitch")).otherwise(pl.lit(""))
    ).select(list(DAILY))


def _days(rows: pl.DataFrame) -> np.ndarray:
    """Number the days of some rows."""
    return rows["date"].to_numpy().astype("datetime64[D]").astype(int)


def lone(days: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Mark glitches: at most two days that stand out from the days on either side, and are over.

    Parameters
    ----------
    days, values : arrays, shape (n,)
        Whole days, rising, and what was seen on them.

    Returns
    -------
    array of bool, shape (n,)
        True where a run of at most `LONE_DAYS` days is `LONE_TIMES` above or below both the median of the `AROUND`
        values before it and that of those after, and half as much in the step to and from it. A run at either end is no
        glitch: nobody knows yet.
    """
    height = np.log(np.asarray(values, dtype=float) + 0.5)
    marked = np.zeros(len(height), dtype=bool)
    if len(height) < 3:
        return marked
    far = np.log(LONE_TIMES)
    steps = np.flatnonzero(np.abs(np.diff(height)) > far / 2) + 1
    for start in steps:
        for stop in steps[(steps > start) & (steps <= start + LONE_DAYS)]:
            before, after = (
                np.median(height[max(0, start - AROUND) : start]),
                np.median(height[stop : stop + AROUND]),
            )
            run = height[start:stop]
            above = np.min(run) > max(before, after) + far
            below = np.max(run) < min(before, after) - far
            if (above or below) and days[stop - 1] - days[start] < LONE_DAYS:
                marked[start:stop] = True
    return marked
