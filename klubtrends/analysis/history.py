"""What is known of the weeks: cases by type, who reported, and how much could have been seen. Raw, inside only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from narwhals.typing import IntoDataFrame

from klubtrends.analysis.exposure import KnownWeeks, exposures
from klubtrends.periods import MONTH_PATTERN, month_of, thursday, weeks_between, weeks_of
from klubtrends.tables import FOLDED, INCIDENTS, REPORTED


@dataclass(frozen=True)
class History:
    """Everything that had arrived by a month's end.

    Parameters
    ----------
    month : str
        'YYYY-MM': what is looked at; the other weeks are history.
    rows : polars frame
        `tables.INCIDENTS`, the negative ones.
    cases : mapping
        (Week, type) to cases, all departments together, folded ones among them.
    exposures : mapping
        Week to exposure, oldest first: weeks whose month has no report are left out.
    reporting : mapping
        Month to the departments that reported, their mean where the month is folded.
    """

    month: str
    rows: pl.DataFrame
    cases: Mapping[tuple[str, str], int]
    exposures: Mapping[str, float]
    reporting: Mapping[str, float]

    @property
    def types(self) -> tuple[str, ...]:
        """List the types that were ever seen."""
        return tuple(sorted({kind for _, kind in self.cases}))

    @property
    def past(self) -> list[str]:
        """List the weeks before the month, oldest first."""
        return [week for week in self.exposures if week < weeks_of(self.month)[0]]

    def of(self, kind: str, weeks: list[str]) -> list[int]:
        """Give a type's cases in some weeks."""
        return [self.cases.get((week, kind), 0) for week in weeks]

    def by_month(self, kind: str, weeks: list[str]) -> tuple[list[int], list[float]]:
        """Sum a type's cases and their exposure in some weeks by month."""
        counts, units = defaultdict[str, int](int), defaultdict[str, float](float)
        for week in weeks:
            counts[month_of(week)] += self.cases.get((week, kind), 0)
            units[month_of(week)] += self.exposures[week]
        return list(counts.values()), list(units.values())


def history(
    incidents: IntoDataFrame,
    reported: IntoDataFrame,
    folded: IntoDataFrame,
    month: str,
    *,
    departments: int,
    known: KnownWeeks,
) -> History:
    """Gather what was known of the weeks at a month's end.

    Parameters
    ----------
    incidents, reported, folded : polars or pandas frames
        `tables.INCIDENTS`, `REPORTED` and `FOLDED`, in any order. Positive episodes are left out.
    month : str
        'YYYY-MM'.
    departments : int
        How many there are; stands in for reporting departments where the history is folded and none are known.
    known : KnownWeeks

    Raises
    ------
    ValueError
        If a month or a week is none, a count is missing, negative or no whole number, a folded week has a type twice,
        or a department reported a month twice. The message names the table and the column, never a value.
    """
    if not MONTH_PATTERN.fullmatch(month) or departments < 0:
        raise ValueError("month must be 'YYYY-MM', departments not negative")
    rows, told, old = INCIDENTS.take(incidents), REPORTED.take(reported), FOLDED.take(folded)
    _check(rows, told, old)
    arrived = rows.filter(pl.col("arrived") <= month)
    negative = arrived.filter(pl.col("kind") == "negative")
    positive = arrived.filter(pl.col("kind") == "positive")["type"].unique().implode()
    old = old.filter(~pl.col("type").is_in(positive))
    reporting = _reporting(told, old, month, departments)
    cases = _cases(negative, old, month)
    return History(month, negative, cases, _exposures(cases, reporting, month, known), reporting)


def _check(rows: pl.DataFrame, told: pl.DataFrame, old: pl.DataFrame) -> None:
    """See that weeks are weeks, months are months and counts are counts."""
    weeks, months = {"incidents": rows["week"], "folded": old["week"]}, {
        "incidents": rows["arrived"],
        "reported": told["month"],
    }  # fmt: skip
    wrong = [f"{table}: week" for table, column in weeks.items() if not all(map(_is_week, column.unique()))]
    wrong += [f"{table}: month" for table, column in months.items() if not all(map(_is_month, column.unique()))]
    counts = old["count"]
    if counts.null_count() or (counts < 0).any():
        wrong.append("folded: count")
    if old.select("week", "type").is_duplicated().any():
        wrong.append("folded: a week's type twice")
    if told.is_duplicated().any() or told["department"].null_count():
        wrong.append("reported: a department twice or without a name")
    if wrong:
        raise ValueError(f"not as they should be: {', '.join(wrong)}")


def _is_month(text: str | None) -> bool:
    return text is not None and MONTH_PATTERN.fullmatch(text) is not None


def _is_week(text: str | None) -> bool:
    """Tell whether a text names an ISO week that its year has."""
    if text is None or len(text) != len("2026-W01") or text[4:6] != "-W":
        return False
    try:
        thursday(text)
    except ValueError:
        return False
    return True


def _cases(rows: pl.DataFrame, folded: pl.DataFrame, month: str) -> Counter[tuple[str, str]]:
    """Count cases by (week, type), up to the month's last week."""
    recent = rows.group_by("week", "type").len("count").with_columns(pl.col("count").cast(pl.Int32))
    past = pl.concat([folded, recent]).filter(pl.col("week") <= weeks_of(month)[-1])
    counts: Counter[tuple[str, str]] = Counter()
    for week, kind, count in past.iter_rows():
        counts[week, kind] += count
    return counts


def _reporting(reported: pl.DataFrame, folded: pl.DataFrame, month: str, departments: int) -> dict[str, float]:
    """Count reporting departments by month; folded months before the first report get the known ones' mean."""
    known = dict(reported.filter(pl.col("month") <= month).group_by("month").len().iter_rows())
    assumed = sum(known.values()) / len(known) if known else float(departments)
    folded_months = {month_of(week) for week in folded["week"].unique()}
    return {m: assumed for m in folded_months if m < min(known, default=month)} | known


def _exposures(
    cases: Mapping[tuple[str, str], int], reporting: Mapping[str, float], month: str, known: KnownWeeks
) -> dict[str, float]:
    """Give the exposure of every week from the first month that is known to the last week of the month."""
    this_month = weeks_of(month)
    first = min((weeks_of(each)[0] for each in reporting), default=this_month[0])
    weeks = [week for week in weeks_between(first, this_month[-1]) if reporting.get(month_of(week))]
    totals = Counter[str]()
    for (week, _), count in cases.items():
        totals[week] += count
    return exposures(weeks, totals, reporting, known, past=sum(week < this_month[0] for week in weeks))
