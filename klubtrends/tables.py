"""Each table's columns, their types and units, and the check that a frame is such a table."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import polars as pl
from narwhals.typing import IntoDataFrame, IntoDataFrameT

INSTANT = pl.Datetime("us", "UTC")


@dataclass(frozen=True)
class Table:
    """What one table holds.

    `columns` maps a column's name to its polars type, `sorted_by` names the columns that order the rows and
    together tell them apart (empty: rows may be equal).
    """

    name: str
    columns: dict[str, pl.DataType]
    sorted_by: tuple[str, ...] = ()

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with this table's columns in order and its rows sorted.

        Raises
        ------
        ValueError
            If a column is missing, has another type, or rows that must be told apart are equal.
            The message names columns, never a value.
        """
        wrong = [name for name, kind in self.columns.items() if frame.schema.get(name) != kind]
        if wrong:
            raise ValueError(f"table {self.name}: missing or wrongly typed columns {wrong}")
        frame = frame.select(list(self.columns))
        if not self.sorted_by:
            return frame
        if frame.select(self.sorted_by).is_duplicated().any():
            raise ValueError(f"table {self.name}: rows equal in {self.sorted_by}")
        return frame.sort(self.sorted_by)

    def take(self, frame: IntoDataFrame, *names: str) -> pl.DataFrame:
        """Give columns (all, if none is named) of a polars or pandas frame as polars, in this table's types.

        Raises
        ------
        ValueError
            If a column is missing or holds what its type cannot. The message names columns, never a value.
        """
        given = nw.from_native(frame, eager_only=True).to_polars()
        wanted = {name: self.columns[name] for name in names} or self.columns
        if missing := sorted(wanted.keys() - set(given.columns)):
            raise ValueError(f"table {self.name}: missing columns {missing}")
        try:
            taken = given.select(pl.col(name).cast(kind) for name, kind in wanted.items())
            if not any(_cut(given[name], taken[name]) for name in wanted):
                return taken
            problem = f"table {self.name}: fractions in columns of whole numbers among {sorted(wanted)}"
        except pl.exceptions.PolarsError:
            problem = f"table {self.name}: wrongly typed columns among {sorted(wanted)}"
        raise ValueError(problem)

    def empty(self) -> pl.DataFrame:
        """Return this table without rows."""
        return pl.DataFrame(schema=self.columns)


def _cut(given: pl.Series, taken: pl.Series) -> bool:
    """Tell whether a cast to whole numbers has cut something off."""
    return given.dtype.is_float() and taken.dtype.is_integer() and bool((given != taken).any())


def as_given(frame: pl.DataFrame, given: IntoDataFrameT) -> IntoDataFrameT:
    """Give a result as the kind of frame that came in: polars stays, pandas becomes pandas again."""
    kind = nw.from_native(given, eager_only=True).implementation
    return frame.to_pandas() if kind.is_pandas() else frame  # type: ignore[return-value]


