"""Which kinds of incident are more than we would expect this month, all clubs together.

Tiny counts, read by the week of the event. What is here is raw: nothing of it may be shown before `disclosure`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from narwhals.typing import IntoDataFrame
from scipy import stats

from klubtrends.analysis.outbreaks import Prediction, chance_of_any, overdispersion, predictive
from klubtrends.analysis.school import ACTIVITY, SCHOOL, part_of_year
from klubtrends.periods import month_of, weeks_between, weeks_of
from klubtrends.tables import FOLDED, INCIDENTS, REPORTED

LEAST_WEEKS = 8  # of history before anything is said
LEAST_CASES = 5  # in the month before an alarm, as in Farrington et al. (1996)
FALSE_DISCOVERIES = 0.05  # the share of a month's alarms that we accept to be chance
ASSUMED_CASES = 5.0  # how much the assumed activity of holidays weighs against what is seen


@dataclass(frozen=True)
class Signal:
    """One type of incident that came more often than expected: raw figures, not for showing."""

    type: str
    month: str
    count: int  # event weeks of the month
    expected: float
    lower: int
    upper: int
    p_value: float  # of this series alone
    adjusted: float  # Benjamini-Hochberg over the month's series
    series: int  # how many were looked at
    chance: float  # that any of them shows as much by chance, in a month
    departments: int  # that had a case
    first_week: str


@dataclass(frozen=True)
class Changes:
    """What happened to the signals since the last time."""

    opened: tuple[Signal, ...]
    continued: tuple[Signal, ...]
    closed: tuple[Signal, ...]


@dataclass(frozen=True)
class _History:
    """Cases by (month, type) and each month's exposure, in departments that reported times school weeks."""

    cases: Mapping[tuple[str, str], int]
    exposures: Mapping[str, float]
    types: tuple[str, ...]
    weeks: int  # observed before the month that is looked at


def watch(
    incidents: IntoDataFrame, reported: IntoDataFrame, folded: IntoDataFrame, month: str, *, departments: int
) -> tuple[Signal, ...]:
    """Look for types that came more often than their own history lets us expect.

    Each type's cases in the month's event weeks are compared with all earlier months by the gamma-Poisson
    predictive of `outbreaks.predictive`, its spread taken from the same history. Exposure is the departments
    that reported in the month, times its weeks; a holiday week counts as the part of an ordinary week that
    holidays have shown over all types together. Only what had arrived by the month's end is used, so a month
    looks the same whenever asked about.

    Parameters
    ----------
    incidents, reported, folded : polars or pandas frames
        `tables.INCIDENTS`, `REPORTED` and `FOLDED`. Positive episodes are not watched.
    month : str
        'YYYY-MM'.
    departments : int
        How many there are; stands in for reporting departments where the history is folded and none are known.

    Returns
    -------
    tuple of Signal
        Strongest first; none under eight weeks of history, without a report this month, or on fewer than five
        cases.

    References
    ----------
    .. [1] Benjamini, Y. and Hochberg, Y. (1995). J. R. Statist. Soc. B 57, 289-300.
    .. [2] Farrington, C. P. et al. (1996). J. R. Statist. Soc. A 159, 547-563.
    """
    known = INCIDENTS.take(incidents).filter(pl.col("arrived") <= month)
    rows = known.filter(pl.col("kind") == "negative")
    positive = known.filter(pl.col("kind") == "positive")["type"].unique().implode()
    old = FOLDED.take(folded).filter(~pl.col("type").is_in(positive))
    reporting = _reporting(REPORTED.take(reported), old, month, departments)
    history = _history(_weekly(rows, old, month), reporting, month)
    if history.weeks < LEAST_WEEKS or not history.exposures.get(month) or not history.types:
        return ()
    found = {name: _predict(history, name, month) for name in history.types}
    adjusted = stats.false_discovery_control([prediction.p_value for prediction in found.values()])
    signals = [
        _signal(rows, month, name, prediction, float(share), len(found))
        for (name, prediction), share in zip(found.items(), adjusted, strict=True)
        if share <= FALSE_DISCOVERIES and history.cases[month, name] >= LEAST_CASES
    ]
    return tuple(sorted(signals, key=lambda signal: (signal.p_value, signal.type)))


