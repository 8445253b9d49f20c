"""Reading answers whose shape may have changed: every step that fails names the field. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import polars as pl

from klubtrends.danish import say, visible
from klubtrends.errors import SourceChanged
from klubtrends.sources.source import Request
from klubtrends.tables import CHARTS

ENOUGH = 5  # entries that all lack a field: it has another name now


def changed(source: str, field: str) -> SourceChanged:
    """Say that a source's answer is not as it was at this field."""
    return SourceChanged(say("source_changed", source=source, field=field))


def read_json(source: str, body: bytes) -> Any:
    """Read a JSON body.

    Raises
    ------
    SourceChanged
        If it is none.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        problem = changed(source, "JSON")
    raise problem


def listed(source: str, answer: Any, *path: str) -> list[Any]:
    """Go down a path of keys to a list.

    Raises
    ------
    SourceChanged
        If no list lies there.
    """
    for key in path:
        answer = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(answer, list):
        raise changed(source, f"{'.'.join(path)}[]")
    return answer


def column(source: str, entries: Iterable[object], path: Sequence[str], *, within: str) -> list[str]:
    """Pick one text from each entry, going down a path of keys.

    Raises
    ------
    SourceChanged
        If an entry lacks a key of the path, or what lies there is no text with something in it.
    """
    texts = []
    for value in entries:
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if not isinstance(value, str) or not (text := shown(value)).strip():
            raise changed(source, ".".join([within, *path]))
        texts.append(text)
    return texts


def whole(source: str, entries: Iterable[object], key: str, *, within: str) -> list[int]:
    """Pick one whole number, 0 or more, from each entry.

    Raises
    ------
    SourceChanged
        If an entry lacks it, or it is something else.
    """
    numbers: list[Any] = [entry.get(key) if isinstance(entry, dict) else None for entry in entries]
    if not all(type(number) is int and 0 <= number < 2**63 for number in numbers):
        raise changed(source, f"{within}.{key}")
    return numbers


def perhaps(source: str, entries: Sequence[dict[str, Any]], key: str, kind: type, *, within: str) -> list[Any]:
    """Pick what an entry may lack: None there, and elsewhere of this kind (float: any number).

    Raises
    ------
    SourceChanged
        If something of another kind lies there, or many entries all lack it.
    """
    values = [entry.get(key) for entry in entries]
    kinds = {kind, int} if kind is float else {kind}
    renamed = len(values) >= ENOUGH and not any(value is not None for value in values)
    if renamed or not {type(value) for value in values} <= kinds | {type(None)}:
        raise changed(source, f"{within}.{key}")
    return values


def moment(source: str, text: str, field: str, *, zoned: bool) -> dt.datetime:
    """Read a moment as ISO 8601 writes it; `zoned` tells whether it must name its time zone (it is given in UTC then).

    Raises
    ------
    SourceChanged
        If it is none, or names a zone where it should not, or none where it should.
    """
    with suppress(ValueError, OverflowError):
        read = dt.datetime.fromisoformat(text)
        if (read.tzinfo is not None) == zoned:
            return read.astimezone(dt.UTC) if zoned else read
    raise changed(source, field)


def shown(text: str | None) -> str:
    """Keep of a text what can be seen and written."""
    if text and text.isascii() and text.isprintable():
        return text
    return visible(text or "").encode("utf-8", "replace").decode("utf-8")


def chart_rows(request: Request, app_ids: list[str], names: list[str], developers: list[str]) -> pl.DataFrame:
    """Make a chart of its apps in order; an app that is listed twice keeps its better rank."""
    given = {"app_id": app_ids, "app_name": names, "developer": developers}
    labels = {name: [request.labels[name]] * len(app_ids) for name in ("country", "chart")}
    ranks = {"rank": range(1, len(app_ids) + 1)}
    schema = {name: CHARTS.columns[name] for name in [*labels, *ranks, *given]}
    rows = pl.DataFrame(labels | ranks | given, schema=schema)
    return (
        rows if len(set(app_ids)) == len(app_ids) else rows.unique("app_id", keep="first", maintain_order=True)
    )
