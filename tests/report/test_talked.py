"""The picture of an app's talk shows the weeks that its sentence is about, from the source that it names."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from klubtrends.analysis.pulse import Pick, Pulse
from klubtrends.report.talked import NAMES, talk_charts
from klubtrends.tables import APP_IDS, APPS, PAGEVIEWS, PLAYERS

MONTH = "2026-10"
END = dt.date(2026, 10, 31)
MORNING = dt.time(6, tzinfo=dt.UTC)
IDS = pl.DataFrame(
    [("snak", "Snak", "wikipedia", "Snak_(app)"), ("spil", "Spil", "steam", "730"), ("maal", "Mål", "app_store", "9")],
    schema=["app", "name", "platform", "id"], orient="row",
).with_columns(pl.lit("x").alias("table")).select(list(APP_IDS.columns))  # fmt: skip


SURE = Pick("", "", "Snak", "rising", "why", "doubt", "", "set", 1e-9, 1e-8)


def pick(app="snak", *platforms, **changes):
    """Make a pick of talk alone."""
    return replace(SURE, app=app, name=app.capitalize(), platforms=platforms or ("wikipedia",), **changes)


def rows(table, given):
    """Make rows of a table: what is not given is empty, and each day has its own answer."""
    frame = pl.DataFrame(given)
    fetched = pl.col("date").dt.offset_by("1d").dt.combine(MORNING).dt.replace_time_zone("UTC")
    told = {"fetched_at": fetched, "digest": pl.format("sha256:{}", pl.col("date"))}
    others = [name for name in table.columns if name not in frame.columns and name not in told]
    return table.take(frame.with_columns(**told).with_columns(pl.lit(None).alias(name) for name in others))


def talk(views=(), *, players=(), counts=()):
    """Make the three tables, each with figures of the days up to the month's end."""

    def days(figures):
        return [END - dt.timedelta(days=back) for back in reversed(range(len(figures)))]

    given = (
        (PAGEVIEWS, {"title": "Snak_(app)", "views": views}),
        (PLAYERS, {"platform": "steam", "game_id": "730", "players": players}),
        (APPS, {"country": "dk", "app_id": "9", "rating_count": counts}),
    )
    figures = (views, players, counts)
    return [
        rows(table, told | {"date": days(some)}) if some else table.empty()
        for (table, told), some in zip(given, figures, strict=True)
    ]


def drawn(tables, *picks):
    """Draw what some picks are about."""
    return talk_charts(Pulse(MONTH, picks, 0, 99), *tables, IDS)


def test_a_rise_is_drawn_week_by_week_up_to_the_months_end():
    """The middle of each week's days; the last fortnight against the weeks before."""
    (chart,) = drawn(talk([100] * 100 + [300] * 14), pick())

    assert [column.value for column in chart.drawing.columns] == [100] * 6 + [300] * 2
    assert chart.drawing.columns[-1].label == "ugen til 31. oktober"
    assert chart.sentence == "Snak: fra omkring 100 til omkring 300 opslag på dansk Wikipedia om dagen"
    assert chart.title == "Opslag på dansk Wikipedia om dagen, uge for uge: Snak"
    assert chart.to_table().rows()[-1] == ("ugen til 31. oktober", 300)


def test_what_is_drawn_says_where_it_comes_from():
    """The answers of the weeks that are drawn, and no others."""
    (chart,) = drawn(talk([100] * 200), pick())

    assert chart.origin.name == "Wikimedias visningstal"
    assert [answer.digest for answer in chart.origin.answers][-1] == "sha256:2026-10-31"
    assert 56 <= len(chart.origin.answers) <= 57


@pytest.mark.parametrize(
    ("tables", "of", "values", "words"),
    [
        (talk(players=[50] * 60), pick("spil", "steam"), [50] * 8, "spillere på Steam"),
        (
            talk(counts=[7 * day for day in range(80)]),
            pick("maal", "app_store"),
            [7] * 8,
            "nye bedømmelser hos Apple",
        ),
    ],
)
def test_games_and_ratings_are_drawn_alike(tables, of, values, words):
    """Whoever is counted."""
    (chart,) = drawn(tables, of)

    assert [column.value for column in chart.drawing.columns] == values
    assert words in chart.sentence


def test_a_week_that_nobody_knows_is_no_week_of_nothing():
    """It has no column, and neither has one of which two days are known."""
    views, *others = talk([100] * 100)
    gone = pl.col("date").is_between(dt.date(2026, 9, 27), dt.date(2026, 10, 8))
    (chart,) = drawn((views.filter(~gone), *others), pick())

    assert "ugen til 10. oktober" not in chart.to_table()["Uge"].to_list()
    assert [column.value for column in chart.drawing.columns] == [100] * 6


def test_what_the_other_picture_shows_is_not_drawn_again():
    """Apps on the chart have their line there; two pictures are enough; without figures there is none."""
    tables = talk([100] * 100)

    assert drawn(tables, pick(app_id="9")) == ()
    assert drawn(tables, replace(pick(), platforms=())) == ()
    assert drawn(talk(), pick()) == ()
    assert [chart.name for chart in drawn(tables, pick(), pick(), pick())] == list(NAMES)


def test_pandas_will_do():
    """Frames of either kind."""
    tables = talk([100] * 100)
    frames = [table.to_pandas() for table in (*tables, IDS)]
    (chart,) = talk_charts(Pulse(MONTH, (pick(),), 0, 9), *frames)

    assert chart.drawing == drawn(tables, pick())[0].drawing
