"""The watch: what a month's cases say against their own history, and when it must say nothing."""

from collections import Counter

import numpy as np
import polars as pl
import pytest
from scipy import stats

from klubtrends.analysis import watch as watching
from klubtrends.analysis.school import ACTIVITY, part_of_year
from klubtrends.analysis.watch import FALSE_DISCOVERIES
from klubtrends.periods import last_months, month_of, weeks_between, weeks_of
from klubtrends.tables import FOLDED, INCIDENTS, REPORTED

MONTH = "2026-10"
DEPARTMENTS = [f"d{number}" for number in range(10)]


def incidents(cases):
    """Make rows from (week, arrived, department, type)."""
    rows = [
        {"id": f"i{number}", "week": week, "arrived": arrived, "department": department, "type": kind}
        | {"kind": "positive" if kind.startswith("pos_") else "negative", "severity": 1}
        | dict.fromkeys(["platform", "age_band", "spread", "flags", "response", "timeliness"], "")
        for number, (week, arrived, department, kind) in enumerate(cases)
    ]
    return pl.DataFrame(rows, schema=INCIDENTS.columns)


def reports(months, departments=DEPARTMENTS):
    """Make rows: these departments reported in these months."""
    pairs = [(month, department) for month in months for department in departments]
    return pl.DataFrame(pairs, schema=REPORTED.columns, orient="row")


def weekly(kind, months, counts, *, rng=None):
    """Spread so many cases a week over the departments, arriving in their own month."""
    weeks = weeks_between(weeks_of(months[0])[0], weeks_of(months[-1])[-1])
    return [
        (week, month_of(week), DEPARTMENTS[n % 10], kind)
        for place, week in enumerate(weeks)
        for n in range(rng.poisson(counts) if rng else counts[place % len(counts)])
    ]


def watch(*frames, **facts):
    """Give the signals alone."""
    return watching.watch(*frames, **facts).signals


NONE_FOLDED = FOLDED.empty()
YEAR = last_months(MONTH, 13)
QUIET = weekly("bullying", YEAR, [2]) + weekly("threats", YEAR, [1, 0]) + weekly("other", YEAR, [0, 1, 0])
BURST = [("2026-W43", MONTH, department, "threats") for department in DEPARTMENTS[:6]] * 2


def slow_watch(rows, reporting, month):
    """The same with loops: p-value, expected and adjusted share of each type."""
    rows = [row for row in rows if row[1] <= month]
    weeks = [
        w for w in weeks_between(weeks_of(min(reporting))[0], weeks_of(month)[-1]) if month_of(w) in reporting
    ]
    past = [week for week in weeks if month_of(week) < month]
    totals = Counter(row[0] for row in rows)

    def of(part, share):
        return sum(share(week) for week in past if part_of_year(week) == part)

    rate = of("school", lambda w: totals[w]) / of("school", lambda w: reporting[month_of(w)])
    activity = {
        part: (5 * ACTIVITY[part] + of(part, lambda w: totals[w]))
        / (5 + rate * of(part, lambda w: reporting[month_of(w)]))
        for part in ("break", "summer")
    } | {"school": 1.0}
    exposure = Counter()
    for week in weeks:
        exposure[month_of(week)] += reporting[month_of(week)] * activity[part_of_year(week)]
    found = {}
    for kind in sorted({row[3] for row in rows}):
        counts = Counter(month_of(row[0]) for row in rows if row[3] == kind)
        earlier = [m for m in exposure if m < month]
        total, units = 0.5 + sum(counts[m] for m in earlier), sum(exposure[m] for m in earlier)
        means = {m: exposure[m] * (total - 0.5) / units for m in earlier}
        phi = max(1, sum((counts[m] - means[m]) ** 2 / means[m] for m in earlier) / (len(earlier) - 1))
        mean = exposure[month] * total / units
        excess = phi - 1 + exposure[month] / units  # variance over mean, less one
        found[kind] = (float(stats.nbinom.sf(counts[month] - 1, mean / excess, 1 / (1 + excess))), mean)
    ordered = sorted(p for p, _ in found.values())
    size = len(ordered)
    return {
        kind: (p, mean, min(1, *(ordered[k] * size / (k + 1) for k in range(size) if ordered[k] >= p)))
        for kind, (p, mean) in found.items()
    }


@pytest.mark.parametrize("burst", [[], BURST])
def test_the_signals_are_those_of_a_slow_twin(burst):
    """Exposure with holidays and missing reports, spread, tail and adjustment, written out with loops."""
    reported = {month: 10 - place % 4 for place, month in enumerate(YEAR)}
    table = pl.concat([reports([month], DEPARTMENTS[:count]) for month, count in reported.items()])
    rows = QUIET + burst
    twin = slow_watch(rows, reported, MONTH)
    signals = watch(incidents(rows), table, NONE_FOLDED, MONTH, departments=10)

    assert [s.type for s in signals] == [kind for kind in twin if burst and twin[kind][2] <= FALSE_DISCOVERIES]
    assert bool(signals) == bool(burst)
    for signal in signals:
        p_value, expected, adjusted = twin[signal.type]
        assert (signal.p_value, signal.expected) == pytest.approx((p_value, expected), rel=1e-9)
        assert signal.adjusted == pytest.approx(adjusted, rel=1e-9)


def test_a_signal_tells_what_came_where_and_since_when():
    """Count, departments, first week, how many series, and how often by chance in any of them."""
    rows = QUIET + BURST
    (signal,) = watch(incidents(rows), reports(YEAR), NONE_FOLDED, MONTH, departments=10)
    this_month = [row for row in rows if row[3] == "threats" and month_of(row[0]) == MONTH]

    assert (signal.type, signal.month, signal.series) == ("threats", MONTH, 3)
    assert signal.count == len(this_month)
    assert signal.departments == len({row[2] for row in this_month})
    assert signal.since == "2026-W43"
    assert signal.chance == pytest.approx(1 - (1 - signal.p_value) ** 3)
    assert signal.lower <= signal.expected <= signal.upper < signal.count


