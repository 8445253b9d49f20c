"""Holds two analyses of the same storefronts against each other: same_charts RESULTS RESULTS."""

import sys
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

KEYS = {"days": ["country", "chart", "date"], "apps": ["country", "chart", "app_id"]}
KEYS["movers"] = [*KEYS["apps"], "date"]
TOLERANCE = 1e-9

if __name__ == "__main__":
    ours, theirs = map(Path, sys.argv[1:3])
    for name, keys in KEYS.items():
        mine = pl.read_parquet(ours / f"{name}.parquet")
        other = pl.read_parquet(theirs / f"{name}.parquet").with_columns(pl.selectors.float().fill_nan(None))
        other = other.select(pl.col(column).cast(kind) for column, kind in mine.schema.items())
        assert_frame_equal(
            mine.sort(keys), other.sort(keys), check_exact=False, rel_tol=TOLERANCE, abs_tol=TOLERANCE
        )
        if mine.is_empty():
            raise SystemExit(f"{name}: nothing to compare")
