"""Reading answers whose shape may have changed: every step that fails names the field. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from klubtrends.danish import say, visible
from klubtrends.errors import SourceChanged
from klubtrends.sources.source import Request
from klubtrends.tables import CHARTS


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
        if not isinstance(value, str) or not visible(value).strip():
            raise changed(source, ".".join([within, *path]))
        texts.append(visible(value).encode("utf-8", "replace").decode("utf-8"))
    return texts


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
