"""How restless a chart was, week by week, against its own history, and which apps made it so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic

import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrameT

from klubtrends.analysis.divergence import causes, overlap, turbulence
from klubtrends.analysis.listings import Listing, listing
from klubtrends.analysis.ranks import Lines, flows
from klubtrends.periods import week_of, weeks_of
from klubtrends.tables import as_given

YEAR = 52  # earlier weeks, at most, that a week is compared with
LEAST_WEEKS = 12  # earlier weeks, at least
RARE = 0.1  # of ordinary weeks called restless, and as many called calm
NAMED = 5  # apps a week
SHORTEST, LONGEST = 6, 8  # days between two weeks' last chart-days that still are a week

WEEKS = {
    "week": pl.String(),
    "since": pl.Date(),
    "until": pl.Date(),
    "listed": pl.Int32(),
    "entries": pl.Int32(),
    "returns": pl.Int32(),
    "exits": pl.Int32(),
    "overlap": pl.Float64(),
    "turbulence": pl.Float64(),
    "earlier": pl.Int32(),
    "as_restless": pl.Float64(),
    "verdict": pl.String(),
}
CAUSES = {
    "week": pl.String(),
    "app_id": pl.String(),
    "app_name": pl.String(),
    "rank_before": pl.Int32(),
    "rank_after": pl.Int32(),
    "share": pl.Float64(),
}


@dataclass(frozen=True, eq=False)
class Restlessness(Generic[IntoDataFrameT]):
    """A month of a chart, week by week.

    weeks : week, since and until (the days compared: the last chart-days of the week before and of this), listed
        (apps), entries, returns (entries that had been there earlier), exits, overlap (rank-biased, 1 is the same
        order), turbulence (rank-turbulence divergence, 0 is the same order), earlier (weeks compared with),
        as_restless (p-value: how often a week like those would be as restless or more) and verdict: 'calm',
        'ordinary', 'restless', or 'unknown' where the week, or enough of its history, was not seen.
    causes : the apps with the largest share in each week's turbulence: week, app_id, app_name, rank_before and
        rank_after (null: outside) and share.
    """

    weeks: IntoDataFrameT
    causes: IntoDataFrameT


def restlessness(
    charts: IntoDataFrameT, month: str, *, chart: str = "free", length: int = 100
) -> Restlessness[IntoDataFrameT]:
    """Compare the chart at the end of each of a month's weeks with a week before, and that with the year before.

    A week is called restless where at most one in ten of weeks like the earlier ones, this one among them, would
    be as restless (and calm likewise): so often an ordinary week is called so, whatever the chart.

    Parameters
    ----------
    charts : polars or pandas frame
        As for `charts.month_moves`; the year before is read where it is there.
    month : str
        'YYYY-MM'; a week belongs to the month of its Thursday.

    References
    ----------
    .. [1] Vovk, V., Gammerman, A. and Shafer, G. (2005). Algorithmic Learning in a Random World, chapter 2.
    """
    read, asked = listing(charts, chart), weeks_of(month)
    closing = _closing_days(read, asked[-1])
    found = read.lines(list(closing.values()), length)
    compared = _compared(found, list(closing), asked)
    why = [_causes(found, number, week) for number, week in enumerate(closing) if week in asked]
    named = pl.concat([pl.DataFrame(schema={n: k for n, k in CAUSES.items() if n != "app_name"}), *why])
    wanted = compared.filter(pl.col("overlap").is_not_null())["week"]
    named = read.named(named.filter(pl.col("week").is_in(wanted.to_list()))).select(list(CAUSES))
    return Restlessness(as_given(compared, charts), as_given(named, charts))


def _closing_days(read: Listing, last_week: str) -> dict[str, dt.date]:
    """Give the last day that was seen in each of the year's weeks up to this one, oldest first."""
    days = {week_of(day): day for day in read.rows["date"].unique().sort()}
    return dict([(week, day) for week, day in days.items() if week <= last_week][-YEAR - 6 :])


def _compared(found: Lines, closing: list[str], asked: list[str]) -> pl.DataFrame:
    """Set each chart-day (the end of a week) beside the one before, and the weeks asked for beside their past."""
    span = np.diff(found.date, prepend=found.date[:1])
    adjacent = (span >= SHORTEST) & (span <= LONGEST)
    similar, restless = (np.where(adjacent, measure(found), np.nan) for measure in (overlap, turbulence))
    moved, dates = flows(found), found.date.astype("datetime64[D]")
    rows: list[dict[str, object]] = []
    for week in asked:
        number = closing.index(week) if week in closing else -1
        if number < 0 or np.isnan(restless[number]):
            rows.append({"week": week, "verdict": "unknown"})
            continue
        past = restless[max(0, number - YEAR) : number]
        counted = {name: int(getattr(moved, name)[number]) for name in ("entries", "returns", "exits")}
        rows.append(
            {
                "week": week,
                "since": dates[number - 1].item(),
                "until": dates[number].item(),
                "listed": int(found.listed[number]),
                **counted,
                "overlap": float(similar[number]),
                "turbulence": float(restless[number]),
                **_judged(float(restless[number]), past[~np.isnan(past)]),
            }
        )
    return pl.DataFrame(rows, schema=WEEKS)


def _judged(now: float, past: np.ndarray) -> dict[str, object]:
    """Place a week among the earlier ones, itself among them."""
    above, below = ((1 + count) / (1 + len(past)) for count in ((past >= now).sum(), (past <= now).sum()))
    verdict = "restless" if above <= RARE else "calm" if below <= RARE else "ordinary"
    if len(past) < LEAST_WEEKS:
        return {"earlier": len(past), "as_restless": None, "verdict": "unknown"}
    return {"earlier": len(past), "as_restless": float(above), "verdict": verdict}


def _causes(found: Lines, number: int, week: str) -> pl.DataFrame:
    lines, share = causes(found, number)
    lines, share = lines[:NAMED], share[:NAMED]
    return pl.DataFrame(
        {
            "week": pl.Series([week] * len(lines), dtype=pl.String),
            "app_id": found.apps["app_id"].gather(lines),
            "rank_before": _ranks(found, lines, number - 1),
            "rank_after": _ranks(found, lines, number),
            "share": share,
        }
    )


def _ranks(found: Lines, lines: np.ndarray, day: int) -> pl.Series:
    """Give each line's rank on a chart-day, null where it was outside."""
    rows = np.flatnonzero(found.day == day)
    held = dict(zip(found.line[rows].tolist(), found.rank[rows].tolist(), strict=True))
    return pl.Series([held.get(line) for line in lines.tolist()], dtype=pl.Int32)
