"""Invents storefronts of about a million rows each: storefronts FOLDER NUMBER. Prints how many rows there are."""

import sys
from pathlib import Path

import polars as pl

from klubtrends.example.storefronts import Size, invent_archive

if __name__ == "__main__":
    files = invent_archive(Path(sys.argv[1]), Size(int(sys.argv[2])), seed=1)
    print(sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in files))
