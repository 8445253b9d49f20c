"""How much talk there is of each app against its own normal: views, players and rating growth on one footing.

The fortnight that a month ends with is held against the same weekdays of the eight weeks before the month. How
unusual a difference is, the app's own history says: the same comparison is made for every earlier week, so whatever
wanders, grows or jumps by itself is what a new difference has to surpass. No noise is assumed, no season claimed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrame, IntoDataFrameT
from numpy.lib.stride_tricks import sliding_window_view
from scipy import stats

from klubtrends.analysis.daily import DAILY, daily
from klubtrends.analysis.predictive import among_many
from klubtrends.analysis.school import BREAK, SCHOOL, SUMMER, part_of_year
from klubtrends.analysis.turns import turned
from klubtrends.periods import first_day, last_day, week_of
from klubtrends.tables import Table, as_given

RECENT, BETWEEN, BASE = 2, 2, 8  # weeks: looked at, left alone, held against
REACH = RECENT + BETWEEN + BASE
HISTORY = 156 + REACH  # weeks that are looked at, at most
FEWEST_WEEKS = REACH + RECENT + BETWEEN  # then there is one earlier position
LEAST_POSITIONS = 26  # earlier comparisons before anything is said
POSITIONS_A_FREEDOM = 6  # comparisons of neighbouring weeks share most of their days
LEAST_BASE = 3  # same weekdays seen
LEAST_RECENT = 2  # days seen
SEASON_WEEKS = 104  # of history before anything is said of holidays
FALSE_DISCOVERIES = 0.05  # the share of a month's finds that we accept to be chance
SURE, LIKELY = 0.01, FALSE_DISCOVERIES
OK, SHORT, GAP, HOLIDAY = "ok", "short", "gap", "holiday"
SERIES = Table("daily", DAILY, ("app", "platform", "date"))
PARTS = {
    "app": pl.String(), "name": pl.String(), "platform": pl.String(),
    "status": pl.String(),  # ok; else why there is no answer: short (history), gap, holiday
    "before": pl.Float64(),  # a day, the baseline
    "now": pl.Float64(),  # a day, the fortnight
    "times": pl.Float64(),  # now to before, weekday by weekday; holidays allowed for where they are known
    "z": pl.Float64(),  # against the app's own earlier differences
    "p": pl.Float64(),  # both ways
    "positions": pl.Int32(),  # how many earlier differences
    "glitches": pl.Int32(),  # in the month
    "resets": pl.Int32(),
    "since": pl.Date(), "earliest": pl.Date(), "latest": pl.Date(),  # of the last change, where the app stands out
}  # fmt: skip
SCORES = {
    "app": pl.String(), "name": pl.String(),
    "score": pl.Float64(),  # standard normal if nothing has happened; above 0: more talk
    "times": pl.Float64(),  # of the part that is clearest
    "parts": pl.Int32(),  # that have an answer
    "p": pl.Float64(),
    "adjusted": pl.Float64(),  # Benjamini-Hochberg over the apps that have an answer
    "sure": pl.String(),  # sure, likely, open; unknown where no part has an answer
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Attention(Generic[IntoDataFrameT]):
    """A month's attention: `scores` has a row for each app, the most unusual rise first; `parts` a row for each source.

    Columns: `SCORES` and `PARTS`.
    """

    month: str
    scores: IntoDataFrameT
    parts: IntoDataFrameT


def attention(
    pageviews: IntoDataFrameT, players: IntoDataFrame, apps: IntoDataFrame, app_ids: IntoDataFrame, month: str
) -> Attention[IntoDataFrameT]:
    """Score each app's attention in a month.

    Parameters
    ----------
    pageviews, players, apps, app_ids : polars or pandas frames
        As `daily.daily` takes them. What came after the month is not used.
    month : str
        'YYYY-MM'.

    Returns
    -------
    Attention
        Frames like `pageviews`. If nothing has happened to any app, at most 5 months in 100 have an app that is
        `likely` or `sure`.
    """
    series = SERIES.take(daily(pageviews, players, apps, app_ids))
    parts = compare(series, month)
    scores = score(parts)
    parts = _dated(parts, scores.filter(pl.col("adjusted") <= LIKELY)["app"].to_list(), series, last_day(month))
    return Attention(month, as_given(scores, pageviews), as_given(parts, pageviews))


def _dated(parts: pl.DataFrame, apps: Sequence[str], series: pl.DataFrame, end: dt.date) -> pl.DataFrame:
    """Say since when, for the apps that stand out."""
    turns = {
        (app, platform): turned(series.filter(pl.col("app") == app, pl.col("platform") == platform), end)
        for app, platform in parts.filter(pl.col("app").is_in(apps)).select("app", "platform").rows()
    }
    rows = [(*key, turn.since, turn.earliest, turn.latest) for key, turn in turns.items() if turn]
    columns = {name: PARTS[name] for name in ("app", "platform", "since", "earliest", "latest")}
    dates = pl.DataFrame(rows, schema=columns, orient="row")
    undated = parts.drop("since", "earliest", "latest")
    return undated.join(dates, on=["app", "platform"], how="left", maintain_order="left").select(list(PARTS))


def compare(series: pl.DataFrame, month: str) -> pl.DataFrame:
    """Hold each series' last fortnight of a month against its baseline and its own past (PARTS)."""
    end = last_day(month)
    known = series.filter(pl.col("date") <= end).sort("app", "platform", "date")
    keys = known.select("app", "name", "platform").unique(["app", "platform"], keep="last", maintain_order=True)
    if keys.is_empty():
        return pl.DataFrame(schema=PARTS)
    blocks = weekly_blocks(known, keys, end)
    found = pl.DataFrame(_compared(blocks, _parts_of_year(end, blocks.shape[1])))
    noted = (
        known.filter(pl.col("date") >= first_day(month))
        .group_by("app", "platform")
        .agg(glitches=(pl.col("note") == "glitch").sum(), resets=(pl.col("note") == "reset").sum())
    )
    return (
        pl.concat([keys, found], how="horizontal")
        .join(noted, on=["app", "platform"], how="left", maintain_order="left")
        .with_columns(pl.col("glitches", "resets").fill_null(0), pl.selectors.float().fill_nan(None))
        .with_columns(pl.lit(None).alias(name) for name in ("since", "earliest", "latest"))
        .select(pl.col(name).cast(kind) for name, kind in PARTS.items())
    )  # fmt: skip


