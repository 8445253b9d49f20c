"""Cases in Folketinget: those whose title speaks of social media, and those that the law tracker names.

OData 3 with at most 100 rows in an answer, so pages follow. A misspelt field is ignored in silence and every case
comes, so each row is held against what was asked. A wrong question is answered 400 without a body.

A case's own number ("L 130") comes again in each session, so `$expand=Periode` asks for the session too; other
programs that read this address ask so, and for `Sagsstatus` likewise. What each `statusid` means stands in
`reference.law`, held in November 2026 against the list of all 68 at
brokk-sindre.github.io/ft-oda-documentation; neither was seen at oda.ft.dk itself.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import polars as pl

from klubtrends.errors import SourceChanged
from klubtrends.sources.answers import changed, column, listed, moment, perhaps, read_json, shown, whole
from klubtrends.sources.source import Context, Request, Source
from klubtrends.tables import CASES

NAME = "folketinget"
HOST = "oda.ft.dk"
VALUE = "value[]"
UPDATED = f"{VALUE}.opdateringsdato"
WORDS = ("sociale medier",)
PAGE = 100
MOST_ROWS = 500  # the last to change; older ones came in an earlier run


def requests(context: Context) -> list[Request]:
    """Ask for the cases about each of some words, and for each case that is named."""
    numbers = dict.fromkeys(context.cases)
    return [_page({"words": words}, 0) for words in WORDS] + [
        _page({"number": number}, 0) for number in numbers
    ]


def follow(body: bytes, request: Request) -> list[Request]:
    """Ask for the next page, if this one is full."""
    try:
        cases = _cases(body)
    except SourceChanged:
        return []
    start = int(request.labels.get("skip", 0)) + PAGE
    asked = {name: value for name, value in request.labels.items() if name != "skip"}
    return [_page(asked, start)] if len(cases) == PAGE and start < MOST_ROWS else []


def _page(asked: dict[str, str], start: int) -> Request:
    words, number = asked.get("words", "").replace("'", "''"), asked.get("number", "").replace("'", "''")
    wanted = f"substringof('{words}',titel)" if words else f"nummer eq '{number}'"
    query = {"filter": wanted, "orderby": "opdateringsdato desc", "expand": "Periode", "top": str(PAGE)}
    query |= {"skip": str(start)} if start else {}
    written = "&".join(f"${name}={quote(value, safe='(),')}" for name, value in query.items())
    return Request(f"https://{HOST}/api/Sag?{written}", asked | ({"skip": str(start)} if start else {}))


def parse(body: bytes, request: Request) -> pl.DataFrame:
    """Turn one answer into a row for each case, with its number, session, title, status and last change."""
    cases = _cases(body)
    titles = column(NAME, cases, ["titel"], within=VALUE)
    numbers = [shown(number) for number in perhaps(NAME, cases, "nummer", str, within=VALUE)]
    updated = column(NAME, cases, ["opdateringsdato"], within=VALUE)
    _hold(request, titles, numbers)
    given: dict[str, list[Any]] = {
        "case_id": whole(NAME, cases, "id", within=VALUE),
        "number": numbers,
        "session": [_session(case) for case in cases],
        "title": titles,
        "type_id": _keys(cases, "typeid"),
        "status_id": _keys(cases, "statusid"),
        "updated": [moment(NAME, text, UPDATED, zoned=False) for text in updated],
    }
    rows = pl.DataFrame(given, schema={name: CASES.columns[name] for name in given})
    return rows.unique(("updated", "case_id"), keep="first", maintain_order=True)


def _cases(body: bytes) -> list[Any]:
    cases = listed(NAME, read_json(NAME, body), "value")
    if not all(isinstance(case, dict) for case in cases):
        raise changed(NAME, VALUE)
    return cases


def _hold(request: Request, titles: list[str], numbers: list[str]) -> None:
    """Refuse cases that were not asked for: the filter was not understood."""
    words, number = request.labels.get("words", ""), request.labels.get("number")
    if not all(words.casefold() in " ".join(title.split()).casefold() for title in titles):
        raise changed(NAME, f"{VALUE}.titel")
    if number and set(numbers) - {number}:
        raise changed(NAME, f"{VALUE}.nummer")


def _session(case: dict[str, Any]) -> str:
    """Name the session of a case: cases are numbered anew in each."""
    session = case.get("Periode")
    title = session.get("titel") if isinstance(session, dict) else None
    return shown(title) if isinstance(title, str) else ""


def _keys(cases: list[Any], field: str) -> list[int | None]:
    keys = perhaps(NAME, cases, field, int, within=VALUE)
    if not all(key is None or 0 <= key < 2**31 for key in keys):
        raise changed(NAME, f"{VALUE}.{field}")
    return keys


SOURCE = Source(
    name=NAME,
    hosts=(HOST,),
    requests=requests,
    parse=parse,
    period="week",
    table=CASES,
    needs=("cases",),
    follow=follow,
)
