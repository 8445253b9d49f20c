"""The few apps worth a look: why, what would make us wrong, and never more than chance allows."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest
from attention_tables import ids
from scipy import stats

from klubtrends.analysis.attention import PARTS, SCORES, Attention
from klubtrends.analysis.outstanding import MOVES
from klubtrends.analysis.pulse import MOST_FADING, MOST_RISING, pulse

MONTH = "2026-10"
IDS = ids(("snak", "app_store", "1"), ("snak", "wikipedia", "Snak"), ("spil", "steam", "730"))


def moves(*rows):
    """Make moves of (app_id, name, rank before, rank after, days listed before, p)."""
    made = [
        {"app_id": app, "app_name": name, "before": before, "after": after, "best": after and int(after),
         "listed_before": listed, "gain": float(np.log((before or 101) / (after or 101))), "z": 0.0, "p": p}
        for app, name, before, after, listed, p in rows
    ]  # fmt: skip
    return pl.DataFrame(made, schema=MOVES)


def talk(*rows):
    """Make attention of (app, platform, times, p), one part each."""
    parts = [
        {"app": app, "name": app.capitalize(), "platform": platform, "status": "ok", "times": times, "p": p,
         "z": float(np.sign(np.log(times))), "positions": 100, "glitches": 0, "resets": 0,
         "since": dt.date(2026, 10, 11), "earliest": dt.date(2026, 10, 9), "latest": dt.date(2026, 10, 12)}
        for app, platform, times, p in rows
    ]  # fmt: skip
    scores = [
        {"app": p["app"], "name": p["name"], "score": p["z"], "times": p["times"], "parts": 1, "p": p["p"]}
        for p in parts
    ]
    return Attention(MONTH, pl.DataFrame(scores, schema=SCORES), pl.DataFrame(parts, schema=PARTS))


def picked(chart=(), views=(), names=IDS):
    """Take the month's pulse."""
    return pulse(moves(*chart), talk(*views), names, MONTH)


def test_an_app_without_a_sheet_is_asked_one_for():
    """New on the chart and new to the kit."""
    (pick,) = picked([("9", "Fnugpop", None, 14.0, 0, 1e-6)]).picks

    assert (pick.way, pick.app, pick.app_id) == ("new", "", "9")
    assert pick.why == "Fnugpop er ny blandt de 100 mest hentede og nåede nummer 14 i oktober."
    assert pick.ask == "Den har ikke noget app-ark endnu. Hvem vil lave et?"
    assert "reklamer" in pick.doubt


def test_chart_and_talk_of_one_app_are_one_pick():
    """Joined by the store's number, both in one sentence, under the sheet's name."""
    (pick,) = picked([("1", "Snak: beskeder", 50.0, 3.0, 30, 1e-9)], [("snak", "wikipedia", 2.14, 1e-6)]).picks

    assert (pick.app, pick.app_id, pick.name, pick.ask) == ("snak", "1", "Snak", "")
    assert pick.why == (
        "Snak er gået fra omkring nummer 50 til 3 på hitlisten i oktober og har siden omkring 11. oktober haft"
        " cirka 2,1 gange så mange opslag på dansk Wikipedia som normalt."
    )


@pytest.mark.parametrize(
    ("chart", "views", "way", "words"),
    [
        ([("9", "A", 90.0, 20.0, 4, 1e-9)], [], "rising", "omkring nummer 90 til 20"),
        ([("9", "A", None, 20.0, 4, 1e-9)], [], "rising", "uden for de 100 mest hentede"),
        ([("9", "A", 5.0, 40.0, 30, 1e-9)], [], "fading", "gledet fra omkring nummer 5 til 40"),
        ([("9", "A", 5.0, None, 30, 1e-9)], [], "fading", "gledet ud"),
        ([], [("spil", "steam", 3.0, 1e-9)], "rising", "3,0 gange så mange spillere på Steam"),
        ([], [("spil", "steam", 0.4, 1e-9)], "fading", "nede på cirka 40 procent af sine normale spillere"),
    ],
)
def test_every_way_has_its_sentence(chart, views, way, words):
    """One sentence why, and another on what would make us wrong."""
    (pick,) = picked(chart, views).picks

    assert pick.way == way
    assert words in pick.why
    assert pick.why.count(".") - pick.why.count("1. ") <= 1
    assert pick.doubt.startswith("Vi tager fejl, hvis")
    assert bool(pick.ask) == (way != "fading" and not pick.app)