def score(parts: pl.DataFrame) -> pl.DataFrame:
    """Join each app's parts to one score (SCORES), by the Cauchy combination [1]_ with the sign of each part.

    What is clear in one place is not lost where others are silent, and the chance holds though parts move together.

    References
    ----------
    .. [1] Liu, Y. and Xie, J. (2020). Cauchy combination test: a powerful test with analytic p-value calculation
       under arbitrary dependency structures. Journal of the American Statistical Association 115, 393-402.
    """
    halved = np.clip(parts["p"].fill_null(1.0).to_numpy() / 2, 1e-300, None)
    answered = pl.col("status") == OK
    rows = (
        parts.with_columns(cauchy=pl.Series(1 / np.tan(np.pi * halved), dtype=pl.Float64) * pl.col("z").sign())
        .group_by("app", maintain_order=True)
        .agg(
            pl.col("name").last(),
            pl.col("cauchy").filter(answered).mean(),
            pl.col("times").filter(answered).sort_by(pl.col("p").filter(answered)).first(),
            answered.sum().alias("parts"),
        )
    )
    cauchy = rows["cauchy"].to_numpy()
    p = 2 * stats.cauchy.sf(np.abs(cauchy))
    rows = rows.with_columns(score=np.sign(cauchy) * stats.norm.isf(p / 2))
    adjusted = among_many(p)
    return (
        rows.with_columns(p=pl.Series(p).fill_nan(None), adjusted=pl.Series(adjusted).fill_nan(None))
        .with_columns(
            sure=pl.when(pl.col("parts") == 0).then(pl.lit("unknown"))
            .when(pl.col("adjusted") <= SURE).then(pl.lit("sure"))
            .when(pl.col("adjusted") <= LIKELY).then(pl.lit("likely"))
            .otherwise(pl.lit("open")),
            score=pl.when(pl.col("parts") > 0).then("score"),
        )
        .select(pl.col(name).cast(kind) for name, kind in SCORES.items())
        .sort("score", "app", descending=[True, False], nulls_last=True)
    )  # fmt: skip


