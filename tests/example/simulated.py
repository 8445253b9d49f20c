"""The invented figures as tables, in memory: what reading the built workspace would give, in milliseconds."""

import datetime as dt

import polars as pl

from klubtrends.tables import CHARTS, FOLDED, INCIDENTS, PAGEVIEWS, REPORTED


def register_frames(diary):
    """Give a diary as the register would: incidents, reported, folded."""
    rows = [
        {"id": f"i{number:05}", "week": case.week, "arrived": case.arrived, "department": case.department}
        | {"type": case.type, "kind": "positive" if case.type.startswith("pos_") else "negative", "severity": 1}
        | dict.fromkeys(["platform", "age_band", "spread", "flags", "response", "timeliness"], "")
        for number, case in enumerate(diary.cases)
    ]
    folded = [(week, kind, count) for (week, kind), count in diary.folded.items()]
    return (
        pl.DataFrame(rows, schema=INCIDENTS.columns),
        pl.DataFrame(sorted(diary.reported), schema=REPORTED.columns, orient="row"),
        pl.DataFrame(folded, schema=FOLDED.columns, orient="row"),
    )


def chart_frame(charts):
    """Give simulated charts as the table that parsing their answers makes."""
    rows = [
        ("dk", chart, day, rank, app.app_id, app.name, app.developer, "apple_v2", _fetched(day), "")
        for day, ranked in charts.items()
        for chart, apps in ranked.items()
        for rank, app in enumerate(apps, 1)
    ]
    return CHARTS.check(pl.DataFrame(rows, schema=CHARTS.columns, orient="row"))


def view_frame(views):
    """Give simulated views as the table that parsing their answers makes."""
    rows = [
        ("da.wikipedia", title.replace(" ", "_"), day, count, _fetched(day), "")
        for title, daily in views.items()
        for day, count in daily.items()
    ]
    return PAGEVIEWS.check(pl.DataFrame(rows, schema=PAGEVIEWS.columns, orient="row"))


def _fetched(day):
    return dt.datetime(day.year, day.month, day.day, 4, 30, tzinfo=dt.UTC)
