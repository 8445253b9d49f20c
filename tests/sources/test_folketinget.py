"""Cases in Folketinget: the right ones, all of them, and the last word on each."""

import datetime as dt
import json

import pytest

from klubtrends.errors import SourceChanged
from klubtrends.sources import Context, sources

SOURCE = sources()["folketinget"]
WORDS, NUMBER = SOURCE.requests(Context("dk", dt.date(2026, 10, 5), cases=("L 130", "L 130")))


def case(key, **more):
    """Write a case as Folketinget does."""
    return {
        "id": key, "nummer": "L 130", "titel": "Om sociale medier", "typeid": 3, "statusid": 24,
        "opdateringsdato": "2026-10-01T08:00:00.87", "Periode": {"titel": "2025-26"},
    } | more  # fmt: skip


def answer(*cases):
    return json.dumps({"value": cases}).encode()


def test_words_and_named_cases_are_asked_for():
    """Each case once, whatever number of laws names it."""
    assert WORDS.url.startswith(
        "https://oda.ft.dk/api/Sag?$filter=substringof(%27sociale%20medier%27,titel)&$orderby="
    )
    assert NUMBER.url.startswith("https://oda.ft.dk/api/Sag?$filter=nummer%20eq%20%27L%20130%27&$orderby=")


def test_full_pages_are_followed_up_to_a_limit():
    """A hundred rows are a full page; the oldest changes came in earlier runs."""
    full = answer(*map(case, range(100)))
    asked, request = [], WORDS
    while following := SOURCE.follow(full, request):
        (request,) = following
        asked.append(request)

    assert [page.labels for page in asked] == [
        {"words": "sociale medier", "skip": str(start)} for start in (100, 200, 300, 400)
    ]
    assert asked[0].url == WORDS.url + "&$skip=100"
    assert SOURCE.follow(answer(*map(case, range(99))), WORDS) == []
    assert SOURCE.follow(b"", WORDS) == []


def test_the_right_cases_are_taken_and_no_other():
    """A misspelt field in the filter is ignored in silence, and every case comes."""
    assert SOURCE.parse(answer(case(1), case(2, titel="Om SOCIALE  medier")), WORDS).height == 2
    assert SOURCE.parse(answer(), NUMBER).height == 0
    with pytest.raises(SourceChanged, match="titel"):
        SOURCE.parse(answer(case(1), case(2, titel="Om broen over bæltet")), WORDS)
    with pytest.raises(SourceChanged, match="nummer"):
        SOURCE.parse(answer(case(1), case(2, nummer="L 131")), NUMBER)


def test_a_case_is_told_with_its_session_and_change():
    """The clock is Denmark's; without a session it is not known which."""
    rows = SOURCE.parse(answer(case(1), case(2, Periode=None, nummer=None)), WORDS)

    assert rows.select("number", "session").rows() == [("L 130", "2025-26"), ("", "")]
    assert rows["updated"][0] == dt.datetime(2026, 10, 1, 8, 0, 0, 870_000)
