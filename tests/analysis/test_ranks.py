"""The array kernel counts what a patient reader would, list by list."""

import datetime as dt
import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klubtrends.analysis.divergence import causes, overlap, turbulence
from klubtrends.analysis.ranks import LONG, SHORT, flows, lines, momentum, movers, stays

FIRST = dt.date(2026, 1, 1)


def frame(charts):
    """Make sorted chart rows from {chart: {date: {app: rank}}}."""
    rows = [
        (chart, app, date, rank)
        for chart, days in charts.items()
        for date, ranks in days.items()
        for app, rank in ranks.items()
    ]
    columns = {"chart": pl.String, "app_id": pl.String, "date": pl.Date, "rank": pl.Int32}
    return pl.DataFrame(rows, schema=columns, orient="row").sort("chart", "app_id", "date")


def restless(seed, *, days=45, apps=16, length=10, gaps=0.1, uneven=True):
    """A chart whose apps wander, with days that nobody fetched and lists of different length."""
    rng = np.random.default_rng(seed)
    strength, chart = rng.normal(size=apps), {}
    for offset in range(days):
        strength = 0.9 * strength + 0.4 * rng.normal(size=apps)
        listed = length - int(rng.integers(0, 4)) if uneven else length
        if rng.random() >= gaps:
            best = np.argsort(-strength)[:listed]
            chart[FIRST + dt.timedelta(offset)] = {f"app{app}": rank for rank, app in enumerate(best, 1)}
    return chart


def two_days(old, new):
    """Make a chart of two lists, best first."""
    lists = {FIRST: old, FIRST + dt.timedelta(1): new}
    return frame({"c": {day: {app: rank for rank, app in enumerate(apps, 1)} for day, apps in lists.items()}})


def slow_overlap(old, new, p):
    """Equation 32 of Webber et al., depth by depth, with sets."""
    short, long = sorted((old, new), key=lambda ranks: max(ranks.values()))
    shallow, deep = max(short.values()), max(long.values())

    def shared(depth):
        return len({a for a, r in short.items() if r <= depth} & {a for a, r in long.items() if r <= depth})

    every = shared(deep)
    most = shared(shallow)
    seen = sum(shared(d) / d * p**d for d in range(1, deep + 1))
    seen += sum(most * (d - shallow) / (shallow * d) * p**d for d in range(shallow + 1, deep + 1))
    return (1 - p) / p * seen + ((every - most) / deep + most / shallow) * p**deep


def slow_turbulence(old, new, alpha):
    """Rank-turbulence divergence as Dodds et al. write it, and each app's share of it."""

    def term(a, b):
        return (alpha + 1) / alpha * abs(a**-alpha - b**-alpha) ** (1 / (alpha + 1))

    came, left = set(new) - set(old), set(old) - set(new)
    r_old = max(old.values()) + (len(came) + 1) / 2
    r_new = max(new.values()) + (len(left) + 1) / 2
    parts = {app: term(old.get(app, r_old), new.get(app, r_new)) for app in old.keys() | new.keys()}
    apart = sum(term(rank, max(new.values()) + len(old) / 2) for rank in old.values())
    apart += sum(term(rank, max(old.values()) + len(new) / 2) for rank in new.values())
    total = sum(parts.values())
    shares = {app: part / total for app, part in parts.items() if part}
    return min(total / apart, 1.0), apart, shares


def steps(days):
    """Pair each observed chart-day with the one before, None on the first."""
    dates = sorted(days)
    return [(None, days[dates[0]]), *((days[a], days[b]) for a, b in pairwise(dates))]


