"""The store's own words on apps: which are asked for, and what is kept."""

import datetime as dt
import json

import pytest

from klubtrends.errors import SourceChanged
from klubtrends.sources import Context, Request, sources

LOOKUP = sources()["apple_lookup"]
ASKED = Request("https://itunes.apple.com/lookup?id=1", {"country": "dk", "apps": "free 1"})
APP = {"trackId": 1, "trackName": "Hoppebold", "artistName": "Legehuset"}


def answer(*apps):
    """Write the store's answer."""
    return json.dumps({"resultCount": len(apps), "results": apps}).encode()


def test_each_app_is_asked_for_once_in_batches_by_chart():
    """An app on two charts and a sheet is one; a batch has a hundred at most."""
    free = tuple(str(number) for number in range(150))
    apps = {"free": free, "games": ("149", "200", "200"), "sheets": ("200", "1", "none", "")}
    asked = LOOKUP.requests(Context("dk", dt.date(2026, 10, 5), apps=apps))

    assert [request.labels["apps"] for request in asked] == ["free 1", "free 2", "games 1"]
    ids = [request.url.split("?id=")[1].split("&")[0].split(",") for request in asked]
    assert [len(batch) for batch in ids] == [100, 50, 1]
    assert asked[2].url == "https://itunes.apple.com/lookup?id=200&country=dk&entity=software"


def test_the_question_is_the_same_when_a_chart_has_moved():
    """So that a second run of the day asks for nothing twice."""
    first, second = (
        LOOKUP.requests(Context("dk", dt.date(2026, 10, 5), apps={"free": ids}))
        for ids in (("1", "2"), ("2", "3"))
    )

    assert [request.labels for request in first] == [request.labels for request in second]


def test_what_the_store_does_not_know_is_silently_absent():
    """No row, and no failure, even if it knows none of them."""
    assert LOOKUP.parse(answer(), ASKED).height == 0
    assert LOOKUP.parse(answer(APP), ASKED)["app_id"].to_list() == ["1"]


def test_what_one_app_lacks_is_empty():
    """A new app has no ratings."""
    row = LOOKUP.parse(answer(APP), ASKED).row(0, named=True)

    assert (row["rating_count"], row["average_rating"], row["released"], row["genres"]) == (
        None,
        None,
        None,
        "",
    )


@pytest.mark.parametrize("field", ["userRatingCount", "averageUserRating", "contentAdvisoryRating", "version"])
def test_a_field_that_all_lack_has_been_renamed(field):
    """An empty column would look like apps without ratings."""
    whole = APP | {
        "genres": ["Games"], "advisories": [], "contentAdvisoryRating": "4+", "userRatingCount": 0,
        "averageUserRating": 0, "version": "1", "currentVersionReleaseDate": "2026-10-01T08:00:00Z",
    }  # fmt: skip
    apps = [{name: value for name, value in whole.items() if name != field} | {"trackId": n} for n in range(5)]

    assert LOOKUP.parse(answer(*apps[1:], whole | {"trackId": 9}), ASKED).height == 5
    with pytest.raises(SourceChanged, match=field):
        LOOKUP.parse(answer(*apps), ASKED)


def test_names_of_all_alphabets_are_kept_and_marks_that_hide_are_not():
    """Arabic, Chinese and emoji."""
    names = ["لعبة الكرة", "蛋仔派对", "Leg 🎨", "\u202eWhats\u200bApp"]
    apps = [APP | {"trackId": number, "trackName": name} for number, name in enumerate(names)]

    assert LOOKUP.parse(answer(*apps), ASKED)["app_name"].to_list() == [*names[:3], "WhatsApp"]


def test_an_app_that_is_told_twice_is_one():
    """The first counts."""
    rows = LOOKUP.parse(answer(APP | {"userRatingCount": 5}, APP | {"userRatingCount": 6}), ASKED)

    assert rows["rating_count"].to_list() == [5]
