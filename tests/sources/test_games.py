"""Steam's and Roblox' lists of what is played."""

import datetime as dt
import json

import pytest

from klubtrends.errors import SourceChanged
from klubtrends.sources import Context, sources

TODAY = Context("dk", dt.date(2026, 10, 5))
STEAM, ROBLOX = sources()["steam"], sources()["roblox"]
(RANKS,) = STEAM.requests(TODAY)
(SORTS,) = ROBLOX.requests(TODAY)


def ranked(*rows):
    """Write Steam's answer of (rank, game, peak)."""
    ranks = [{"rank": rank, "appid": game, "peak_in_game": peak} for rank, game, peak in rows]
    return json.dumps({"response": {"rollup_date": 1778457600, "ranks": ranks}}).encode()


def game(number, **more):
    """Write one of Roblox' games."""
    return {
        "universeId": number,
        "name": f"Spil {number}",
        "playerCount": 1000 - number,
        "isSponsored": False,
    } | more


def sort(name, *games, kind="Games"):
    """Write one of Roblox' lists."""
    return {"sortId": name, "contentType": kind, "games": list(games)}


def sorts(*given):
    return json.dumps({"sorts": given, "nextSortsPageToken": "page2"}).encode()


def test_steams_figures_belong_to_the_day_that_was_counted():
    """It may be yesterday's."""
    rows = STEAM.parse(ranked((1, 730, 9), (2, 570, 8)), RANKS)

    assert set(rows["date"]) == {dt.date(2026, 5, 11)}
    assert rows.select("game_id", "game_name", "rank", "players").rows() == [
        ("730", "", 1, 9),
        ("570", "", 2, 8),
    ]


def test_doubled_ranks_are_kept_and_a_doubled_game_has_its_better_one():
    """Two games may share a rank; one game has one row."""
    rows = STEAM.parse(ranked((3, 1, 5), (1, 2, 9), (1, 3, 9), (2, 1, 6)), RANKS)

    assert rows.select("game_id", "rank").rows() == [("2", 1), ("3", 1), ("1", 2)]


def test_roblox_is_asked_for_the_games_of_each_list():
    """At most six, in its own order; filters and advertisements are no lists of games."""
    answer = sorts(
        sort("filters", kind="Filters"), sort("ads", kind="Ads"), *(sort(f"list-{n}") for n in range(9))
    )
    then = ROBLOX.follow(answer, SORTS)

    assert [request.labels["chart"] for request in then] == [f"list-{number}" for number in range(6)]
    assert then[0].url.endswith("/get-sort-content?sessionId=00000000-0000-4000-8000-000000000000"
                                "&device=computer&country=all&sortId=list-0")  # fmt: skip
    assert ROBLOX.follow(answer, then[0]) == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"sorts": [{}]}', b'{"sorts": 7}'])
def test_an_answer_that_cannot_be_read_leads_to_nothing(body):
    """Parsing it says why."""
    assert ROBLOX.follow(body, SORTS) == []


def test_the_question_names_nobody_and_is_the_same_each_day():
    """The session's number is one for all, and no label."""
    (tomorrow,) = ROBLOX.requests(Context("dk", dt.date(2026, 10, 6)))

    assert tomorrow == SORTS
    assert "sessionId" not in SORTS.labels


def test_what_was_paid_for_has_no_rank():
    """Ranks are counted without it, in the lists and in a list's own answer."""
    games = [game(9, isSponsored=True), game(1), game(2), game(2), game(3)]
    expected = [("1", 1), ("2", 2), ("3", 4)]
    (content,) = ROBLOX.follow(sorts(sort("top", *games)), SORTS)
    rows = [
        ROBLOX.parse(sorts(sort("top", *games), sort("ads", game(7), kind="Ads")), SORTS),
        ROBLOX.parse(json.dumps({"games": games}).encode(), content),
    ]

    assert [list(table.select("game_id", "rank").iter_rows()) for table in rows] == [expected, expected]
    assert all(set(table["chart"]) == {"top"} for table in rows)


def test_an_empty_list_is_a_change():
    """Somebody always plays."""
    (content,) = ROBLOX.follow(sorts(sort("top")), SORTS)

    with pytest.raises(SourceChanged, match=r"games\[\]"):
        ROBLOX.parse(b'{"games": []}', content)
    assert ROBLOX.parse(sorts(sort("top"), {"sortId": "new", "contentType": "Games"}), SORTS).height == 0
