"""What a source asks for may depend on today's charts and on the hand-kept tables: on nothing else of the workspace."""

import json

import pytest
from loopback import HASTY, LEGACY, V2, Reply, legacy_body, v2_body

from klubtrends.collect import Archive, collect, load
from klubtrends.files import copy_missing
from klubtrends.reference.bundle import Reference
from klubtrends.tables import APPS, CASES
from klubtrends.workspace import shipped

ONE, TWO, THREE = (("9001", "Hoppebold", "By"), ("9002", "踊り 🎨", "By"), ("9003", "Tegn", "By"))


@pytest.fixture
def with_tables(workspace):
    """A workspace with the shipped tables."""
    copy_missing(shipped("reference"), workspace.reference)
    return workspace


def run(workspace, *names):
    return [collect(workspace, [name], manners=HASTY)[0] for name in names]


TOLD = {
    "artistName": "By", "genres": ["Games"], "advisories": [], "contentAdvisoryRating": "4+", "userRatingCount": 3,
    "averageUserRating": 4, "version": "1", "currentVersionReleaseDate": "2026-10-01T08:00:00Z",
}  # fmt: skip


def store(ids):
    """Answer as the store does for apps that it knows."""
    results = [TOLD | {"trackId": int(app), "trackName": f"App {app}"} for app in ids]
    return json.dumps({"resultCount": len(results), "results": results}).encode()


def address(ids):
    return f"/itunes.apple.com/lookup?id={','.join(ids)}&country=dk&entity=software"


def test_the_apps_of_todays_charts_and_of_the_sheets_are_looked_up(with_tables, loopback):
    """Each once; a second run asks for nothing."""
    loopback.serve(V2.format(chart="free"), v2_body(ONE, TWO))
    loopback.serve(V2.format(chart="paid"), v2_body(THREE))
    for genre in ("", "/genre=6014", "/genre=6005"):
        loopback.serve(LEGACY.format(genre=genre), legacy_body(TWO, THREE))
    sheets = [
        sheet.app_store_id for sheet in Reference.read(with_tables.reference).app_sheets if sheet.app_store_id
    ]
    loopback.serve(address(["9001", "9002"]), store(["9001"]))
    loopback.serve(address(["9003"]), store(["9003"]))
    loopback.serve(address(sheets), store(sheets[:3]))
    *_, lookup = run(with_tables, "apple_v2", "apple_legacy", "apple_lookup")
    again = run(with_tables, "apple_lookup")[0]

    assert (lookup.answers, lookup.problems) == (3, ())
    assert (again.answers, again.known) == (0, 3)
    assert sorted(load(with_tables, APPS)["app_id"]) == sorted(["9001", "9003", *sheets[:3]])


def test_a_store_that_has_had_enough_is_no_answer(with_tables, loopback):
    """403 with an empty body is not archived, and asked again later in the day."""
    sheets = [
        sheet.app_store_id for sheet in Reference.read(with_tables.reference).app_sheets if sheet.app_store_id
    ]
    loopback.serve(address(sheets), Reply(status=403), store(sheets))
    first, second = run(with_tables, "apple_lookup", "apple_lookup")

    assert first.failed
    assert (second.answers, second.problems) == (1, ())
    assert len(Archive(with_tables.raw).files("apple_lookup")) == 1


def test_the_cases_that_the_law_tracker_names_are_asked_for(with_tables, loopback):
    """With those about social media; 400 with an empty body is no answer."""
    case = {"id": 9, "nummer": "L 130", "titel": "Mobilfri", "typeid": 3, "statusid": 13,
            "opdateringsdato": "2026-06-16T09:12:11.87", "Periode": {"titel": "2025-26"}}  # fmt: skip
    run(with_tables, "folketinget")
    words, number = (path for path, _ in loopback.asked)
    loopback.serve(words, Reply(status=400))
    loopback.serve(number, json.dumps({"value": [case]}).encode())
    again = run(with_tables, "folketinget")[0]

    assert "sociale" in words
    assert "L%20130" in number
    assert (again.answers, len(again.problems)) == (1, 1)
    assert load(with_tables, CASES).select("number", "session", "status_id").rows() == [
        ("L 130", "2025-26", 13)
    ]
