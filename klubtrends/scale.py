"""Top lists past one machine: every storefront's charts summed up, the same to the byte whoever did the work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from klubtrends import danish
from klubtrends.analysis.storefront import APPS, BROKEN, DAYS
from klubtrends.danish import say
from klubtrends.partitions import NAMED, OK, Examined, Partition, Scope, examine, partitions
from klubtrends.workers import mapped

STOPPED = (
    "stopped"  # seen, but not in the week before the newest day of all: its past counts, and nothing moves
)
LOST = "lost"  # whoever worked on it died, and again in a process of its own
RECENT = 7  # days
NAMED_AT_MOST = 3  # apps in one line
SAID = (OK, STOPPED)

PARTITIONS = {
    "country": pl.String(),
    "status": pl.String(),
    "why": pl.String(),
    "rows": pl.Int64(),
    "charts": pl.Int32(),
    "days": pl.Int32(),
    "since": pl.Date(),
    "until": pl.Date(),
    "broken": pl.Int32(),
}


@dataclass(frozen=True, eq=False)
class Analysis:
    """All storefronts' charts, in the order of countries.

    partitions : country, status, why (a path, or the name of an error), rows, charts, days (on which any chart was
        seen) from `since` to `until`, and `broken` (chart-days left out). A partition whose status is not 'ok' or
        'stopped' is in no other table.
    days, apps, movers, broken : those of `storefront.Summary`, with country before them; movers have their app_name,
        where the files have one. Charts that were not
        seen in the week before the newest day of all have no movers.
    """

    partitions: pl.DataFrame
    days: pl.DataFrame
    apps: pl.DataFrame
    movers: pl.DataFrame
    broken: pl.DataFrame

    @property
    def complete(self) -> bool:
        """Tell whether every partition could be summed up."""
        return bool(self.partitions["status"].is_in(SAID).all())

    def summary(self) -> dict[str, object]:
        """Give what is told by machine; nothing in it is of incidents, and nothing of it is protected."""
        tables = {
            "partitions": self.partitions,
            "movers": self.movers,
            "broken": self.broken,
            "days": self.days,
        }
        return {"protected": False, **{name: _plain(table) for name, table in tables.items()}}

    def lines(self) -> list[str]:
        """Say what became of each partition: how many came in from day to day, and what rises most."""
        told = [
            " ".join([_line(**row), *_found(self.days.filter(**at), self.movers.filter(**at))])
            for row in self.partitions.iter_rows(named=True)
            for at in [{"country": row["country"]}]
        ]
        return [*told, say("analyse_unprotected")]


def analyse(
    dataset: str | Path | Iterable[Partition], *, executor: Executor | None = None, scope: Scope | None = None
) -> Analysis:
    """Sum up every chart of every storefront: who came and went, what moved, how restless each day was.

    Parameters
    ----------
    dataset : str, Path or iterable of Partition
        Where the partitions lie (see `partitions.partitions`), or themselves.
    executor : concurrent.futures.Executor, optional
        Who works: a plain loop if left out, `workers.processes()`, a Dask `Client.get_executor()`, or any other.
        Workers read the files themselves, and must have the same versions of this and its libraries.
    scope : Scope, optional
        All days there are, lists of 100 and ten movers a chart, if left out.

    Raises
    ------
    NotEnoughData
        If there is no partition.
    ValueError
        If a country is there twice.
    """
    scope = scope or Scope()
    found = partitions(dataset) if isinstance(dataset, str | Path) else tuple(sorted(dataset))
    countries = [partition.country for partition in found]
    if len(set(countries)) < len(countries):
        raise ValueError("dataset: a country has two partitions; put their paths into one")
    examined = mapped(partial(examine, scope=scope), found, executor, lost=partial(Examined, LOST))
    return _gathered(list(zip(countries, examined, strict=True)))


def _gathered(examined: Sequence[tuple[str, Examined]]) -> Analysis:
    """Put what the workers said below one another, country by country."""
    rows = [_account(country, each) for country, each in examined]
    told = pl.DataFrame(rows, schema=PARTITIONS, orient="row")
    newest = told["until"].max()
    recent = newest - dt.timedelta(days=RECENT) if isinstance(newest, dt.date) else dt.date.min
    stopped = pl.when(pl.col("until") <= recent).then(pl.lit(STOPPED)).otherwise("status").alias("status")
    sound = [(country, each.found) for country, each in examined if each.found]
    days, apps, moved, broken = (
        _joined([(country, getattr(found, name)) for country, found in sound], schema)
        for name, schema in (("days", DAYS), ("apps", APPS), ("movers", NAMED), ("broken", BROKEN))
    )
    return Analysis(told.with_columns(stopped), days, apps, moved.filter(pl.col("date") > recent), broken)


def _account(country: str, each: Examined) -> tuple[object, ...]:
    if not each.found:
        return (country, each.status, each.why, 0, 0, 0, None, None, 0)
    days = each.found.days
    dates = days["date"]
    seen = (days["chart"].n_unique(), dates.n_unique(), dates.min(), dates.max())
    return (country, each.status, each.why, each.rows, *seen, len(each.found.broken))


def _joined(tables: Sequence[tuple[str, pl.DataFrame]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    empty = pl.DataFrame(schema={"country": pl.String(), **schema})
    named = [table.select(pl.lit(country).alias("country"), pl.all()) for country, table in tables]
    return pl.concat([empty, *named], rechunk=True)


def _plain(table: pl.DataFrame) -> list[dict[str, object]]:
    """Give rows as JSON can hold them."""
    return table.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d")).to_dicts()


def _line(country: str, status: str, why: str, **row: Any) -> str:
    """Say what became of one partition."""
    if status not in SAID:
        return say(f"analyse_{status}", country=country, why=why)
    line = say(
        f"analyse_{status}",
        country=country,
        charts=danish.counted(row["charts"], "hitliste", "hitlister"),
        seen=danish.counted(row["days"], "dag", "dage"),
        span=danish.days(row["since"], row["until"]),
    )
    if row["broken"]:
        left_out = danish.counted(row["broken"], "liste", "lister")
        line += " " + say("analyse_broken", left_out=left_out)
    return line


def _found(days: pl.DataFrame, movers: pl.DataFrame) -> list[str]:
    """Say how much one storefront's lists changed from day to day, and what rises most on any of them."""
    entries = days["entries"].mean()
    told = (
        [say("analyse_entries", count=danish.number(entries, decimals=1))] if isinstance(entries, float) else []
    )
    rising = movers.filter(pl.col("momentum") > 0).sort("momentum", "app_id", descending=[True, False])
    first = rising.unique("app_id", keep="first", maintain_order=True).head(NAMED_AT_MOST)
    apps = [
        say(
            "analyse_app",
            app=danish.visible(row["app_name"] or row["app_id"]),
            rank=row["rank"],
            chart=row["chart"],
        )
        for row in first.rows(named=True)
    ]
    return [*told, say("analyse_rising", apps=danish.listed(apps))] if apps else told