def test_ratings_alone_are_never_seen_for_sure():
    """Most of their jumps are an app that has begun to ask for them."""
    (alone,) = picked([], [("snak", "app_store", 9.0, 1e-12)]).picks
    (beside,) = picked([("1", "Snak", 50.0, 3.0, 30, 1e-9)], [("snak", "app_store", 9.0, 1e-12)]).picks

    assert (alone.sure, beside.sure) == ("tyder på", "set")
    assert "bede om bedømmelser" in alone.doubt


def test_talk_that_points_the_other_way_is_left_out_of_the_sentence():
    """The surest gives the way."""
    (pick,) = picked([("1", "Snak", 50.0, 3.0, 30, 1e-9)], [("snak", "wikipedia", 0.3, 1e-4)]).picks

    assert pick.way == "rising"
    assert "Wikipedia" not in pick.why


def test_who_grows_less_than_always_neither_rises_nor_fades():
    """More than before, but less than it has always been: no rise, and no fall."""
    said = talk(("spil", "steam", 1.5, 1e-9))
    slower = Attention(
        MONTH, said.scores.with_columns(score=-pl.col("score")), said.parts.with_columns(z=-pl.col("z"))
    )

    assert pulse(moves(), slower, IDS, MONTH).picks == ()


def test_a_small_move_is_not_worth_a_look_however_sure():
    """From 30 to 27, and a tenth more views."""
    assert picked([("9", "A", 30.0, 27.0, 30, 1e-12)], [("spil", "steam", 1.1, 1e-12)]).picks == ()


def test_few_are_shown_and_the_rest_counted():
    """The surest first, rising before fading."""
    up = [(str(at), f"Op{at}", 80.0, 4.0, 30, 10.0 ** -(9 - at / 10)) for at in range(10, 15)]
    down = [(str(at), f"Ned{at}", 4.0, 80.0, 30, 1e-12) for at in range(20, 25)]
    found = picked([*down, *up])

    assert [pick.way for pick in found.picks] == ["rising"] * MOST_RISING + ["fading"] * MOST_FADING
    assert found.picks[0].name == "Op10"
    assert found.more == 10 - MOST_RISING - MOST_FADING


def test_what_an_app_is_called_cannot_turn_a_sentence_around():
    """Names come from outside: direction marks and joiners go."""
    (pick,) = picked([("9", "A\u202eb\u200b", None, 14.0, 0, 1e-6)]).picks

    assert pick.name == "Ab"


def test_nothing_seen_is_too_early():
    """No tests at all, and none that has an answer."""
    assert picked().looked == 0
    assert picked([("9", "A", None, 3.0, 0, None)]).looked == 0


def test_pandas_says_the_same():
    """Any frame will do."""
    chart, said = moves(("1", "Snak", 50.0, 3.0, 30, 1e-9)), talk(("snak", "wikipedia", 2.0, 1e-6))
    frames = Attention(MONTH, said.scores.to_pandas(), said.parts.to_pandas())
    there = pulse(chart.to_pandas(), frames, IDS.to_pandas(), MONTH)

    assert isinstance(frames.scores, pd.DataFrame)
    assert there.picks[0].why == pulse(chart, said, IDS, MONTH).picks[0].why


def test_in_months_without_cause_something_is_called_one_time_in_twenty():
    """A thousand months of 120 apps on the chart and 25 that are talked of, whose chances are chances."""
    rng = np.random.default_rng(1)
    chart = moves(*[(str(at), f"A{at}", 80.0, 4.0, 30, 0.5) for at in range(120)])
    said = talk(*[(f"t{at}", "wikipedia", 3.0, 0.5) for at in range(25)])
    called = 0
    for _ in range(300):
        scores = said.scores.with_columns(p=pl.Series(rng.random(25)))
        one = pulse(
            chart.with_columns(p=pl.Series(rng.random(120))), Attention(MONTH, scores, said.parts), IDS, MONTH
        )
        called += bool(one.picks)

    assert called <= stats.binom.isf(0.01, 300, 0.05)


def test_a_move_that_the_ranks_told_do_not_show_is_no_pick():
    """A wild day in the mean, 9 and 10 in the median: nothing to tell."""
    wild = moves(("9", "A", 9.0, 10.0, 30, 1e-12)).with_columns(gain=pl.lit(-0.9))

    assert pulse(wild, talk(), IDS, MONTH).picks == ()
