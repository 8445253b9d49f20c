"""The planted truths hold whatever the seed: found by the same analyses that real figures meet."""

import datetime as dt
from collections import Counter

import numpy as np
import polars as pl
import pytest
from simulated import chart_frame, register_frames, view_frame

from klubtrends.analysis.attention import attention
from klubtrends.analysis.charts import month_moves
from klubtrends.analysis.outstanding import outstanding
from klubtrends.analysis.pulse import pulse
from klubtrends.analysis.school import SUMMER, part_of_year
from klubtrends.analysis.watch import watch
from klubtrends.example.attention import simulate_views
from klubtrends.example.charts import simulate_charts
from klubtrends.example.network import simulate_network
from klubtrends.example.plan import CODES, TITLES, make_plan
from klubtrends.periods import month_of, shift, thursday, weeks_between, weeks_of
from klubtrends.tables import APP_IDS, APPS, PLAYERS

UNSEEN = range(1001, 1021)


@pytest.fixture(scope="module")
def networks():
    """Twenty networks that nobody looked at while the example was made."""
    plans = [make_plan(seed=seed) for seed in UNSEEN]
    return [(plan, simulate_network(plan)) for plan in plans]


def test_both_outbreaks_are_found_in_every_network(networks):
    """Each in its month, in as many departments at least as were planted, and hardly ever by chance."""
    for plan, diary in networks:
        frames = register_frames(diary)
        for outbreak in plan.outbreaks:
            found = {s.type: s for s in watch(*frames, outbreak.month, departments=18).signals}
            signal = found[outbreak.type]
            assert signal.count >= len(outbreak.cases)
            assert signal.departments >= len(outbreak.departments) >= 4
            assert signal.chance < 0.05


def test_months_without_an_outbreak_are_nearly_always_silent(networks):
    """At most one false alarm in twenty months; the method promises about that many."""
    months = [shift("2026-10", -back) for back in (1, 6)]
    alarms = sum(
        len(watch(*register_frames(diary), month, departments=18).signals)
        for _, diary in networks
        for month in months
    )

    assert alarms <= len(networks) * len(months) / 20


def test_the_months_are_those_of_a_network_of_eighteen_clubs(networks):
    """Tiny counts: about 40 incidents a month, mostly 20 to 70; hardly any in July; seldom above 3 a week in a club."""
    everywhere = []
    for plan, diary in networks:
        negative = [case for case in diary.cases if not case.type.startswith("pos_")]
        months = Counter(case.arrived for case in negative)
        ordinary = [months[month] for month in plan.months if month[5:] != "07"]
        weekly = Counter((case.week, case.department) for case in negative)
        everywhere += ordinary
        assert 33 <= np.median(ordinary) <= 50
        assert max(months[month] for month in plan.months if month[5:] == "07") < 25
        assert np.mean([count <= 3 for count in weekly.values()]) > 0.94
    assert 20 <= np.percentile(everywhere, 3) <= np.percentile(everywhere, 97) <= 70


def test_the_network_is_as_forgetful_as_people_are(networks):
    """Every month some departments report nothing at all, some say so, and some rows come late."""
    for plan, diary in networks:
        reporting = Counter(month for month, _ in diary.reported)
        late = [case for case in diary.cases if case.arrived > month_of(case.week)]
        assert all(8 <= reporting[month] <= 18 for month in plan.months)
        assert min(reporting.values()) < 18
        assert {month for month, _ in diary.zero_reports} & set(plan.months)
        assert all(case.arrived == shift(month_of(case.week), 1) for case in late)
        assert 0.02 < len(late) / len(diary.cases) < 0.25
        assert any(case.type.startswith("pos_") for case in diary.cases if case.arrived == plan.until)
        assert not {(case.arrived, case.department) for case in diary.cases} & set(diary.zero_reports)


def test_the_folded_years_end_where_the_rows_begin(networks):
    """Six years of weekly counts of negative types, no week of them in the rows, quieter in summer."""
    for plan, diary in networks:
        weeks = {week for week, _ in diary.folded}
        assert min(weeks) >= weeks_of(shift(plan.months[0], -72))[0]
        assert max(weeks) < weeks_of(plan.months[0])[0]
        assert not any(kind.startswith("pos_") for _, kind in diary.folded)
        whole = weeks_between(min(weeks), max(weeks))
        summer = [w for w in whole if part_of_year(w) == SUMMER]
        cases = Counter()
        for (week, _), count in diary.folded.items():
            cases[week] += count
        assert np.mean([cases[w] for w in summer]) < np.mean([cases[w] for w in whole]) / 3


