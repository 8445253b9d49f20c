"""The watch: what a month's cases say against their own history, and when it must say nothing."""

from collections import Counter

import numpy as np
import polars as pl
import pytest
from scipy import stats

from klubtrends.analysis import watch as watching
from klubtrends.analysis.exposure import KnownWeeks
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


def test_what_is_older_than_three_years_tells_of_other_times():
    """A type that was frequent long ago and is rare now alarms as one that was always rare."""
    months = last_months(MONTH, 60)
    recent = weekly("threats", months[-40:], [1, 0]) + BURST
    long_ago = weekly("threats", months[:20], [9])

    (rare,) = watch(incidents(recent), reports(months), NONE_FOLDED, MONTH, departments=10)
    (once,) = watch(incidents(long_ago + recent), reports(months), NONE_FOLDED, MONTH, departments=10)
    assert once.expected == pytest.approx(rare.expected, rel=0.1)  # holidays are learnt from all years


def test_a_week_of_a_campaign_is_compared_with_what_such_weeks_bring():
    """Each year's social media week brings twice the reports: where the calendar knows, that is no alarm."""
    months = last_months("2026-03", 37)
    campaigns = frozenset(f"{year}-W11" for year in range(2023, 2027))
    rows = weekly("bullying", months, [2]) + weekly("other", months, [1, 2])
    rows += [
        (week, month_of(week), "d1", kind) for week in campaigns for kind in ["bullying"] * 14 + ["other"] * 9
    ]
    rows = [row for row in rows if row[1] in months]
    frames = incidents(rows), reports(months), NONE_FOLDED
    known = KnownWeeks(events=campaigns)

    assert watch(*frames, "2026-03", departments=10)
    assert not watch(*frames, "2026-03", departments=10, known=known)


def test_a_municipality_with_another_winter_holiday_is_no_quiet_club():
    """Week 8 in the calendar counts as the holiday that it is there."""
    months = last_months("2026-02", 14)
    rows = [row for row in weekly("bullying", months, [3]) if row[0] not in ("2025-W08", "2026-W08")]
    known = KnownWeeks(holidays=frozenset({"2025-W08", "2026-W08"}))
    rows += [("2026-W09", "2026-02", f"d{n}", "bullying") for n in range(9)] * 2

    def expected(**facts):
        (signal,) = watch(incidents(rows), reports(months), NONE_FOLDED, "2026-02", departments=10, **facts)
        return signal.expected

    assert expected(known=known) < 0.95 * expected()


@pytest.mark.parametrize(
    ("months", "reporting", "status"),
    [
        (YEAR, YEAR, "watched"),
        (YEAR, YEAR[:-1], "nobody"),
        (["2026-09", MONTH], ["2026-09", MONTH], "early"),
        ([], [], "early"),
    ],
)
def test_when_nothing_can_be_said_the_watch_says_why(months, reporting, status):
    """Too little history, or nobody has reported: never a silent all-clear."""
    rows = weekly("threats", months, [1]) if months else []
    found = watching.watch(incidents(rows), reports(reporting), NONE_FOLDED, MONTH, departments=10)
    assert found.status == status
    assert found.weeks == max(0, 4 * len(months[:-1]) if len(months) < 3 else found.weeks)


def test_a_signal_says_since_when_and_what_would_settle_it():
    """From the week from which on most is out of the ordinary, an earlier month's if so; in words from public facts."""
    weeks = [("2026-W39", "2026-09"), ("2026-W40", MONTH), ("2026-W41", MONTH), ("2026-W43", MONTH)]
    slowly = [(*week, f"d{n}", "threats") for week in weeks for n in range(4)]
    (signal,) = watch(incidents(QUIET + BURST), reports(YEAR), NONE_FOLDED, MONTH, departments=10)
    (long,) = watch(incidents(QUIET + slowly), reports(YEAR), NONE_FOLDED, MONTH, departments=10)
    (few,) = watch(incidents(QUIET + BURST), reports(YEAR), NONE_FOLDED, MONTH, departments=12)

    assert (signal.since, long.since) == ("2026-W43", "2026-W39")
    assert signal.settles == few.settles.replace("Få de sidste meldinger ind, og hør", "Hør")
    assert "meldinger" in few.settles


