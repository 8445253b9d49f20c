"""Which kinds of incident are more than we would expect this month, all clubs together.

Tiny counts, read by the week of the event. What is here is raw: nothing of it may be shown before `disclosure`.
Which method looks at how long a history is decided by docs/calibration.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrame
from scipy import stats

from klubtrends.analysis.exposure import NONE_KNOWN, KnownWeeks
from klubtrends.analysis.history import History, history
from klubtrends.analysis.outbreaks import Prediction, chance_of_any, overdispersion, predictive
from klubtrends.danish import say
from klubtrends.periods import weeks_of

LEAST_WEEKS = 8  # of history before anything is said
MOST_WEEKS = 156  # of history that is compared with: what is older tells of other times
LEAST_CASES = 5  # in the month before an alarm, as in Farrington et al. (1996)
FALSE_DISCOVERIES = 0.05  # the share of a month's alarms that we accept to be chance
LOOKED_BACK = 13  # weeks in which the beginning of what is seen is sought
Status = Literal["watched", "early", "nobody"]


@dataclass(frozen=True)
class Signal:
    """One type of incident that came more often than expected: raw figures, not for showing.

    `settles` says in Danish what would make us wiser; it is made of public facts alone.
    """

    type: str
    month: str
    method: str
    count: int  # event weeks of the month
    expected: float
    lower: int
    upper: int
    p_value: float  # of this series alone
    adjusted: float  # Benjamini-Hochberg over the month's series
    series: int  # how many were looked at
    chance: float  # that any of them shows as much by chance, in a month
    departments: int  # that had a case
    since: str  # the week from which on it is most out of the ordinary
    settles: str


@dataclass(frozen=True)
class Watched:
    """What a month's watch found, the strongest first.

    `status` is 'watched', or why nothing could be said: 'early' (under eight weeks of history) or 'nobody' (has
    reported in the month). `weeks` is how many weeks of history were there.
    """

    month: str
    status: Status
    weeks: int
    signals: tuple[Signal, ...] = ()


def watch(
    incidents: IntoDataFrame,
    reported: IntoDataFrame,
    folded: IntoDataFrame,
    month: str,
    *,
    departments: int,
    known: KnownWeeks = NONE_KNOWN,
) -> Watched:
    """Look for types that came more often than their own history lets us expect.

    Each type's cases in the month's event weeks are compared with the months of at most three years before by the
    gamma-Poisson predictive of `outbreaks.predictive`, its spread taken from the same history. Exposure is the
    departments that reported in the month, times its weeks; a holiday or event week counts as the part of an ordinary
    week that such weeks have shown over all types together. Only what had arrived by the month's end is used, so a
    month looks the same whenever asked about.

    Parameters
    ----------
    incidents, reported, folded : polars or pandas frames
        `tables.INCIDENTS`, `REPORTED` and `FOLDED`. Positive episodes are not watched.
    month : str
        'YYYY-MM'.
    departments : int
        How many there are; stands in for reporting departments where the history is folded and none are known.
    known : KnownWeeks
        Holidays and events beside those that every year has.

    Returns
    -------
    Watched
        Its signals strongest first; none under eight weeks of history, without a report this month, or on fewer than
        five cases.

    Raises
    ------
    ValueError
        If the tables hold what they cannot (`history.history` says what).

    References
    ----------
    .. [1] Benjamini, Y. and Hochberg, Y. (1995). J. R. Statist. Soc. B 57, 289-300.
    .. [2] Farrington, C. P. et al. (1996). J. R. Statist. Soc. A 159, 547-563.
    """
    seen = history(incidents, reported, folded, month, departments=departments, known=known)
    weeks = len(seen.past)
    if weeks < LEAST_WEEKS:
        return Watched(month, "early", weeks)
    if not seen.reporting.get(month):
        return Watched(month, "nobody", weeks)
    found = {kind: _predict(seen, kind) for kind in seen.types}
    adjusted = stats.false_discovery_control([one.p_value for one in found.values()]) if found else ()
    signals = [
        _signal(seen, kind, prediction, (float(share), len(found)), departments)
        for (kind, prediction), share in zip(found.items(), adjusted, strict=True)
        if share <= FALSE_DISCOVERIES and sum(seen.of(kind, weeks_of(month))) >= LEAST_CASES
    ]
    return Watched(month, "watched", weeks, tuple(sorted(signals, key=lambda each: (each.p_value, each.type))))


def _predict(seen: History, kind: str) -> Prediction:
    """Compare a type's month with the months before."""
    counts, units = seen.by_month(kind, seen.past[-MOST_WEEKS:])
    (count,), (exposure,) = seen.by_month(kind, weeks_of(seen.month))
    return predictive(count, exposure, counts, units, spread=overdispersion(counts, units))


def _signal(
    seen: History, kind: str, prediction: Prediction, among: tuple[float, int], departments: int
) -> Signal:
    adjusted, series = among
    weeks = weeks_of(seen.month)
    cases = seen.rows.filter(pl.col("type") == kind, pl.col("week").is_in(weeks))
    return Signal(
        type=kind,
        month=seen.month,
        method="predictive",
        count=sum(seen.of(kind, weeks)),
        expected=prediction.expected,
        lower=prediction.lower,
        upper=prediction.upper,
        p_value=prediction.p_value,
        adjusted=adjusted,
        series=series,
        chance=chance_of_any(prediction.p_value, series),
        departments=cases["department"].n_unique(),
        since=_since(seen, kind),
        settles=say("signal_settles_missing" if seen.reporting[seen.month] < departments else "signal_settles"),
    )


def _since(seen: History, kind: str) -> str:
    """Find the week from which on, to the month's end, there is most against an unchanged rate (Kulldorff 2001)."""
    weeks = list(seen.exposures)[-LOOKED_BACK:]
    before = seen.past[-MOST_WEEKS:]
    units = np.array([seen.exposures[week] for week in weeks])
    counts = np.array(seen.of(kind, weeks), dtype=float)
    rate = (0.5 + sum(seen.of(kind, before))) / sum(seen.exposures[week] for week in before)
    cases, expected = counts[::-1].cumsum()[::-1], rate * units[::-1].cumsum()[::-1]
    evidence = np.where(
        cases > expected, cases * np.log(np.maximum(cases, 1) / expected) - cases + expected, 0.0
    )
    return weeks[int(np.flatnonzero(evidence == evidence.max())[-1])]