def weekly_blocks(known: pl.DataFrame, keys: pl.DataFrame, end: dt.date, *, most: int = HISTORY) -> np.ndarray:
    """Lay daily series out as (series, weeks, 7), each week ending on the weekday of `end`; NaN is not known."""
    row = known.join(keys.with_row_index("row"), on=["app", "platform"], maintain_order="left")[
        "row"
    ].to_numpy()
    back = (np.datetime64(end) - known["date"].to_numpy().astype("datetime64[D]")).astype(int)
    weeks = min(most, max(FEWEST_WEEKS, int(back.max(initial=0)) // 7 + 1))
    grid = np.full((len(keys), weeks * 7), np.nan)
    inside = back < weeks * 7
    grid[row[inside], weeks * 7 - 1 - back[inside]] = known["value"].to_numpy()[inside]
    return grid.reshape(len(keys), weeks, 7)


def _parts_of_year(end: dt.date, weeks: int) -> np.ndarray:
    """Name the part of the school year of each day of the last weeks, as (weeks, 7)."""
    days = [end - dt.timedelta(days=back) for back in range(weeks * 7 - 1, -1, -1)]
    parts = {week: part_of_year(week) for week in {week_of(day) for day in days}}
    return np.array([parts[week_of(day)] for day in days]).reshape(weeks, 7)


def _compared(blocks: np.ndarray, parts: np.ndarray) -> dict[str, np.ndarray]:
    """Compare at every week, and the last of them with those before it."""
    base = _baselines(np.where(parts == SCHOOL, blocks, np.nan))
    differences = _differences(blocks, parts, base)
    now, past = differences[:, -1], differences[:, : -RECENT - BETWEEN]
    positions = np.sum(np.isfinite(past), axis=1)
    recent, before = blocks[:, -RECENT:].reshape(len(blocks), -1), base[:, -1]
    z, p = _unusual(now, past, _least_scale(recent, before))
    answered = np.isfinite(now) & (positions >= LEAST_POSITIONS)
    off = np.all(parts[-RECENT:] != SCHOOL)
    started = np.sum(np.isfinite(blocks[:, : -RECENT - BETWEEN]).any(axis=2), axis=1) >= LEAST_POSITIONS
    seen = np.sum(np.isfinite(recent), axis=1) >= LEAST_RECENT
    status = np.where(~seen, GAP, np.where(started, HOLIDAY if off else GAP, SHORT))
    return {
        "status": np.where(answered, OK, np.where(np.isfinite(now), SHORT, status)),
        "before": _median(before), "now": _median(recent), "times": np.exp(now),
        "z": np.where(answered, z, np.nan), "p": np.where(answered, p, np.nan), "positions": positions,
    }  # fmt: skip


def _baselines(blocks: np.ndarray) -> np.ndarray:
    """Give each weekday's median of the eight weeks that end four weeks before each position's end."""
    windows = sliding_window_view(blocks, BASE, axis=1)
    base = np.where(np.isfinite(windows).sum(axis=-1) >= LEAST_BASE, _median(windows), np.nan)
    return base[:, : blocks.shape[1] - REACH + 1]


def _differences(blocks: np.ndarray, parts: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Give the median log ratio of a fortnight's days to their weekdays' baseline, at every position.

    Days of school holidays are left out until two of their kind and two years have been seen; then what such days
    usually are to their baseline is taken off.
    """
    ratios = np.stack(
        [
            np.log(blocks[:, REACH - RECENT + turn :][:, : base.shape[1]] + 0.5) - np.log(base + 0.5)
            for turn in range(RECENT)
        ],
        axis=2,
    )  # fmt: skip
    kinds = np.stack([parts[REACH - RECENT + turn :][: base.shape[1]] for turn in range(RECENT)], axis=1)
    for part in (BREAK, SUMMER):
        ratios -= np.where(kinds == part, _usual(ratios[:, :, -1], kinds[:, -1] == part, len(parts)), 0.0)
    days = ratios.reshape(*ratios.shape[:2], -1)
    seen = np.isfinite(days).sum(axis=2)
    usually = _median(np.where(seen > 0, seen, np.nan)[:, :-1]) if seen.shape[1] > 1 else seen[:, 0]
    least = np.maximum(LEAST_RECENT, np.nan_to_num(usually)[:, None] / 3)
    return np.where(seen >= least, _median(days), np.nan)


def _usual(ratios: np.ndarray, chosen: np.ndarray, weeks: int) -> np.ndarray:
    """Give what a kind of holiday usually is to its baseline, a figure for each series; NaN is not known yet."""
    past = chosen.copy()
    past[-RECENT - BETWEEN :] = False
    runs = np.sum(np.diff(past.any(axis=1).astype(int)) == 1) + int(past[0].any())
    if weeks < SEASON_WEEKS or runs < 2:
        return np.full((len(ratios), 1, 1, 1), np.nan)
    return np.asarray(_median(ratios[:, past])[:, None, None, None])


def _least_scale(recent: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Give the noise that counting alone brings to a fortnight's log ratio: tiny counts are never surer than that."""
    expected = np.nan_to_num(_median(before)) * np.maximum(np.isfinite(recent).sum(axis=1), 1)
    return np.asarray(1 / np.sqrt(expected + 0.5))


def _unusual(now: np.ndarray, past: np.ndarray, least: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hold a difference against earlier ones: their median, and the width of their inner four fifths.

    The p-value is Student's, both ways, with a degree of freedom for every six positions: neighbouring ones share
    most of their days. Measured on drawn series in docs/real-histories.md.
    """
    enough = np.where(np.isfinite(past).any(axis=1)[:, None], past, 0.0)
    low, middle, high = np.nanquantile(enough, [0.1, 0.5, 0.9], axis=1)
    scale = np.maximum((high - low) / (2 * stats.norm.ppf(0.9)), least)
    z = (now - middle) / scale
    freedom = np.maximum(np.sum(np.isfinite(past), axis=1) / POSITIONS_A_FREEDOM, 1.0)
    return z, 2 * stats.t.sf(np.abs(z), freedom)


def _median(values: np.ndarray) -> np.ndarray:
    """Take the median of what is known along the last axis; NaN where nothing is."""
    known = np.isfinite(values).sum(axis=-1)
    ordered = np.sort(values, axis=-1)  # NaN last
    low = np.take_along_axis(ordered, np.maximum(known - 1, 0)[..., None] // 2, axis=-1)
    high = np.take_along_axis(ordered, np.minimum(known // 2, values.shape[-1] - 1)[..., None], axis=-1)
    even = known % 2 == 0
    middle = np.where(even, (low[..., 0] + high[..., 0]) / 2, low[..., 0])
    return np.asarray(np.where(known > 0, middle, np.nan))