def test_departments_that_open_and_close_are_counted_while_they_report():
    """Twice as many clubs and twice as many cases is no alarm; twice as many cases from half as many is."""
    grown = [row for row in weekly("bullying", YEAR, [3]) for _ in range(1 + (row[1] >= "2026-08"))]
    opened = pl.concat([reports([m], DEPARTMENTS[: 5 * (1 + (m >= "2026-08"))]) for m in YEAR])
    closed = pl.concat([reports([m], DEPARTMENTS[: 10 // (1 + (m >= "2026-08"))]) for m in YEAR])

    assert not watch(incidents(grown), opened, NONE_FOLDED, MONTH, departments=10)
    assert watch(incidents(grown), closed, NONE_FOLDED, MONTH, departments=5)


def test_a_year_of_fifty_three_weeks_is_a_year():
    """2026 has 53: the last week belongs to December, and is a holiday as that of other years."""
    months = last_months("2027-01", 40)
    rows = [row for row in weekly("bullying", months, [3, 2, 4]) if part_of_year(row[0]) == "school"]
    assert not watch(incidents(rows), reports(months), NONE_FOLDED, "2026-12", departments=10)
    assert not watch(incidents(rows), reports(months), NONE_FOLDED, "2027-01", departments=10)


def test_rows_in_any_order_give_the_same():
    """Of the incidents, the reports and the folded weeks."""
    folded = pl.DataFrame(
        [("2025-W30", "threats", 1), ("2025-W20", "threats", 2)], schema=FOLDED.columns, orient="row"
    )
    frames = incidents(QUIET + BURST), reports(YEAR), folded
    shuffled = [frame.sample(fraction=1.0, shuffle=True, seed=5) for frame in frames]
    assert watch(*shuffled, MONTH, departments=10) == watch(*frames, MONTH, departments=10)


BAD_FOLDED = {
    "negative": [("2025-W20", "threats", -1)],
    "missing": [("2025-W20", "threats", None)],
    "twice": [("2025-W20", "threats", 1), ("2025-W20", "threats", 2)],
    "no week of its year": [("2025-W53", "threats", 1)],
    "no week": [("uge 20", "threats", 1)],
    "week unknown": [(None, "threats", 1)],
}


@pytest.mark.parametrize("rows", BAD_FOLDED.values(), ids=BAD_FOLDED)
def test_a_folded_history_that_cannot_be_is_refused(rows):
    """Never a silent number; the message names the table and no value."""
    folded = pl.DataFrame(rows, schema=FOLDED.columns, orient="row")
    with pytest.raises(ValueError, match="folded") as caught:
        watch(incidents(QUIET), reports(YEAR), folded, MONTH, departments=10)
    assert "threats" not in str(caught.value)


@pytest.mark.parametrize("count", [0.5, float("nan"), float("inf")])
def test_a_count_that_is_no_whole_number_is_refused(count):
    """Not cut off: half a case is none."""
    folded = pl.DataFrame({"week": ["2025-W20"], "type": ["threats"], "count": [count]})
    with pytest.raises(ValueError, match="folded"):
        watch(incidents(QUIET), reports(YEAR), folded, MONTH, departments=10)


@pytest.mark.parametrize("wrong", [{"month": "2026-13"}, {"month": "oktober"}, {"departments": -1}])
def test_wrong_arguments_are_named(wrong):
    """A month that is none, fewer departments than none."""
    facts = {"month": MONTH, "departments": 10} | wrong
    with pytest.raises(ValueError, match="month must be"):
        watch(incidents(QUIET), reports(YEAR), NONE_FOLDED, facts["month"], departments=facts["departments"])


def test_weeks_and_reports_that_cannot_be_are_refused():
    """An incident in no week, a report in no month, a department that reported a month twice."""
    rows = [*QUIET, ("2025-W60", "2025-12", "d1", "threats")]
    with pytest.raises(ValueError, match="incidents: week"):
        watch(incidents(rows), reports(YEAR), NONE_FOLDED, MONTH, departments=10)
    with pytest.raises(ValueError, match="reported: month"):
        watch(incidents(QUIET), reports([*YEAR, "okt"]), NONE_FOLDED, MONTH, departments=10)
    with pytest.raises(ValueError, match="reported: a department twice"):
        watch(incidents(QUIET), reports([*YEAR, MONTH]), NONE_FOLDED, MONTH, departments=10)
