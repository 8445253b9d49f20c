"""Raw values inside what draws itself: the arrays of a figure, plain or packed, in a notebook or in a script."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator

import numpy as np

_DTYPES = frozenset({"i1", "i2", "i4", "i8", "u1", "u2", "u4", "f4", "f8"})
_PLACES = frozenset({"x", "y", "z", "x0", "y0", "x1", "y1", "base", "value", "r", "a", "b"})
_ARRAY = re.compile(r"\[\s*-?\d[^\[\]{}]*\]")
_PACKED = re.compile(r"\{[^{}]*[\"']?bdata[\"']?\s*:[^{}]*\}")


def values(figure: object, *, key: str = "") -> Iterator[float]:
    """Give each number of a figure that could be a count: in an array, or as a place or a value of its own."""
    if isinstance(figure, dict):
        if "bdata" in figure:
            yield from _unpacked(figure)
            return
        for name, inner in figure.items():
            yield from values(inner, key=str(name))
    elif isinstance(figure, list):
        for inner in figure:
            yield from values(inner, key=key) if isinstance(inner, dict | list) else values(inner, key="value")
    elif isinstance(figure, int | float) and not isinstance(figure, bool) and key in _PLACES:
        yield float(figure)


def words(figure: object) -> Iterator[str]:
    """Give each text of a figure."""
    if isinstance(figure, dict):
        for name, inner in figure.items():
            if name != "bdata":
                yield from words(inner)
    elif isinstance(figure, list):
        for inner in figure:
            yield from words(inner)
    elif isinstance(figure, str):
        yield figure


def scripted(script: str) -> list[float]:
    """List the numbers in the arrays that a script writes down."""
    found: list[float] = []
    for text in [*_ARRAY.findall(script), *_PACKED.findall(script)]:
        try:
            figure = json.loads(text)
        except ValueError:
            found += map(float, re.findall(r"-?\d+(?:\.\d+)?", text))
        else:
            found += values(figure)
    return found


def _unpacked(packed: dict[str, object]) -> Iterator[float]:
    """Unpack numbers that plotly writes as letters; what cannot be unpacked is no number that could be shown."""
    kind = str(packed.get("dtype", "")).lstrip("<>|=")
    try:
        body = base64.b64decode(str(packed["bdata"]), validate=True)
        if kind not in _DTYPES:
            raise ValueError
        yield from map(float, np.frombuffer(body, dtype=f"<{kind}"))
    except (binascii.Error, ValueError):
        yield float("nan")
