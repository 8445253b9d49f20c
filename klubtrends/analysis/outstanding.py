"""Which apps of a chart moved more than chance would have it, held against their own days and the whole chart's.

A month's last days are held against the last of the month before, in log rank. How much an app wanders by itself is
estimated from the month before and drawn towards what is common in the chart; how much one day is like the next is
estimated over all apps together, for a month alone says little of either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrameT
from scipy import special, stats

from klubtrends.analysis.charts import WINDOW, month_moves
from klubtrends.analysis.listings import days_of, listing
from klubtrends.periods import first_day
from klubtrends.tables import as_given

LEAST_WINDOW = 4  # days seen in each window
MOST_ALIKE = 0.98  # of one day to the next
MOST_FREEDOM = 8.0  # that a whole chart may be worth: apps jump more than a bell curve would have it
FEWEST = 10  # apps, to say what is common among them
QUARTILES = 1.349  # of a standard normal
MOVES = {
    "app_id": pl.String(), "app_name": pl.String(),
    "before": pl.Float64(), "after": pl.Float64(),  # median rank of the windows; null where it was mostly outside
    "best": pl.Int64(),  # rank in the month; null if never in the chart
    "listed_before": pl.Int64(),  # days in the chart in the month before
    "gain": pl.Float64(),  # ln of rank before to rank after; at least that where one is outside
    "z": pl.Float64(), "p": pl.Float64(),  # both ways
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Noise:
    """What chance does to log ranks: one day's likeness to the next, and each app's variance and its freedom."""

    alike: float
    variance: np.ndarray
    freedom: np.ndarray


def outstanding(
    charts: IntoDataFrameT, month: str, *, chart: str = "free", length: int = 100
) -> IntoDataFrameT:
    """Test each app's move from the end of the month before to the end of this one.

    Parameters
    ----------
    charts : polars or pandas frame
        Rows of `tables.CHARTS`, one country.
    month : str
        'YYYY-MM'.

    Returns
    -------
    frame like `charts`
        Rows of `MOVES`, the surest first; without rows where too few days of either month were seen.

    References
    ----------
    .. [1] Smyth, G. K. (2004). Linear models and empirical Bayes methods. Stat. Appl. Genet. Mol. Biol. 3, 3.
    """
    moves = month_moves(charts, month, chart=chart, length=length)
    if min(len(moves.before), len(moves.after)) < LEAST_WINDOW:
        return as_given(pl.DataFrame(schema=MOVES), charts)
    read = listing(charts, chart)
    listed = read.rows.filter(pl.col("date").is_in(days_of(read, month)), pl.col("rank") <= moves.length)
    windows = listed.filter(pl.col("date").is_in([*moves.before, *moves.after]))
    apps = read.named(windows.select("app_id").unique().sort("app_id"))
    days = np.array(days_of(read, month), dtype="datetime64[D]")
    ranks = np.full((len(apps), len(days)), np.nan)
    mine = listed.join(apps.select("app_id").with_row_index("row"), on="app_id")
    ranks[mine["row"].to_numpy(), np.searchsorted(days, mine["date"].to_numpy().astype("datetime64[D]"))] = (
        mine["rank"]
    )
    split = int(np.searchsorted(days, np.datetime64(first_day(month))))
    found = apps.with_columns(
        pl.Series(name, values)
        for name, values in moved(ranks, days.astype(int), split, length=moves.length).items()
    )
    found = found.with_columns(pl.selectors.float().fill_nan(None)).sort("p", "app_id", nulls_last=True)
    return as_given(found.select(pl.col(name).cast(kind) for name, kind in MOVES.items()), charts)


def moved(ranks: np.ndarray, days: np.ndarray, split: int, *, length: int = 100) -> dict[str, np.ndarray]:
    """Test moves between the last days before `split` and the last of all: the columns of `MOVES` but the names.

    Parameters
    ----------
    ranks : array, shape (n_apps, n_days)
        NaN is outside the chart.
    days : array of int, shape (n_days,)
        Observed days only, rising.
    split : int
        Where the later month begins.
    """
    heights = np.log(np.where(np.isfinite(ranks), ranks, length + 1))  # outside: just below the list
    earlier, windows = (
        slice(0, split),
        (slice(max(split - WINDOW, 0), split), slice(max(split, len(days) - WINDOW), None)),
    )
    listed = np.isfinite(ranks[:, earlier]).sum(axis=1)
    weight = np.zeros(len(days))
    for window, sign in zip(windows, (1, -1), strict=True):
        weight[window] = sign / len(days[window])
    gain = np.nansum(heights * weight, axis=1)
    noise = _noise(heights[:, earlier], days[earlier], listed)
    wander = weight @ _likeness(days, noise.alike) @ weight
    z = gain / np.sqrt(noise.variance * wander)
    if len(z) >= FEWEST:
        z = z / max(
            1.0, float(np.subtract(*np.quantile(z, [0.75, 0.25]))) / QUARTILES
        )  # a restless month for all
    before, after = (_middle(ranks[:, window]) for window in windows)
    later = np.where(np.isfinite(ranks[:, split:]), ranks[:, split:], np.inf).min(axis=1)
    return {
        "before": before, "after": after, "best": np.where(np.isfinite(later), later, np.nan), "listed_before": listed,
        "gain": gain, "z": z, "p": 2 * stats.t.sf(np.abs(z), noise.freedom),
    }  # fmt: skip


def _middle(ranks: np.ndarray) -> np.ndarray:
    """Take the median rank where an app was in the list on more than half of the days."""
    full = np.median(np.where(np.isfinite(ranks), ranks, np.inf), axis=1)
    return np.where(np.isfinite(full), full, np.nan)


def _likeness(days: np.ndarray, alike: float) -> np.ndarray:
    apart = np.abs(days[:, None] - days)
    return np.asarray(alike**apart, dtype=float)


def _noise(heights: np.ndarray, days: np.ndarray, listed: np.ndarray) -> Noise:
    """Estimate what chance does from the month before, without the windows' own move."""
    off = heights - heights.mean(axis=1, keepdims=True)
    squares = (off**2).sum(axis=1)
    informed = (listed >= len(days) / 2) & (squares > 0)
    alike = _alike(off[informed], squares[informed], len(days))
    likeness = _likeness(days, alike)
    centred = likeness - likeness.mean(axis=0)
    share, spread = np.trace(centred), np.trace(centred @ centred)
    own, freedom = squares / share, share**2 / spread
    common, weight = _common(own[informed], freedom)
    freedoms = np.where(informed, freedom, 0.0)
    variance = (weight * common + freedoms * np.where(informed, own, 0.0)) / (weight + freedoms)
    return Noise(
        alike, np.maximum(variance, common), weight + freedoms
    )  # a calm month does not prove a calm app


