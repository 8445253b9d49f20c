"""Top lists in partitions, a storefront each, on storage that all workers share: where they lie, and one summed up.

A worker gets paths, never rows. Whatever is wrong with a partition is told as its status and harms no other.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from klubtrends.analysis.storefront import COLUMNS, MOVERS, Summary, summary
from klubtrends.danish import say
from klubtrends.errors import NotEnoughData, WorkersUnavailable
from klubtrends.periods import MONTH_PATTERN, first_day, last_day, shift

OK = "ok"
EMPTY = "empty"  # no row in the time asked for
MISSING = "missing"  # no file, or one that went while it was asked for
UNREADABLE = "unreadable"  # a file is cut short, or no table of charts
CLOCK = "clock"  # a row of the future, or of another month than its folder's

NAMED = {**MOVERS, "app_name": pl.String()}
_FILES = "country=*/**/*.parquet"


@dataclass(frozen=True, order=True)
class Partition:
    """One storefront: its name and its files, as paths or fsspec addresses that every worker can open."""

    country: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """What is asked: days from `since` to `until`, of lists of `length`, and so many `movers` a chart.

    `today` is the day of asking, if known: later than the day after it, which has begun somewhere, no row can be.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    today: dt.date | None = None
    length: int = 100
    movers: int = 10

    @classmethod
    def of_month(cls, month: str, *, today: dt.date | None = None) -> Scope:
        """Ask for a month and the two before it, so that there are 28 chart-days before each of its own."""
        return cls(first_day(shift(month, -2)), last_day(month), today)


@dataclass(frozen=True, eq=False)
class Examined:
    """What was made of one partition: its status, which file or error is why, and its tables if it is OK.

    The movers have their names, or null where the newest file that was read has none.
    """

    status: str
    why: str = ""
    rows: int = 0
    found: Summary | None = None


class _Wrong(Exception):
    """A partition cannot be believed; carries its status and why."""


def partitions(place: str | Path, countries: Iterable[str] = ()) -> tuple[Partition, ...]:
    """Find the partitions below a folder: country=dk/part.parquet, or country=dk/month=2026-10/part.parquet.

    Parameters
    ----------
    place : str or Path
        A folder, or its fsspec address ('s3://bucket/charts'; needs the extra `scale`).
    countries : iterable of str
        Those that should be there: one without a file is a missing partition, and others are left alone. All that
        are there, if none is named.

    Raises
    ------
    NotEnoughData
        If nothing is there.
    WorkersUnavailable
        If `place` is an address, and what opens it is not installed.
    """
    wanted = set(countries)
    found: dict[str, list[str]] = {country: [] for country in wanted}
    for path in _files(str(place)):
        country = _folders(path).get("country", "")
        if country in wanted or not wanted:
            found.setdefault(country, []).append(path)
    if not found:
        raise NotEnoughData(say("analyse_nothing", where=place))
    return tuple(Partition(country, tuple(sorted(paths))) for country, paths in sorted(found.items()))


def _files(place: str) -> list[str]:
    if "://" not in place:
        return [str(path) for path in Path(place).expanduser().resolve().glob(_FILES) if path.is_file()]
    try:
        from fsspec.core import url_to_fs

        storage, root = url_to_fs(place)
        return [storage.unstrip_protocol(path) for path in storage.glob(f"{root.rstrip('/')}/{_FILES}")]
    except ImportError as error:
        lacking = str(error.name or "fsspec")
    raise WorkersUnavailable(say("analyse_extra", lacking=lacking))


def _folders(path: str) -> dict[str, str]:
    """Read what a path's folders say: {'country': 'dk', 'month': '2026-10'}."""
    parts = path.replace("\\", "/").split("/")[:-1]
    return dict(part.split("=", 1) for part in parts if "=" in part)


def examine(partition: Partition, scope: Scope) -> Examined:
    """Read one partition and sum it up: what a worker does. Never raises for what lies in the files."""
    try:
        rows = _read(partition, scope)
        found = summary(rows, length=scope.length, count=scope.movers)
        found = replace(found, movers=_named(found.movers, _asked(partition, scope)))
    except _Wrong as wrong:
        return Examined(*wrong.args)
    except (Exception, pl.exceptions.PanicException) as error:
        return Examined(UNREADABLE, type(error).__name__)
    return Examined(OK, "", len(rows), found) if len(found.days) else Examined(EMPTY)


def _read(partition: Partition, scope: Scope) -> pl.DataFrame:
    """Read a partition's rows of the time asked for, one file below the other."""
    if not partition.paths:
        raise _Wrong(MISSING, f"country={partition.country}")
    kinds = (pl.String(), pl.String(), pl.Date(), pl.Int32())
    empty = pl.DataFrame(schema=dict(zip(COLUMNS, kinds, strict=True)))
    rows = pl.concat([empty, *tables(_asked(partition, scope), scope)])
    if scope.since:
        rows = rows.filter(pl.col("date") >= scope.since)
    if scope.until:
        rows = rows.filter(pl.col("date") <= scope.until)
    return rows


def _asked(partition: Partition, scope: Scope) -> list[str]:
    """List the files that can hold days that are asked for, oldest first."""
    return [path for path in partition.paths if _within(path, scope)]


def _within(path: str, scope: Scope) -> bool:
    month = _folders(path).get("month", "")
    early = scope.since and month < f"{scope.since:%Y-%m}"
    late = scope.until and month > f"{scope.until:%Y-%m}"
    return not (month and (early or late))


def tables(paths: Iterable[str], scope: Scope) -> Iterator[pl.DataFrame]:
    """Read the columns that are needed of one file after another."""
    for path in paths:
        try:
            table = pl.read_parquet(io.BytesIO(_content(path)), columns=list(COLUMNS)).cast({"rank": pl.Int32})
        except FileNotFoundError:
            raise _Wrong(MISSING, path) from None
        except (Exception, pl.exceptions.PanicException):
            raise _Wrong(UNREADABLE, path) from None
        if not _timely(table["date"], _folders(path).get("month", ""), scope.today):
            raise _Wrong(CLOCK, path)
        yield table


def _named(movers: pl.DataFrame, paths: list[str]) -> pl.DataFrame:
    """Name the movers as the newest file did last."""
    ids = movers["app_id"].unique()
    names = pl.DataFrame(schema={"app_id": pl.String(), "app_name": pl.String()})
    if len(ids) and "app_name" in pl.read_parquet_schema(newest := io.BytesIO(_content(paths[-1]))):
        rows = pl.read_parquet(newest, columns=["app_id", "app_name", "date"]).filter(
            pl.col("app_id").is_in(ids.implode())
        )
        names = rows.group_by("app_id").agg(pl.col("app_name").sort_by("date", "app_name").last())
    return movers.join(names, on="app_id", how="left", maintain_order="left").cast(NAMED)  # type: ignore[arg-type]


def _content(path: str) -> bytes:
    """Read a whole file: what is mapped into memory instead may shrink under us."""
    if "://" not in path:
        return Path(path).read_bytes()
    import fsspec

    with fsspec.open(path, "rb") as file:
        return bytes(file.read())


def _timely(dates: pl.Series, month: str, today: dt.date | None) -> bool:
    """Tell whether rows can be of the days that they say."""
    first, last = dates.min(), dates.max()
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return True
    if today and last > today + dt.timedelta(days=1):
        return False
    return not MONTH_PATTERN.fullmatch(month) or f"{first:%Y-%m}" == month == f"{last:%Y-%m}"