def test_the_rising_app_climbs_and_the_falling_one_falls_most():
    """First of all climbs and falls of the newest month, and where the truth says, in every chart history."""
    for seed in UNSEEN:
        plan = make_plan(seed=seed)
        recent = {day: ranked for day, ranked in simulate_charts(plan).items() if f"{day:%Y-%m}" >= "2026-09"}
        moves = month_moves(chart_frame(recent), plan.until)
        up, down = moves.climbs.row(0, named=True), moves.falls.row(0, named=True)
        assert up["app_id"] == plan.rising.app.app_id
        assert down["app_id"] == plan.falling.app.app_id
        assert abs(np.log(up["rank_before"] / plan.rising.before)) < 0.2
        assert up["rank_after"] == plan.rising.after
        assert abs(np.log(down["rank_after"] / plan.falling.after)) < 0.2
        assert 1 <= moves.entries.height <= 25


def test_all_four_planted_apps_are_called():
    """What rises, falls, is new, and is talked of: in every example, each with its way, the new one with a question."""
    names = [title.replace("_", " ") for title in TITLES]
    ids = pl.DataFrame(
        [(name, name, "pageviews", "wikipedia", name) for name in names], schema=APP_IDS.columns, orient="row"
    )
    for seed in UNSEEN:
        plan = make_plan(seed=seed)
        days = {
            day: {"free": ranked["free"]}
            for day, ranked in simulate_charts(plan).items()
            if f"{day:%Y-%m}" >= "2026-09"
        }
        views = view_frame(simulate_views(plan, names, dt.date(2023, 6, 1)))
        talk = attention(views, PLAYERS.empty(), APPS.empty(), ids, plan.until)
        picks = {
            pick.name: pick
            for pick in pulse(outstanding(chart_frame(days), plan.until), talk, ids, plan.until).picks
        }

        assert picks[plan.rising.app.name].way == "rising"
        assert picks[plan.falling.app.name].way == "fading"
        assert picks[plan.newcomer.app.name].way == "new"
        assert "app-ark" in picks[plan.newcomer.app.name].ask
        assert picks[plan.talked].way == "rising"
        assert picks[plan.talked].ask == ""
        turn = talk.parts.filter(pl.col("app") == plan.talked).row(0, named=True)
        assert abs((turn["since"] - plan.talked_from).days) <= 7


def test_the_missed_week_has_no_chart_and_every_other_day_has():
    """Seven days from a Monday, in the third-newest month; 400 days and more are there."""
    for seed in UNSEEN:
        plan = make_plan(seed=seed)
        days = plan.chart_days
        missing = {days[0] + dt.timedelta(days=n) for n in range((days[-1] - days[0]).days)} - set(days)
        assert {day.isocalendar()[1] for day in missing} == {thursday(plan.missed_week).isocalendar()[1]}
        assert len(missing) == 7
        assert len(days) >= 400
        assert days[-1] == plan.now.date()


def test_every_chart_has_each_app_once():
    """A hundred free apps, and the genres' charts in the same order."""
    for ranked in list(simulate_charts(make_plan(seed=7)).values())[::50]:
        assert len(ranked["free"]) == 100
        for apps in ranked.values():
            assert len(set(apps)) == len(apps)
        social = [app for app in ranked["free"] if app.genre == "social"]
        assert list(ranked["social"][: len(social)]) == social


def test_the_same_seed_draws_the_same_and_another_seed_something_else():
    """Chance comes from the seed alone."""
    assert simulate_network(make_plan(seed=5)) == simulate_network(make_plan(seed=5))
    assert simulate_network(make_plan(seed=5)).cases != simulate_network(make_plan(seed=6)).cases
    assert make_plan(seed=5).secret == make_plan(seed=5).secret != make_plan(seed=6).secret


@pytest.mark.parametrize("months", range(3, 37))
def test_any_length_from_three_months_to_three_years_works(months):
    """The newest outbreak is always planted and found, the older one where there is room for it."""
    plan = make_plan(months=months, until="2026-05", seed=months)
    diary = simulate_network(plan)
    found = {signal.type for signal in watch(*register_frames(diary), plan.until, departments=18).signals}

    assert len(plan.months) == months
    assert plan.outbreaks[-1].type in found
    assert len(plan.outbreaks) == (2 if months >= 12 else 1)
    assert {case.department for case in diary.cases} <= set(CODES)


@pytest.mark.parametrize("months", [-1, 0, 2, 37])
def test_other_lengths_are_wrong_arguments(months):
    """Said in Danish, with the limits."""
    with pytest.raises(ValueError, match="3 til 36"):
        make_plan(months=months)
