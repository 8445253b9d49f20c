"""Public figures as Parquet tables: data/processed/<table>/[country=dk/]month=2026-10/part.parquet.

What lies there depends on the archived answers alone, not on the order or the number of runs that brought it:
of several answers to the same question the last one counts (of news, which feeds repeat, the first), and a
fallback only where there is no other.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from klubtrends.collect.archive import Archive, Exchange
from klubtrends.errors import SourceChanged
from klubtrends.files import place
from klubtrends.sources import Source, sources
from klubtrends.tables import CHARTS, NEWS, PAGEVIEWS, Table
from klubtrends.workspace import Workspace

log = logging.getLogger(__name__)

PART = "part.parquet"
ORIGIN = {name: CHARTS.columns[name] for name in ("date", "source", "fetched_at", "digest")}


@dataclass(frozen=True)
class Layout:
    """How a table lies on disk, and which of its columns say what was asked."""

    question: tuple[str, ...]  # rows with equal values here answer the same question
    time: str  # the column whose month decides the folder
    folders: tuple[str, ...] = ()  # columns that are folders above the month
    last: bool = True  # whether a later answer replaces an earlier one


LAYOUTS = {
    CHARTS.name: Layout(("country", "chart", "date"), "date", ("country",)),
    PAGEVIEWS.name: Layout(("project", "title", "date"), "date"),
    NEWS.name: Layout(("published", "url"), "published", last=False),  # feeds repeat what they said
}


@dataclass(frozen=True)
class Parsed:
    """What archived answers say: rows of the source's table, and what could not be read."""

    rows: pl.DataFrame
    problems: tuple[str, ...]


def parse_all(source: Source, exchanges: Iterable[Exchange]) -> Parsed:
    """Parse a source's answers; one that cannot be read costs no other."""
    frames: list[pl.DataFrame] = []
    origins: list[tuple[dt.date, str, dt.datetime, str]] = []
    problems: dict[str, None] = {}
    for exchange in exchanges:
        if exchange.status in source.absent:
            continue
        try:
            frames.append(source.parse(exchange.body, exchange.request))
        except SourceChanged as change:
            problems[str(change)] = None
        else:
            origins.append((exchange.danish_day, source.name, exchange.fetched_at, exchange.digest))
    return Parsed(_marked(source.table, frames, origins), tuple(problems))


