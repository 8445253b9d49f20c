"""The talk of an app as a picture: so many a day, week by week, up to the end of a month."""

from __future__ import annotations

import datetime as dt
from statistics import median

import polars as pl
from narwhals.typing import IntoDataFrame

from klubtrends import danish
from klubtrends.analysis.attention import RECENT
from klubtrends.analysis.daily import daily
from klubtrends.analysis.pulse import WHAT, Pick, Pulse
from klubtrends.danish import say
from klubtrends.periods import last_day
from klubtrends.report.chart import Chart, Column, Columns
from klubtrends.report.origin import Origin, origin_of
from klubtrends.tables import APP_IDS, APPS, PAGEVIEWS, PLAYERS

WEEKS = 8  # drawn
LEAST_DAYS = 3  # known, for a week to be drawn
NAMES = ("snaka", "snakb")  # of the pictures; there are no more on a page
Talk = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def talk_charts(
    found: Pulse, pageviews: IntoDataFrame, players: IntoDataFrame, apps: IntoDataFrame, app_ids: IntoDataFrame
) -> tuple[Chart, ...]:
    """Draw the weeks behind the first two picks that are not in the picture of the chart.

    Parameters
    ----------
    found : Pulse
        The month's picks.
    pageviews, players, apps, app_ids : polars or pandas frames
        As `daily.daily` takes them.
    """
    talk = PAGEVIEWS.take(pageviews), PLAYERS.take(players), APPS.take(apps)
    ids = APP_IDS.take(app_ids)
    picks = (pick for pick in found.picks if not pick.app_id and pick.platforms)
    drawn = (_chart(name, pick, found.month, talk, ids) for name, pick in zip(NAMES, picks, strict=False))
    return tuple(chart for chart in drawn if chart)


def _chart(name: str, pick: Pick, month: str, talk: Talk, ids: pl.DataFrame) -> Chart | None:
    """Draw one pick by the source that its sentence names first."""
    platform, end = pick.platforms[0], last_day(month)
    mine = ids.filter(app=pick.app, platform=platform)
    columns = _columns(daily(*talk, mine), end)
    if len(columns) <= RECENT:
        return None
    what = say(WHAT[platform])
    told = [column.value or 0 for column in columns]
    before, now = (danish.number(median(some)) for some in (told[:-RECENT], told[-RECENT:]))
    title = danish.capital(say("talk_title", what=what, app=pick.name))
    sentence = say("talk_finding", what=what, app=pick.name, before=before, now=now)
    return Chart(
        name=name,
        title=title,
        sentence=sentence,
        description=f"{title}. {sentence}.",
        drawing=Columns(columns, ""),
        table=pl.DataFrame({say("talk_week"): [c.label for c in columns], say("talk_a_day"): told}),
        origin=_origin(platform, mine["id"].to_list(), end, talk),
    )


def _columns(series: pl.DataFrame, end: dt.date) -> tuple[Column, ...]:
    """Give the middle of each week's days, back from the month's last; a week that nobody knows has no column."""
    columns = []
    for until in (end - dt.timedelta(weeks=back) for back in reversed(range(WEEKS))):
        week = pl.col("date").is_between(until - dt.timedelta(days=6), until)
        days = series.filter(week)["value"].drop_nulls().to_list()
        if len(days) >= LEAST_DAYS:
            label = say("talk_until", day=danish.date(until, year=False))
            columns.append(Column(label, danish.short_date(until), round(median(days))))
    return tuple(columns)


def _origin(platform: str, ids: list[str], end: dt.date, talk: Talk) -> Origin | None:
    """Tell where the weeks that are drawn come from."""
    views, players, apps = talk
    sources = {"wikipedia": (views, "title", PAGEVIEWS), "app_store": (apps, "app_id", APPS)}
    rows, key, table = sources.get(platform, (players, "game_id", PLAYERS))
    drawn = pl.col("date").is_between(end - dt.timedelta(weeks=WEEKS), end)
    return origin_of(rows.filter(drawn, pl.col(key).is_in(ids)), table)
