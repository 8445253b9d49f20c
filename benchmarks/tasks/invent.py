"""Invents 400 days of both sources' chart answers in the example's way: invent ANSWERS.pickle."""

import datetime as dt
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

from klubtrends.collect import Archive, Exchange
from klubtrends.example.plan import make_plan
from klubtrends.example.public import archive_charts

DAYS = 400
SOURCES = 2


class Kept(Archive):
    """An archive that keeps in memory what it should write."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.runs: list[tuple[str, list[Exchange], dt.datetime]] = []

    def write(self, source: str, exchanges: Sequence[Exchange], at: dt.datetime) -> Path:
        """Keep one run."""
        self.runs.append((source, list(exchanges), at))
        return self.root


if __name__ == "__main__":
    kept = Kept()
    archive_charts(kept, make_plan())
    Path(sys.argv[1]).write_bytes(pickle.dumps(kept.runs[: DAYS * SOURCES]))