def _marked(table: Table, frames: list[pl.DataFrame], origins: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Add the columns that tell which answer each row comes from, all answers at once."""
    if not frames:
        return table.empty()
    rows = pl.concat(frames)
    marks = pl.DataFrame(origins, schema=ORIGIN, orient="row")
    answer = np.repeat(np.arange(len(frames)), [frame.height for frame in frames])
    added = [name for name in marks.columns if name in table.columns and name not in rows.columns]
    return rows.hstack(marks.select(added)[answer]).select(list(table.columns))


def settle(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep one answer to each question: the last (of news the first), a fallback's only where there is no other."""
    layout = LAYOUTS[table.name]
    question = list(layout.question)
    origin: list[str] = [name for name in ("source", "fetched_at", "digest") if name in table.columns]
    answers = rows.select(question + origin).unique()
    fallbacks = [source.name for source in sources().values() if source.fallback]
    fallback = pl.col("source").is_in(fallbacks) if "source" in origin else pl.lit(False)
    ranked = answers.with_columns(fallback.alias("fallback")).sort(
        "fallback", "fetched_at", "digest", descending=[False, layout.last, layout.last]
    )
    kept = ranked.unique(question, keep="first", maintain_order=True)
    chosen = rows.join(kept, on=question + origin, how="semi")
    return table.check(
        chosen.sort(list(table.columns)).unique(table.sorted_by, keep="first", maintain_order=True)
    )


def rebuild(workspace: Workspace, only: Collection[str] = ()) -> list[Path]:
    """Build data/processed from data/raw alone, and return its files.

    Answers that no parser understands are left out, and logged.

    Parameters
    ----------
    workspace : Workspace
        Whose figures.
    only : collection of str
        Names of tables; all if empty.

    Raises
    ------
    ArchiveDamaged
        If a file of the archive cannot be read; nothing is changed then.
    """
    archive = Archive(workspace.raw)
    rows: dict[str, list[pl.DataFrame]] = {}
    for source in sources().values():
        if not only or source.table.name in only:
            parsed = parse_all(source, archive.read(source.name))
            rows.setdefault(source.table.name, []).append(parsed.rows)
            for problem in parsed.problems:
                log.warning(problem)
    tables = {source.table.name: source.table for source in sources().values()}
    return [
        path for name in list(rows) for path in replace_all(workspace, tables[name], pl.concat(rows.pop(name)))
    ]


def add(workspace: Workspace, table: Table, rows: pl.DataFrame) -> list[Path]:
    """Put new rows with those stored, and return the files that changed by it."""
    changed = []
    for path, part in _parts(workspace, table, rows):
        known = [_read(path, table, part)] if path.exists() else []
        changed += _write(path, table, settle(table, pl.concat([part, *known])))
    return changed


def replace_all(workspace: Workspace, table: Table, rows: pl.DataFrame) -> list[Path]:
    """Make these rows the whole table, and return its files."""
    parts = dict(_parts(workspace, table, settle(table, rows)))
    for path, part in parts.items():
        _write(path, table, part)
    for stored in sorted((workspace.processed / table.name).rglob(PART)):
        if stored not in parts:
            shutil.rmtree(stored.parent)
    return list(parts)


def load(workspace: Workspace, table: Table, country: str | None = None) -> pl.DataFrame:
    """Read a public table, sorted; without rows if nothing was collected.

    Parameters
    ----------
    workspace : Workspace
        Whose figures.
    table : Table
        CHARTS, PAGEVIEWS or NEWS.
    country : str, optional
        Two letters; all countries if left out. Of use for CHARTS alone.
    """
    layout = LAYOUTS[table.name]
    above = "/".join(f"{name}={country or '*'}" for name in layout.folders)
    frames = [table.empty()]
    for path in sorted((workspace.processed / table.name).glob(f"{above or '.'}/month=*/{PART}")):
        names = dict(folder.split("=", 1) for folder in path.parts if "=" in folder)
        frames.append(_with_folders(pl.read_parquet(path, hive_partitioning=False), table, names))
    return table.check(pl.concat(frames))


def _parts(workspace: Workspace, table: Table, rows: pl.DataFrame) -> Iterable[tuple[Path, pl.DataFrame]]:
    """Split rows by the file that they belong in."""
    layout = LAYOUTS[table.name]
    month = pl.col(layout.time).dt.strftime("%Y-%m").alias("month")
    for values, part in rows.with_columns(month).partition_by(*layout.folders, "month", as_dict=True).items():
        folders = [f"{name}={value}" for name, value in zip((*layout.folders, "month"), values, strict=True)]
        yield workspace.processed.joinpath(table.name, *folders, PART), part.drop("month")


def _read(path: Path, table: Table, part: pl.DataFrame) -> pl.DataFrame:
    names = {name: part[name][0] for name in LAYOUTS[table.name].folders}
    return _with_folders(pl.read_parquet(path, hive_partitioning=False), table, names)


def _with_folders(stored: pl.DataFrame, table: Table, names: dict[str, str]) -> pl.DataFrame:
    folders = LAYOUTS[table.name].folders
    return stored.with_columns(pl.lit(names[name]).alias(name) for name in folders).select(list(table.columns))


def _write(path: Path, table: Table, rows: pl.DataFrame) -> list[Path]:
    """Write one month, without the columns that its folders name; an equal file is left as it is."""
    content = io.BytesIO()
    rows.drop(LAYOUTS[table.name].folders).rechunk().write_parquet(content, compression="zstd")
    if path.exists() and path.read_bytes() == content.getvalue():
        return []
    place(path, content.getvalue())
    return [path]