def test_under_eight_weeks_of_history_nothing_is_said():
    """A burst in the third month is told, in the second not."""
    for months, expected in ((["2026-09", MONTH], 0), (["2026-08", "2026-09", MONTH], 1)):
        rows = weekly("threats", months, [1]) + BURST
        assert len(watch(incidents(rows), reports(months), NONE_FOLDED, MONTH, departments=10)) == expected


def test_weeks_without_a_report_are_no_history():
    """A year in which nobody reported is not a year of zeros."""
    rows = weekly("threats", ["2026-09", MONTH], [1]) + BURST
    table = reports(["2025-01", "2026-09", MONTH])
    zero_year = watch(incidents(rows), reports([*YEAR]), NONE_FOLDED, MONTH, departments=10)
    (unknown_year,) = watch(incidents(rows), table, NONE_FOLDED, MONTH, departments=10)

    assert zero_year[0].expected < unknown_year.expected / 3
    assert not watch(incidents(rows), reports(YEAR[:-1]), NONE_FOLDED, MONTH, departments=10)


def test_late_rows_from_before_the_first_report_are_no_history():
    """What happened before anybody reported is not a month in which little happened."""
    months = ["2026-09", MONTH]
    early = [(week, "2026-09", "d1", "threats") for week in weeks_of("2026-08") + weeks_of("2026-07")]
    rows = early + weekly("threats", months, [1]) + BURST

    assert not watch(incidents(rows), reports(months), NONE_FOLDED, MONTH, departments=10)


def test_folded_history_counts_as_the_rows_did():
    """Rows folded into weekly counts give the same signal, as long as as many reported."""
    rows = QUIET + BURST
    old = [row for row in rows if row[1] < "2026-06"]
    counts = Counter((week, kind) for week, _, _, kind in old)
    folded = pl.DataFrame([(*k, n) for k, n in counts.items()], schema=FOLDED.columns, orient="row")
    kept = incidents([row for row in rows if row[1] >= "2026-06"])
    whole = watch(incidents(rows), reports(YEAR), NONE_FOLDED, MONTH, departments=10)

    assert watch(kept, reports(last_months(MONTH, 5)), folded, MONTH, departments=10) == whole


def test_a_month_looks_the_same_whenever_it_is_asked_about():
    """What arrives later, late rows of that month included, changes nothing."""
    rows = QUIET + BURST
    later = [("2026-W44", "2026-11", "d9", "threats")] * 9 + [("2026-W46", "2026-11", "d1", "new")]
    then = watch(incidents(rows), reports(YEAR), NONE_FOLDED, MONTH, departments=10)
    now = watch(incidents(rows + later), reports([*YEAR, "2026-11"]), NONE_FOLDED, MONTH, departments=10)

    assert now == then


def test_a_quiet_summer_makes_no_alarm_of_august():
    """Clubs that close in July and open again: the holidays are less exposure, not a new low."""
    months = last_months("2026-08", 26)
    rng = np.random.default_rng(3)
    rows = [row for row in weekly("bullying", months, 3, rng=rng) if part_of_year(row[0]) == "school"]

    for month in ("2025-08", "2025-09", "2026-08"):
        assert not watch(incidents(rows), reports(months), NONE_FOLDED, month, departments=10)


def test_half_the_departments_reporting_halves_what_is_expected():
    """Missing reports are less exposure, never zeros."""
    rows = weekly("threats", YEAR, [2]) + BURST * 2
    whole = watch(incidents(rows), reports(YEAR), NONE_FOLDED, MONTH, departments=10)
    fewer = pl.concat([reports(YEAR[:-1]), reports([MONTH], DEPARTMENTS[:5])])
    (half,) = watch(incidents(rows), fewer, NONE_FOLDED, MONTH, departments=10)

    assert half.expected == pytest.approx(whole[0].expected / 2)


def test_good_episodes_and_fewer_than_five_cases_are_no_signal():
    """A joyful month is not an outbreak, and four cases of a new type are too few to say so."""
    joyful = [("2026-W43", MONTH, "d1", "pos_bystander")] * 20
    few = [("2026-W43", MONTH, "d1", "brand_new")] * 4
    table = reports(YEAR)

    assert not watch(incidents(QUIET + joyful + few), table, NONE_FOLDED, MONTH, departments=10)
    five = watch(incidents([*QUIET, *few, few[0]]), table, NONE_FOLDED, MONTH, departments=10)
    assert [signal.type for signal in five] == ["brand_new"]


def test_pandas_gives_what_polars_gives():
    """A notebook's frames are as good as the kit's own."""
    frames = incidents(QUIET + BURST), reports(YEAR), NONE_FOLDED

    ours = watch(*frames, MONTH, departments=10)
    assert watch(*(frame.to_pandas() for frame in frames), MONTH, departments=10) == ours


def test_an_empty_register_is_silent():
    """The first day."""
    assert watch(INCIDENTS.empty(), REPORTED.empty(), NONE_FOLDED, MONTH, departments=10) == ()


def test_a_wrong_column_is_named_and_no_cell_is_quoted():
    """A frame that is no register."""
    broken = incidents(QUIET).with_columns(pl.lit("hemmelig tekst").alias("severity"))

    with pytest.raises(ValueError, match="incidents") as caught:
        watch(broken, reports(YEAR), NONE_FOLDED, MONTH, departments=10)
    assert "hemmelig" not in f"{caught.value!r} {caught.value.__context__!r}"