def by_line(found, figures):
    """Name a figure of each line by chart and app."""
    return {app: figure.item() for app, figure in zip(found.apps.rows(), figures, strict=True)}


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_stays_are_those_of_a_slow_twin(seed):
    """Days, best rank, stints, the longest of them: on two charts with gaps and uneven lists."""
    charts = {"free": restless(seed), "games": restless(seed + 1, days=12, gaps=0.4)}
    found = lines(frame(charts), length=10)
    sums = stays(found)
    expected = {}
    for chart, days in charts.items():
        dates = sorted(days)
        for app in {app for ranks in days.values() for app in ranks}:
            there = "".join("x" if app in days[date] else " " for date in dates)
            runs = [len(run) for run in there.split()]
            best = min(days[date][app] for date in dates if app in days[date])
            expected[chart, app] = (sum(runs), best, len(runs), max(runs))

    got = zip(sums.days, sums.best, sums.stints, sums.longest, strict=True)
    assert dict(zip(found.apps.rows(), got, strict=True)) == expected


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_flows_are_those_of_a_slow_twin(seed):
    """Who came, who came back, who left: nobody on a chart's first day."""
    charts = {"free": restless(seed), "games": restless(seed + 1, days=9)}
    counted = flows(lines(frame(charts), length=10))
    expected = []
    for days in charts.values():
        known = set()
        for old, new in steps(days):
            came = set() if old is None else new.keys() - old.keys()
            expected.append((len(came), len(came & known), 0 if old is None else len(old.keys() - new.keys())))
            known |= new.keys()

    assert list(zip(counted.entries, counted.returns, counted.exits, strict=True)) == expected


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_momentum_is_that_of_a_slow_twin(seed):
    """Mean visibility of 7 chart-days less that of 28, absent days at nought, unknown before the 28th."""
    charts = {"a": restless(seed, days=40), "b": restless(seed + 1, days=50, apps=30)}
    found = lines(frame(charts), length=10)
    moment = momentum(found)
    expected = {}
    for chart, days in charts.items():
        dates = sorted(days)
        for number, date in enumerate(dates):
            for app in days[date]:
                means = []
                for width in (SHORT, LONG):
                    window = dates[max(0, number - width + 1) : number + 1]
                    seen = [math.log(11 / days[d][app]) for d in window if app in days[d]]
                    means.append(sum(seen) / width)
                known = number >= LONG - 1
                expected[chart, app, date] = means[0] - means[1] if known else math.nan
    keys = [
        (*found.apps.row(line), dt.date(1970, 1, 1) + dt.timedelta(int(found.date[day])))
        for line, day in zip(found.line, found.day, strict=True)
    ]

    assert len(keys) == len(expected)
    np.testing.assert_allclose(moment, [expected[key] for key in keys], atol=1e-8)
    for number, chart in enumerate(charts):
        chosen = [row for row in movers(found, moment, count=3) if found.chart[found.day[row]] == number]
        last = max(charts[chart])
        ranked = sorted((-round(expected[chart, app, last], 9), app) for app in charts[chart][last])
        if not math.isnan(ranked[0][0]):
            assert [found.apps["app_id"][int(found.line[row])] for row in chosen] == [a for _, a in ranked[:3]]


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([0.9, 0.98]))
def test_overlap_is_that_of_a_slow_twin(seed, p):
    """Every pair of days, lists of different length among them."""
    charts = {"free": restless(seed), "games": restless(seed + 1, days=9, apps=40)}
    expected = [
        math.nan if old is None else slow_overlap(old, new, p)
        for days in charts.values()
        for old, new in steps(days)
    ]

    np.testing.assert_allclose(overlap(lines(frame(charts), length=10), persistence=p), expected, atol=1e-12)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([1 / 3, 1.0]))
def test_turbulence_and_its_causes_are_those_of_a_slow_twin(seed, alpha):
    """The divergence of every pair of days, and which apps made it."""
    charts = {"free": restless(seed), "games": restless(seed + 1, days=9, apps=40)}
    found = lines(frame(charts), length=10)
    pairs = [pair for days in charts.values() for pair in steps(days)]
    expected = [math.nan if old is None else slow_turbulence(old, new, alpha)[0] for old, new in pairs]

    np.testing.assert_allclose(turbulence(found, alpha=alpha), expected, atol=1e-12)
    for day in range(0, len(pairs), 7):
        old, new = pairs[day]
        shares = {} if old is None else slow_turbulence(old, new, alpha)[2]
        which, share = causes(found, day, alpha=alpha)
        got = {found.apps["app_id"][int(line)]: part for line, part in zip(which, share, strict=True)}
        assert got == pytest.approx(shares)
        assert list(share) == sorted(share, reverse=True)


