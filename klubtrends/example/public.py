"""Writes the invented public figures into the archive, as if they had been collected day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from klubtrends.collect import Archive, Exchange
from klubtrends.example import answers
from klubtrends.example.attention import FEEDS, NEWS_DAYS, simulate_news, simulate_views
from klubtrends.example.charts import simulate_charts
from klubtrends.example.games import simulate_games, simulate_ratings
from klubtrends.example.plan import Plan
from klubtrends.reference.bundle import Reference
from klubtrends.sources import Context, Request, sources
from klubtrends.sources.pageviews import FIRST_DAY

COUNTRY = "dk"
FETCHED = dt.time(4, 30, tzinfo=dt.UTC)  # every morning
CHARTS = {"apple_v2": answers.chart_v2, "apple_legacy": answers.chart_legacy}


def archive_all(archive: Archive, plan: Plan, reference: Reference) -> None:
    """Archive charts every day, the rest every week or month, and the news of the last months."""
    archive_charts(archive, plan)
    archive_views(archive, plan, reference.wikipedia_titles())
    archive_apps(archive, plan, reference)
    archive_games(archive, plan)
    archive_cases(archive, plan, [row.case_number for row in reference.law if row.case])
    archive_survey(archive, plan)
    archive_news(archive, plan)


def archive_charts(archive: Archive, plan: Plan) -> None:
    """Archive both chart sources' answers of every day."""
    for day, charts in simulate_charts(plan).items():
        at = dt.datetime.combine(day, FETCHED)
        for name, answer in CHARTS.items():
            asked = sources()[name].requests(Context(COUNTRY, day))
            bodies = [answer(request, charts[request.labels["chart"]], at) for request in asked]
            _store(archive, name, at, asked, bodies)


def archive_views(archive: Archive, plan: Plan, titles: Sequence[str]) -> None:
    """Archive the articles' views: years the first time, then week by week."""
    views = simulate_views(plan, titles, FIRST_DAY)
    latest: dict[str, dt.date] = {}
    for at in _weekly(plan):
        asked = sources()["pageviews"].requests(Context(COUNTRY, at.date(), tuple(titles), latest_views=latest))
        bodies = [answers.views(request, views[title]) for title, request in zip(titles, asked, strict=True)]
        _store(archive, "pageviews", at, asked, bodies)
        latest = {request.labels["title"]: at.date() - dt.timedelta(days=1) for request in asked}


def archive_apps(archive: Archive, plan: Plan, reference: Reference) -> None:
    """Archive what the store says of the app sheets' apps, once a week."""
    source = sources()["apple_lookup"]
    for at, apps in simulate_ratings(plan, reference.app_sheets, _weekly(plan)).items():
        sheets = {"sheets": tuple(app.app_id for app in apps)}
        (asked,) = source.requests(Context(COUNTRY, at.date(), apps=sheets))
        _store(archive, source.name, at, [asked], [answers.lookup(apps, at)])


def archive_games(archive: Archive, plan: Plan) -> None:
    """Archive how many play what, once a week."""
    steam, roblox = sources()["steam"], sources()["roblox"]
    for at, games in simulate_games(plan, "steam", _weekly(plan)).items():
        _store(
            archive,
            steam.name,
            at,
            steam.requests(Context(COUNTRY, at.date())),
            [answers.most_played(games, at)],
        )
    for at, games in simulate_games(plan, "roblox", _weekly(plan)).items():
        (first,) = roblox.requests(Context(COUNTRY, at.date()))
        (then,) = roblox.follow(answers.explore(first, games), first)
        bodies = [answers.explore(request, games) for request in (first, then)]
        _store(archive, roblox.name, at, [first, then], bodies)


def archive_cases(archive: Archive, plan: Plan, numbers: Sequence[str]) -> None:
    """Archive the cases in Folketinget, once a month."""
    for at in _monthly(plan):
        asked = sources()["folketinget"].requests(Context(COUNTRY, at.date(), cases=tuple(numbers)))
        _store(archive, "folketinget", at, asked, [answers.cases(request, at) for request in asked])


def archive_survey(archive: Archive, plan: Plan) -> None:
    """Archive the yearly survey once."""
    at = _monthly(plan)[0]
    years = range(at.year - 5, at.year)
    shares = plan.rng("survey").uniform(60, 100, len(years))
    asked = sources()["statbank"].requests(Context(COUNTRY, at.date()))
    _store(archive, "statbank", at, asked, [answers.survey(years, shares)], headers=answers.CSV_TYPE)


def archive_news(archive: Archive, plan: Plan) -> None:
    """Archive each feed once a week, no further back than feeds are kept."""
    kept = [at for at in _weekly(plan) if (plan.now - at).days < NEWS_DAYS]
    for at, feeds in simulate_news(plan, kept).items():
        asked = sources()["news"].requests(Context(COUNTRY, at.date(), feeds=FEEDS))
        bodies = [answers.news(request, feeds[feed], at) for feed, request in zip(FEEDS, asked, strict=True)]
        _store(archive, "news", at, asked, bodies, headers=answers.RSS_TYPE)


def _weekly(plan: Plan) -> list[dt.datetime]:
    """List the times of the first day and of every Monday after it."""
    days = [day for day in plan.chart_days if day.weekday() == 0 or day == plan.chart_days[0]]
    return [dt.datetime.combine(day, FETCHED) for day in days]


def _monthly(plan: Plan) -> list[dt.datetime]:
    """List the first of those times in each month."""
    return list({f"{at:%Y-%m}": at for at in reversed(_weekly(plan))}.values())[::-1]


def _store(
    archive: Archive,
    source: str,
    at: dt.datetime,
    asked: Sequence[Request],
    bodies: Sequence[bytes],
    *,
    headers: tuple[tuple[str, str], ...] = answers.JSON_TYPE,
) -> None:
    pairs = zip(asked, bodies, strict=True)
    archive.write(source, [Exchange(request, at, 200, headers, body) for request, body in pairs], at)
