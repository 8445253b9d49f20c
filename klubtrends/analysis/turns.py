"""Since when: the last day on which a series of attention changed its level, with how sure that date is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from klubtrends.analysis.changepoints import changes

LOOKED_BACK = 182  # days
RECENTLY = 63  # a change further back is not what a month is about


@dataclass(frozen=True)
class Turn:
    """The first day of a new level, somewhere from `earliest` to `latest`."""

    since: dt.date
    earliest: dt.date
    latest: dt.date


def turned(series: pl.DataFrame, end: dt.date) -> Turn | None:
    """Find the last change of the half year before `end`, if it came lately; weekdays' own levels are taken out.

    Parameters
    ----------
    series : polars.DataFrame
        `date` and `value` of one series, a day once. A day that is not there is not known.
    end : datetime.date
        The last day to look at.
    """
    back = (np.datetime64(end) - series["date"].to_numpy().astype("datetime64[D]")).astype(int)
    inside = (back >= 0) & (back < LOOKED_BACK)
    heights = np.full(LOOKED_BACK, np.nan)
    heights[LOOKED_BACK - 1 - back[inside]] = np.log(series["value"].fill_null(np.nan).to_numpy()[inside] + 0.5)
    weekdays = heights.reshape(-1, 7)
    known = np.where(np.isfinite(weekdays).any(axis=0), weekdays, 0.0)
    found = changes((weekdays - np.nanmedian(known, axis=0)).ravel())
    if not found or found[-1].index < LOOKED_BACK - RECENTLY:
        return None
    first = end - dt.timedelta(days=LOOKED_BACK - 1)
    last = found[-1]
    return Turn(*(first + dt.timedelta(days=int(at)) for at in (last.index, last.earliest, last.latest)))
