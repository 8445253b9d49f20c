"""Writes the invented public figures into the archive, as if they had been collected day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from klubtrends.collect import Archive, Exchange
from klubtrends.example import answers
from klubtrends.example.attention import FEEDS, NEWS_DAYS, simulate_news, simulate_views
from klubtrends.example.charts import simulate_charts
from klubtrends.example.plan import Plan
from klubtrends.sources import Context, Request, sources
from klubtrends.sources.pageviews import FIRST_DAYS

COUNTRY = "dk"
FETCHED = dt.time(4, 30, tzinfo=dt.UTC)  # every morning
CHARTS = {"apple_v2": answers.chart_v2, "apple_legacy": answers.chart_legacy}


def archive_all(archive: Archive, plan: Plan, titles: Sequence[str]) -> None:
    """Archive charts every day, views every week, and the news of the last months."""
    archive_charts(archive, plan)
    archive_views(archive, plan, titles)
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
    views = simulate_views(plan, titles, plan.chart_days[0] - dt.timedelta(days=FIRST_DAYS))
    latest: dict[str, dt.date] = {}
    for at in _weekly(plan):
        asked = sources()["pageviews"].requests(Context(COUNTRY, at.date(), tuple(titles), latest_views=latest))
        bodies = [answers.views(request, views[title]) for title, request in zip(titles, asked, strict=True)]
        _store(archive, "pageviews", at, asked, bodies)
        latest = {request.labels["title"]: at.date() - dt.timedelta(days=1) for request in asked}


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