# Public figures (data/processed). `fetched_at` and `digest` name the archived answer a row came from.
CHARTS = Table(
    "charts",
    {
        "country": pl.String(),  # two letters, lower case
        "chart": pl.String(),  # free, paid, games, social
        "date": pl.Date(),  # the day it was fetched, Danish time
        "rank": pl.Int32(),  # 1 is the top
        "app_id": pl.String(),  # the store's own number
        "app_name": pl.String(),
        "developer": pl.String(),
        "source": pl.String(),  # which of the sources answered
        "fetched_at": INSTANT,
        "digest": pl.String(),  # WARC payload digest of the archived answer
    },
    ("country", "chart", "app_id", "date"),  # as analysis at scale reads them: each app on a chart in one piece
)
PAGEVIEWS = Table(
    "pageviews",
    {
        "project": pl.String(),  # da.wikipedia
        "title": pl.String(),
        "date": pl.Date(),
        "views": pl.Int64(),  # a day
        "fetched_at": INSTANT,
        "digest": pl.String(),
    },
    ("project", "title", "date"),
)
NEWS = Table(
    "news",
    {
        "published": INSTANT,
        "outlet": pl.String(),
        "title": pl.String(),
        "url": pl.String(),
        "fetched_at": INSTANT,
        "digest": pl.String(),
    },
    ("published", "url"),
)
APPS = Table(
    "apps",
    {
        "country": pl.String(),
        "app_id": pl.String(),
        "date": pl.Date(),  # the day it was fetched, Danish time
        "app_name": pl.String(),
        "developer": pl.String(),
        "genres": pl.String(),  # the first is the store's own choice; joined by |
        "advisory_rating": pl.String(),  # as the store writes it: 12+
        "advisories": pl.String(),  # joined by |
        "rating_count": pl.Int64(),  # of all time, and falling at times
        "average_rating": pl.Float64(),  # stars, 0-5
        "version": pl.String(),
        "released": INSTANT,  # that version
        "source": pl.String(),
        "fetched_at": INSTANT,
        "digest": pl.String(),
    },
    ("country", "app_id", "date"),
)
PLAYERS = Table(
    "players",
    {
        "platform": pl.String(),  # steam, roblox
        "chart": pl.String(),  # the platform's own name of the list
        "game_id": pl.String(),  # Steam's app number, Roblox' universe number
        "game_name": pl.String(),  # empty from Steam
        "date": pl.Date(),  # Steam: the day counted; Roblox: the day it was fetched, Danish time
        "rank": pl.Int32(),
        "players": pl.Int64(),  # at once; Steam: the day's peak, Roblox: at the time of asking
        "fetched_at": INSTANT,
        "digest": pl.String(),
    },
    ("platform", "chart", "date", "game_id"),
)
CASES = Table(
    "cases",
    {
        "case_id": pl.Int64(),  # Folketinget's own key
        "number": pl.String(),  # L 130; used again in the next session
        "session": pl.String(),  # 2025-26
        "title": pl.String(),
        "type_id": pl.Int32(),
        "status_id": pl.Int32(),
        "updated": pl.Datetime("us"),  # Danish clock, as Folketinget writes it
        "fetched_at": INSTANT,
        "digest": pl.String(),
    },
    ("updated", "case_id"),
)
SURVEY = Table(
    "survey",
    {
        "survey": pl.String(),  # Statistics Denmark's name of the table
        "age_group_code": pl.String(),
        "age_group": pl.String(),
        "purpose_code": pl.String(),
        "purpose": pl.String(),
        "year": pl.Int32(),
        "percent": pl.Float64(),  # of the age group; null where it was not asked
        "fetched_at": INSTANT,
        "digest": pl.String(),
    },
    ("survey", "age_group", "purpose", "year"),
)

# One app's names in the sources (data/reference/app_sheets.csv).
APP_IDS = Table(
    "app_ids",
    {
        "app": pl.String(),  # the app sheet's code
        "name": pl.String(),
        "table": pl.String(),  # apps (and charts), pageviews, players
        "platform": pl.String(),  # app_store, wikipedia, steam, roblox
        "id": pl.String(),  # app_id, title or game_id there
    },
    ("platform", "id"),
)

# Incidents (data/register): personal data. Codes are those of data/reference/codes.toml.
INCIDENTS = Table(
    "incidents",
    {
        "id": pl.String(),
        "week": pl.String(),  # ISO week of the event, 2026-W43
        "arrived": pl.String(),  # month it counts in, 2026-10 (GLOSSARY.md: arrival month)
        "department": pl.String(),
        "kind": pl.String(),  # negative or positive
        "type": pl.String(),
        "platform": pl.String(),
        "age_band": pl.String(),
        "severity": pl.Int8(),  # 0-4; null for positive episodes
        "spread": pl.String(),
        "flags": pl.String(),  # codes joined by spaces
        "response": pl.String(),  # codes joined by spaces
        "timeliness": pl.String(),
    },
    ("id",),
)
REPORTED = Table("reported", {"month": pl.String(), "department": pl.String()}, ("month", "department"))
FOLDED = Table("folded", {"week": pl.String(), "type": pl.String(), "count": pl.Int32()}, ("week", "type"))
