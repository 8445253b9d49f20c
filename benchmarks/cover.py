"""How often something is left out though it could be shown, over many keys: what somebody without the key can infer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from benchmarks.histories import SCHEMA
from klubtrends.disclosure.protect import Protected, protect
from klubtrends.disclosure.specs import ALL, Level, Rules, Step, TableSpec

MONTH, THRESHOLD, DEPARTMENTS = "2026-10", 5, 6
SPLIT = Level("slags", "type", {"left": "Venstre", "right": "Højre"})
TWO_LINES = TableSpec("two", "To linjer", "negative", (MONTH,), (Step("delt", SPLIT), Step("samlet", ALL)))
TOTAL = TableSpec("total", "I alt", "negative", (MONTH,), (Step("samlet", ALL),))


def keys(number: int) -> Iterator[bytes]:
    """Draw so many keys, always the same."""
    rng = np.random.default_rng(number)
    return (rng.bytes(32) for _ in range(number))


def published(spec: TableSpec, left: int, right: int, key: bytes) -> Protected:
    """Publish a month of two types, neither sensitive, whose incidents lie in several departments."""
    rows = [
        (MONTH, "negative", code, "ung", f"d{place % DEPARTMENTS}", 1)
        for code, count in (("left", left), ("right", right))
        for place in range(count)
    ]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    rules = Rules(THRESHOLD, THRESHOLD, frozenset(), key)
    return protect(frame, [spec], MONTH, rules=rules, reporting={MONTH: DEPARTMENTS})


def coarse(left: int, right: int, *, number: int) -> float:
    """Give the share of keys under which a table of two lines is shown as its total alone."""
    levels = [published(TWO_LINES, left, right, key).table("two").level for key in keys(number)]
    return float(np.mean([level != "delt" for level in levels]))


def withheld(total: int, *, number: int) -> float:
    """Give the share of keys under which a total that stands alone is not shown."""
    tables = [published(TOTAL, total, 0, key).table("total") for key in keys(number)]
    return float(np.mean([not table.rows for table in tables]))