def changes(previous: Sequence[Signal], current: Sequence[Signal]) -> Changes:
    """Tell which types' signals opened, continued and closed between two months."""
    before, now = {signal.type for signal in previous}, {signal.type for signal in current}
    return Changes(
        opened=tuple(signal for signal in current if signal.type not in before),
        continued=tuple(signal for signal in current if signal.type in before),
        closed=tuple(signal for signal in previous if signal.type not in now),
    )


def _weekly(rows: pl.DataFrame, folded: pl.DataFrame, month: str) -> Counter[tuple[str, str]]:
    """Count cases by (week, type), up to the month's last week."""
    recent = rows.group_by("week", "type").len("count").with_columns(pl.col("count").cast(pl.Int32))
    past = pl.concat([folded, recent]).filter(pl.col("week") <= weeks_of(month)[-1])
    counts: Counter[tuple[str, str]] = Counter()
    for week, name, count in past.iter_rows():
        counts[week, name] += count
    return counts


def _reporting(reported: pl.DataFrame, folded: pl.DataFrame, month: str, departments: int) -> dict[str, float]:
    """Count reporting departments by month; folded months before the first report get the known ones' mean."""
    known = dict(reported.filter(pl.col("month") <= month).group_by("month").len().iter_rows())
    assumed = sum(known.values()) / len(known) if known else float(departments)
    folded_months = {month_of(week) for week in folded["week"].unique()}
    return {m: assumed for m in folded_months if m < min(known, default=month)} | known


def _history(counts: Counter[tuple[str, str]], reporting: Mapping[str, float], month: str) -> _History:
    this_month = weeks_of(month)
    first = min((weeks_of(m)[0] for m in reporting), default=this_month[0])
    weeks = [week for week in weeks_between(first, this_month[-1]) if reporting.get(month_of(week))]
    past = [week for week in weeks if week < this_month[0]]
    activity = _activity(past, counts, reporting)
    exposures: defaultdict[str, float] = defaultdict(float)
    for week in weeks:
        exposures[month_of(week)] += reporting[month_of(week)] * activity[part_of_year(week)]
    cases: Counter[tuple[str, str]] = Counter()
    for (week, name), count in counts.items():
        cases[month_of(week), name] += count
    return _History(cases, exposures, tuple(sorted({name for _, name in counts})), len(past))


def _activity(
    weeks: Sequence[str], counts: Counter[tuple[str, str]], reporting: Mapping[str, float]
) -> dict[str, float]:
    """Estimate how much of an ordinary week each part of the year holds, over all types."""
    totals: Counter[str] = Counter()
    for (week, _), count in counts.items():
        totals[week] += count
    cases, exposure = dict.fromkeys(ACTIVITY, 0.0), dict.fromkeys(ACTIVITY, 0.0)
    for week in weeks:
        cases[part_of_year(week)] += totals[week]
        exposure[part_of_year(week)] += reporting[month_of(week)]
    rate = cases[SCHOOL] / exposure[SCHOOL] if exposure[SCHOOL] else 0.0
    seen = {
        part: (ASSUMED_CASES * share + cases[part]) / (ASSUMED_CASES + rate * exposure[part])
        for part, share in ACTIVITY.items()
    }
    return seen | {SCHOOL: 1.0}


def _predict(history: _History, name: str, month: str) -> Prediction:
    months = [m for m in history.exposures if m < month]
    counts, exposures = [history.cases[m, name] for m in months], [history.exposures[m] for m in months]
    spread = overdispersion(counts, exposures)
    return predictive(history.cases[month, name], history.exposures[month], counts, exposures, spread=spread)


def _signal(
    rows: pl.DataFrame, month: str, name: str, prediction: Prediction, adjusted: float, series: int
) -> Signal:
    cases = rows.filter(pl.col("type") == name, pl.col("week").is_in(weeks_of(month)))
    return Signal(
        type=name,
        month=month,
        count=cases.height,
        expected=prediction.expected,
        lower=prediction.lower,
        upper=prediction.upper,
        p_value=prediction.p_value,
        adjusted=adjusted,
        series=series,
        chance=chance_of_any(prediction.p_value, series),
        departments=cases["department"].n_unique(),
        first_week=str(cases["week"].min()),
    )
