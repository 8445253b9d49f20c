"""What is said of the store charts: climbs, falls, who came and went, and what nobody looked at."""

import datetime as dt

import polars as pl
import pytest

from klubtrends.analysis import apps
from klubtrends.analysis.attention import PARTS, SCORES, Attention
from klubtrends.analysis.charts import month_moves
from klubtrends.analysis.links import Link, Links
from klubtrends.analysis.outstanding import outstanding
from klubtrends.analysis.pulse import pulse
from klubtrends.analysis.restless import restlessness
from klubtrends.report import rising
from klubtrends.report.chart import RankLines
from klubtrends.tables import APP_IDS, CHARTS

MONTH = "2026-10"
DAYS = [dt.date(2026, 9, 1) + dt.timedelta(days=day) for day in range(61)]
OCTOBER = [day for day in DAYS if day.month == 10]
NAMES = {
    "op": "Glimsnak",
    "ned": "Boblemester",
    "fast": "Pixelsnak",
    "ny": "Nykommer",
    "ud": "Farvel",
    "graa": "Graa",
}


def charts(ranks=None, days=DAYS):
    """Make top lists in which one app climbs, one falls, one stands, one is new and one has left."""
    rows = []
    for day in days:
        done = (day - DAYS[0]).days / 60
        here = {
            "op": 60 - round(57 * done),
            "ned": 6 + round(40 * done),
            "fast": 2 - (day.month == 10),
            "graa": 70 - round(20 * done),
        }
        here |= {"ny": 80} if day.month == 10 else {"ud": 90}
        rows += [(day, app, rank) for app, rank in (here | (ranks or {})).items()]
    return pl.DataFrame(
        [
            {
                "country": "dk", "chart": "free", "date": day, "rank": rank, "app_id": app,
                "app_name": NAMES.get(app, app), "developer": "d", "source": "apple_v2", "digest": "x",
                "fetched_at": dt.datetime.combine(day, dt.time(6), tzinfo=dt.UTC),
            }
            for day, app, rank in rows
        ],
        schema=CHARTS.columns,
    )  # fmt: skip


def chart_of(frame):
    """Make the month's chart."""
    return rising.rank_chart(frame, month_moves(frame, MONTH))


def test_the_largest_climb_is_the_sentence():
    """One point a figure: who climbed, from where to where, in which month."""
    chart = chart_of(charts())

    assert chart.sentence.startswith("Glimsnak er gået fra nummer ")
    assert chart.sentence.endswith(" til 3 i oktober")
    assert "stign" not in chart.sentence


def test_climb_fall_and_top_are_told_apart():
    """One line each in its own form, the rest in grey and without a name."""
    lines = {line.label: line for line in chart_of(charts()).drawing.lines}

    assert {name: line.role for name, line in lines.items()} == {
        "Glimsnak": "main", "Boblemester": "falling", "Pixelsnak": "second", "Graa": "context"
    }  # fmt: skip


def test_the_lines_hold_the_archived_ranks():
    """What is drawn is what was fetched."""
    frame = charts()
    drawing = chart_of(frame).drawing
    ranks = (
        frame.filter(pl.col("app_id") == "op", pl.col("date").dt.month() == 10).sort("date")["rank"].to_list()
    )

    assert isinstance(drawing, RankLines)
    assert drawing.days == tuple(OCTOBER)
    assert next(line.ranks for line in drawing.lines if line.label == "Glimsnak") == tuple(ranks)


def test_a_day_nobody_fetched_is_said_and_is_no_rank():
    """A missed week is neither a fall nor an exit."""
    missed = set(OCTOBER[9:16])
    frame = charts(days=[day for day in DAYS if day not in missed])
    lines = rising.move_lines(month_moves(frame, MONTH))

    assert any(line.startswith("Syv dage mangler") for line in lines)
    assert not [
        line for line in chart_of(frame).drawing.lines if len(line.ranks) != len(chart_of(frame).drawing.days)
    ]


def test_who_came_and_who_left_is_told():
    """By name, the new ones with the length of the list."""
    lines = rising.move_lines(month_moves(charts(), MONTH))

    assert "Nye blandt de 100 mest hentede: Nykommer." in lines
    assert "Ikke længere på listen: Farvel." in lines


def test_many_newcomers_are_counted():
    """At most five names in a sentence."""
    many = {f"app{n}": 20 + n for n in range(9)}
    frame = pl.concat([charts(), charts(many, days=OCTOBER).filter(pl.col("app_id").str.starts_with("app"))])
    line = rising.move_lines(month_moves(frame, MONTH))[0]

    assert line.endswith(" og 5 mere.")
    assert line.count(",") == rising.NAMED_AT_MOST - 1


@pytest.mark.parametrize("days", [OCTOBER, []])
def test_without_two_months_nothing_is_compared(days):
    """A first month gives a sentence on what will come, not an empty figure."""
    frame = charts(days=days)
    chart = chart_of(frame)

    assert chart.drawing is None
    assert "to måneder i træk" in chart.sentence
    assert rising.move_lines(month_moves(frame, MONTH)) == ()


def test_the_table_holds_climbs_then_falls():
    """Where each drawn app stood first and last in the month: the same figures as at its line."""
    table = chart_of(charts()).to_table()

    assert table.columns == ["App", "Først i måneden", "Sidst i måneden"]
    assert table["App"].to_list()[0] == "Glimsnak"
    assert set(table["App"]) == {"Glimsnak", "Graa", "Pixelsnak", "Boblemester"}


# what is worth a look