ALPHABET = "abcdefghijklmnopqrstuvwxyz"
PUBLISHED_OVERLAP = [
    # github.com/b4ny4n/rankmeasures, README
    ("12345", "23415", 0.9, 0.828, 5e-4),
    # github.com/mpetri/rbo, test_data/uneven_abc_sp.json (rbo_ext); one list is the alphabet
    (ALPHABET, "xjdrckfzupvhqgebliywonsat", 0.9, 0.377870, 1e-6),
    (ALPHABET, "geu", 0.9, 0.114415, 1e-6),
    (ALPHABET, "fcjdeoa", 0.9, 0.557926, 1e-6),
    (ALPHABET, "n", 0.9, 0.013063, 1e-6),
    (ALPHABET, "av", 0.2, 0.900000, 1e-6),
    (ALPHABET, "gefdqnj", 0.99, 0.656128, 1e-6),
    (ALPHABET, "jlqxbgcsiv", 0.9, 0.317049, 1e-6),
    (ALPHABET, "rcqhvmfdbwzgjuyeailtpksxn", 0.99, 0.891089, 1e-6),
]


@pytest.mark.parametrize(("old", "new", "p", "expected", "within"), PUBLISHED_OVERLAP)
def test_overlap_gives_the_published_figures(old, new, p, expected, within):
    """Worked examples of others, equal and unequal lengths, in either order."""
    for one, other in ((old, new), (new, old)):
        found = overlap(lines(two_days(one, other)), persistence=p)

        assert found[1] == pytest.approx(expected, abs=within)


def test_turbulence_gives_the_published_norm():
    """Three apps in opposite order: github.com/sdcharle/allotaxonometR, tests, has the norm 7.55 at alpha 1/3."""
    found = lines(two_days("abc", "cba"))
    terms = 2 * 4 * abs(1 - 3 ** (-1 / 3)) ** 0.75

    assert slow_turbulence({"a": 1, "b": 2, "c": 3}, {"c": 1, "b": 2, "a": 3}, 1 / 3)[1] == pytest.approx(
        7.55, abs=5e-3
    )
    assert turbulence(found)[1] == pytest.approx(terms / 7.55, rel=1e-3)


def test_the_ends_of_both_scales():
    """The same list is 1 and 0; two lists without a common app are 0 and 1."""
    same, apart = lines(two_days("abcde", "abcde")), lines(two_days("abcde", "vwxyz"))

    assert (overlap(same)[1], turbulence(same)[1]) == (pytest.approx(1), 0)
    assert (overlap(apart)[1], turbulence(apart)[1]) == (pytest.approx(0, abs=1e-12), 1)


@pytest.mark.parametrize("seed", range(5))
def test_a_relabelled_app_changes_nothing(seed):
    """Names are labels: the order in which lines are stored is no figure."""
    days = restless(seed)
    renamed = {date: {f"x{app[::-1]}": rank for app, rank in ranks.items()} for date, ranks in days.items()}
    one, other = (lines(frame({"c": chart}), length=10) for chart in (days, renamed))
    back = [renamed_app[1:][::-1] for renamed_app in other.apps["app_id"]]

    np.testing.assert_allclose(overlap(one), overlap(other), rtol=1e-12)
    np.testing.assert_allclose(turbulence(one), turbulence(other), rtol=1e-12)
    assert dict(zip(one.apps["app_id"], stays(one).longest, strict=True)) == dict(
        zip(back, stays(other).longest, strict=True)
    )