def _alike(off: np.ndarray, squares: np.ndarray, days: int) -> float:
    """Estimate one day's likeness to the next over all apps, without a short history's bias (Kendall 1954)."""
    if not len(off):
        return MOST_ALIKE
    raw = float(np.median((off[:, 1:] * off[:, :-1]).sum(axis=1) / squares)) * days / (days - 1)
    return float(np.clip((raw * days + 1) / (days - 3), 0.0, MOST_ALIKE)) if raw > 0 else 0.0


def _common(own: np.ndarray, freedom: float) -> tuple[float, float]:
    """Fit Smyth's prior by quartiles: the common variance, and how many degrees of freedom it is worth."""
    if len(own) < FEWEST:
        return (float(np.median(own)) if len(own) else 1.0), 1.0
    middle = float(np.median(own)) * freedom / float(stats.chi2.ppf(0.5, freedom))
    low, high = np.quantile(np.log(own), [0.25, 0.75])
    more = ((high - low) / QUARTILES) ** 2 - float(special.polygamma(1, freedom / 2))
    return middle, min(2 * _trigamma_inverse(more), MOST_FREEDOM) if more > 0 else MOST_FREEDOM


def _trigamma_inverse(value: float) -> float:
    """Solve trigamma(x) = value by Newton's method on 1/trigamma, which is nearly straight."""
    at = 0.5 + 1 / value
    for _ in range(50):
        here = float(special.polygamma(1, at))
        step = here * (1 - here / value) / float(special.polygamma(2, at))
        at += step
        if abs(step) < 1e-8 * at:
            break
    return at