def found_of(frame):
    """Take the pulse of a chart alone."""
    nothing = Attention(MONTH, pl.DataFrame(schema=SCORES), pl.DataFrame(schema=PARTS))
    return pulse(outstanding(frame, MONTH), nothing, APP_IDS.empty(), MONTH)


def steady(apps=40):
    """Make a chart on which neighbours change places, and nothing else happens."""
    frames = []
    for number, day in enumerate(DAYS):
        order = list(range(apps))
        for first in range(number % 3, apps - 1, 3):
            order[first], order[first + 1] = order[first + 1], order[first]
        frames.append(charts({f"app{app}": rank for rank, app in enumerate(order, 1)}, days=[day]))
    return pl.concat(frames).filter(pl.col("app_id").str.starts_with("app"))


def test_a_month_in_which_nothing_stands_out_says_so():
    """Most months: no app is named as rising, and the children are asked instead."""
    frame = steady()
    found = found_of(frame)

    assert found.looked > 0
    assert found.picks == ()
    assert "Spørg hellere børnene" in rising.picks_note(found)
    assert rising.rank_chart(frame, month_moves(frame, MONTH), found).sentence.startswith(
        "Ingen app på hitlisten"
    )


def test_what_is_worth_a_look_is_what_is_named_in_the_picture():
    """The same apps in words and in the drawing, a rise and a fall told apart."""
    frame = pl.concat([charts(), steady(99)]).unique(["date", "rank"], keep="first", maintain_order=True)
    found = found_of(frame)
    chart = rising.rank_chart(frame, month_moves(frame, MONTH), found)
    named = {line.label: line.role for line in chart.drawing.lines if line.role != "context"}

    here = set(frame.filter(pl.col("date").is_in(OCTOBER))["app_name"])
    assert {pick.name for pick in found.picks} & here == set(named)
    assert {"main", "second"} == set(named.values())
    assert [note.why for note in rising.pick_notes(found)] == rising.picks_table(found)["Hvorfor"].to_list()
    assert set(rising.picks_table(found)["Hvad"]) <= {"ny på listen", "på vej op", "på vej ned"}


def test_moves_have_danish_headings():
    """Of each of the four tables; who it is by name, not by number."""
    moves = month_moves(charts(), MONTH)
    tables = {
        name: rising.moves_table(getattr(moves, name)) for name in ("climbs", "falls", "entries", "exits")
    }

    assert tables["climbs"].columns == tables["falls"].columns == ["App", "Før", "Nu", "Spring"]
    assert tables["entries"].columns == ["App", "Første dag", "Bedste plads", "Dage på listen"]
    assert tables["exits"].columns == ["App", "Sidste dag", "Bedste plads", "Dage på listen"]
    assert tables["climbs"].rows()[0][::3] == ("Glimsnak", round(moves.climbs["gain"][0], 2))


def test_the_weeks_of_a_list_are_told_in_words():
    """A row a week, each with what the list was like and who moved most."""
    weeks = rising.weeks_table(restlessness(charts(), MONTH))

    assert weeks["Uge"].to_list() == [f"uge {week}" for week in range(40, 45)]
    assert set(weeks["Listen var"]) == {"det ved vi ikke endnu"}
    assert weeks.filter(Uge="uge 40")["Nye", "Ude"].rows() == [(1, 1)]
    assert "Nykommer" in weeks["Flyttede mest"][0]
    assert rising.weeks_table(restlessness(charts().to_pandas(), MONTH)).equals(weeks)


@pytest.mark.parametrize(
    ("trend", "words"),
    [
        ({}, "op, 1,05–1,22 gange bedre pr. uge"),
        ({"gain_low": -0.2, "gain_high": -0.05}, "ned, 1,05–1,22 gange ringere pr. uge"),
        ({"gain_adjusted": 0.051}, "ingen, vi kan se"),
        ({"gain_status": "few_days", "gain_low": None, "gain_adjusted": None}, "for få dage"),
        ({"gain_status": "still", "gain_low": None, "gain_adjusted": None}, "stod stille"),
        ({"gain_status": "not_fitted", "gain_low": None, "gain_adjusted": None}, "kan ikke regnes ud"),
    ],
)
def test_a_trend_is_told_only_where_it_is_sure_among_so_many(trend, words):
    """How many times better or worse in a week, at least and at most."""
    sure = {"gain_status": "fitted", "gain_low": 0.05, "gain_high": 0.2, "gain_adjusted": 0.05}
    row = dict.fromkeys(apps.SCHEMA) | {"app_name": "Glimsnak", "days": 31} | sure | trend
    told = rising.apps_table(pl.DataFrame([row], schema=apps.SCHEMA))

    assert told["App", "Dage på listen", "Vej"].rows() == [("Glimsnak", 31, words)]


@pytest.mark.parametrize(
    ("status", "words"),
    [("none", "ingen sammenhæng, vi kan stole på"), ("early", "stole på endnu"), ("some", "tilfælde")],
)
def test_what_is_said_of_links_names_nothing(status, words):
    """One of three sentences, whatever was found."""
    link = Link("snapchat", "grooming", 1, 0.6, 1e-9, 1e-6, 90)
    line = rising.link_line(Links(MONTH, status, (link,) if status == "some" else (), 900))

    assert words in line.replace("Ingen", "ingen")
    assert not any(word in line for word in ("snapchat", "grooming", "0,6", "0.6", "90"))


@pytest.mark.parametrize("days", [OCTOBER, []])
def test_before_there_are_two_months_the_page_says_when(days):
    """Nothing to compare with yet."""
    assert "to måneder i træk" in rising.picks_note(found_of(charts(days=days)))