@pytest.mark.parametrize("seed", range(5))
def test_an_unrelated_chart_changes_not_a_bit(seed):
    """Charts are counted side by side: what one gives alone it gives among others, to the last bit."""
    alone = lines(frame({"m": restless(seed)}), length=10)
    among = lines(
        frame({"a": restless(9), "m": restless(seed), "z": restless(8, days=90, gaps=0.5)}), length=10
    )
    number = among.apps["chart"].unique(maintain_order=True).to_list().index("m")
    mine = among.chart == number

    for measure in (overlap, turbulence):
        np.testing.assert_array_equal(measure(alone), measure(among)[mine])
    np.testing.assert_array_equal(momentum(alone), momentum(among)[mine[among.day]])
    np.testing.assert_array_equal(flows(alone).returns, flows(among).returns[mine])


def test_a_missed_day_is_no_absence_and_a_doubled_day_counts_once():
    """Seen on the 1st and 3rd, doubled on the 3rd, nobody looked on the 2nd: one stint of two days."""
    rows = frame({"c": {FIRST: {"a": 1, "b": 2}, FIRST + dt.timedelta(2): {"a": 2, "b": 1}}})
    again = rows.filter(date=FIRST + dt.timedelta(2)).with_columns(rank=pl.col("rank") + 3)
    found = lines(pl.concat([again, rows]).sort("chart", "app_id", "date", maintain_order=True))
    sums = stays(found)

    assert list(sums.longest) == list(sums.days) == [2, 2]
    assert list(found.rank) == [1, 2, 2, 1]
    assert not flows(found).entries.any()


def test_a_tied_rank_leaves_the_day_without_a_comparison():
    """Two apps at one rank: the day and the next cannot be compared, the rest can."""
    days = restless(1, gaps=0, uneven=False)
    dates = sorted(days)
    days[dates[4]] = dict.fromkeys(days[dates[4]], 3)
    found = lines(frame({"c": days}), length=10)

    assert list(np.flatnonzero(np.isnan(overlap(found)))) == [0, 4, 5]
    assert list(np.flatnonzero(np.isnan(turbulence(found)))) == [0, 4, 5]


def test_a_chart_of_one_app_is_compared_with_itself():
    """One app, three days, another app on the last."""
    days = {FIRST: {"a": 1}, FIRST + dt.timedelta(1): {"a": 1}, FIRST + dt.timedelta(2): {"b": 1}}
    found = lines(frame({"c": days}), length=1)

    np.testing.assert_allclose(overlap(found), [np.nan, 1, 0], atol=1e-12)
    np.testing.assert_allclose(turbulence(found), [np.nan, 0, 1], atol=1e-12)


def test_without_rows_every_figure_is_empty():
    """No rows, or all of them below the chart."""
    deep = frame({"c": {FIRST: {"a": 11}}})
    for rows in (frame({}), deep):
        found = lines(rows, length=10)
        assert found.days == 0
        assert len(overlap(found)) == len(turbulence(found)) == len(momentum(found)) == 0
        assert len(stays(found).days) == len(flows(found).entries) == len(movers(found, momentum(found))) == 0


def broken(name, value):
    """Spoil one cell of a good frame."""
    rows = frame({"c": restless(2)})
    spoilt = pl.when(pl.int_range(pl.len()) == 5).then(pl.lit(value, dtype=rows.schema[name]))
    return rows.with_columns(spoilt.otherwise(pl.col(name)).alias(name))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (broken("rank", 0), "below 1"),
        (broken("rank", -3), "below 1"),
        (broken("rank", None), "missing"),
        (broken("app_id", None), "missing"),
        (broken("date", None), "missing"),
        (broken("date", dt.date(1601, 1, 1)), "sorted"),
        (frame({"c": restless(2)}).sort("date"), "sorted"),
        (frame({"c": restless(2)}).with_columns(pl.col("rank").cast(pl.Float64)), "whole number"),
        (frame({"c": {dt.date(1601, 1, 1): {"a": 1}, FIRST: {"a": 1}}}), "centuries"),
    ],
)
def test_impossible_rows_are_refused(rows, says):
    """A clear error, never a figure."""
    with pytest.raises(ValueError, match=says):
        lines(rows, length=10)
