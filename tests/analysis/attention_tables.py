"""Small tables of views, players, ratings and names, for tests of what is made of them."""

import datetime as dt

import numpy as np
import polars as pl

from klubtrends.tables import APP_IDS, APPS, PAGEVIEWS, PLAYERS

FETCHED = dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC)
END = dt.date(2026, 10, 31)
NOTHING = {"players": PLAYERS.empty(), "apps": APPS.empty()}


def days_to(end, count):
    """List so many days that end with one."""
    return [end - dt.timedelta(days=back) for back in range(count - 1, -1, -1)]


def views(series, *, end=END, fetched=FETCHED):
    """Make rows of PAGEVIEWS of {title: figures a day}, the last of them on `end`; NaN is a day without a row."""
    rows = [
        ("da.wikipedia", title, day, int(value), fetched, "d")
        for title, figures in series.items()
        for day, value in zip(days_to(end, len(figures)), figures, strict=True)
        if np.isfinite(value)
    ]
    return pl.DataFrame(rows, schema=PAGEVIEWS.columns, orient="row")


def players(figures, *, platform="steam", game="730", end=END, chart="most_played"):
    """Make rows of PLAYERS, one a day."""
    rows = [
        (platform, chart, game, "", day, 1, int(value), FETCHED, "d")
        for day, value in zip(days_to(end, len(figures)), figures, strict=True)
    ]
    return pl.DataFrame(rows, schema=PLAYERS.columns, orient="row")


def ratings(counts, *, app="1", country="dk", end=END, every=1):
    """Make rows of APPS, one count every so many days, the last on `end`."""
    days = days_to(end, (len(counts) - 1) * every + 1)[::every]
    rows = [{"country": country, "app_id": app, "date": day, "rating_count": int(count), "fetched_at": FETCHED}
            for day, count in zip(days, counts, strict=True)]  # fmt: skip
    return pl.DataFrame(rows, schema=APPS.columns)


def ids(*rows):
    """Make APP_IDS of (app, platform, id)."""
    tables = {"wikipedia": "pageviews", "app_store": "apps", "steam": "players", "roblox": "players"}
    return pl.DataFrame(
        [(app, app.capitalize(), tables[platform], platform, key) for app, platform, key in rows],
        schema=APP_IDS.columns, orient="row",
    )  # fmt: skip
