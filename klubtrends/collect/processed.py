"""Public figures as Parquet tables: data/processed/<table>/[country=dk/][month=2026-10/]part.parquet.

What lies there depends on the archived answers alone, not on the order or the number of runs that brought it:
of several answers to the same question the last one counts (of news and cases, which are repeated, the first), and
a fallback only where there is no other.

Beside the folder stands which version of the tables it holds. Where that is not this program's own, older or newer,
the tables are built again from the archive before they are read or added to. Who reads and who writes take turns,
so nobody meets half of what another is writing, and no answer that one has added is written over by another.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from klubtrends.collect.archive import Archive, Exchange
from klubtrends.collect.memory import tables_alone
from klubtrends.danish import say
from klubtrends.errors import SourceChanged
from klubtrends.files import place
from klubtrends.sources import Source, sources
from klubtrends.tables import APPS, CASES, CHARTS, NEWS, PAGEVIEWS, PLAYERS, SURVEY, Table
from klubtrends.workspace import Workspace

log = logging.getLogger(__name__)

PART = "part.parquet"
PARSERS = 1  # one more when a parser reads the same columns from other fields: all is built again then
ORIGIN = {name: CHARTS.columns[name] for name in ("date", "source", "fetched_at", "digest")}


@dataclass(frozen=True)
class Layout:
    """How a table lies on disk, and which of its columns say what was asked."""

    question: tuple[str, ...]  # rows with equal values here answer the same question
    time: str = ""  # the column whose month decides the folder, if any does
    folders: tuple[str, ...] = ()  # columns that are folders above the month
    last: bool = True  # whether a later answer replaces an earlier one


LAYOUTS = {
    CHARTS.name: Layout(("country", "chart", "date"), "date", ("country",)),
    APPS.name: Layout(("country", "app_id", "date"), "date", ("country",)),
    PAGEVIEWS.name: Layout(("project", "title", "date"), "date"),
    PLAYERS.name: Layout(("platform", "chart", "date"), "date"),
    NEWS.name: Layout(("published", "url"), "published", last=False),  # feeds repeat what they said
    CASES.name: Layout(("updated", "case_id"), "updated", last=False),  # one state of one case
    SURVEY.name: Layout(("survey", "age_group", "purpose", "year")),
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
        except Exception as error:
            log.debug("source %s", source.name, exc_info=True)
            problems[say("source_surprise", source=source.name, kind=type(error).__name__)] = None
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
    """Keep one answer to each question: the last (or the first, as the table's layout says), the fuller of two at once.

    A fallback's is kept only where there is no other.
    """
    layout = LAYOUTS[table.name]
    question = list(layout.question)
    origin: list[str] = [name for name in ("source", "fetched_at", "digest") if name in table.columns]
    told = rows.select({*question, *origin, *table.sorted_by}).unique()
    answers = told.group_by(question + origin).len("rows")
    fallbacks = [source.name for source in sources().values() if source.fallback]
    fallback = pl.col("source").is_in(fallbacks) if "source" in origin else pl.lit(False)
    ranked = answers.with_columns(fallback.alias("fallback")).sort(
        "fallback", "fetched_at", "rows", "digest", descending=[False, layout.last, True, layout.last]
    )
    kept = ranked.unique(question, keep="first", maintain_order=True)
    chosen = rows.join(kept, on=question + origin, how="semi")
    if chosen.select(table.sorted_by).is_duplicated().any():
        chosen = chosen.sort(list(table.columns)).unique(table.sorted_by, keep="first", maintain_order=True)
    return table.check(chosen)


def rebuild(workspace: Workspace, only: Collection[str] = ()) -> list[Path]:
    """Build data/processed from data/raw alone, and return its files.

    Answers that no parser understands are left out, and logged.

    Parameters
    ----------
    workspace : Workspace
        Whose figures.
    only : collection of str
        Names of tables; all if empty, or if what lies there is of another version.

    Raises
    ------
    ArchiveDamaged
        If a file of the archive cannot be read; nothing is changed then.
    WorkspaceError
        If somebody else has the tables for too long.
    """
    with tables_alone(workspace):
        return build(workspace, only)


def build(workspace: Workspace, only: Collection[str] = ()) -> list[Path]:
    """Do what `rebuild` does, for who has the tables already (`memory.tables_alone`)."""
    archive = Archive(workspace.raw)
    every = not only or not _is_current(workspace)
    rows: dict[str, list[pl.DataFrame]] = {}
    for source in sources().values():
        if every or source.table.name in only:
            parsed = parse_all(source, archive.read(source.name))
            rows.setdefault(source.table.name, []).append(parsed.rows)
            for problem in parsed.problems:
                log.warning(problem)
    _stamp(workspace).unlink(missing_ok=True)  # if this is stopped halfway, it is done again
    tables = {source.table.name: source.table for source in sources().values()}
    files = [
        path for name in list(rows) for path in _replace_all(workspace, tables[name], pl.concat(rows.pop(name)))
    ]
    place(_stamp(workspace), version().encode("ascii"))
    return files


def version() -> str:
    """Name the columns, order and layouts of all tables, and what the parsers read."""
    tables = {source.table.name: source.table for source in sources().values()}
    shape = [
        (name, list(table.columns.items()), table.sorted_by, LAYOUTS[name])
        for name, table in sorted(tables.items())
    ]
    return f"{PARSERS}-{hashlib.sha256(repr(shape).encode()).hexdigest()[:16]}\n"


def _stamp(workspace: Workspace) -> Path:
    return workspace.processed.with_name("processed.version")


def _is_current(workspace: Workspace) -> bool:
    stamp = _stamp(workspace)
    return stamp.is_file() and workspace.processed.is_dir() and stamp.read_bytes() == version().encode("ascii")


def _renew(workspace: Workspace) -> None:
    """Build the tables again where another version lies, or none, and there is an archive to build them from."""
    if not _is_current(workspace) and any(Archive(workspace.raw).files(name) for name in sources()):
        build(workspace)


def add(workspace: Workspace, table: Table, rows: pl.DataFrame) -> list[Path]:
    """Put new rows with those stored, and return the files that changed by it; raises as `rebuild` does."""
    changed = []
    with tables_alone(workspace):
        _renew(workspace)
        for path, part in _parts(workspace, table, rows):
            known = [_read(path, table, part)] if path.exists() else []
            changed += _write(path, table, settle(table, pl.concat([part, *known])))
    return changed


def _replace_all(workspace: Workspace, table: Table, rows: pl.DataFrame) -> list[Path]:
    """Make these rows the whole table, and return its files."""
    paths = []
    for path, part in _parts(workspace, table, rows):
        _write(path, table, settle(table, part))
        paths.append(path)
    for stored in sorted((workspace.processed / table.name).rglob(PART)):
        if stored not in paths:
            shutil.rmtree(stored.parent)
    return paths


def current(workspace: Workspace, table: Table) -> Path:
    """Give the folder of a table for who reads its files by themselves; raises as `load` does."""
    with tables_alone(workspace):
        _renew(workspace)
    return workspace.processed / table.name


def load(
    workspace: Workspace, table: Table, country: str | None = None, *, since: dt.date | None = None
) -> pl.DataFrame:
    """Read a public table, sorted; without rows if nothing was collected.

    Parameters
    ----------
    workspace : Workspace
        Whose figures.
    table : Table
        Any that a source fills.
    country : str, optional
        Two letters; all countries if left out. Of use for CHARTS and APPS alone.
    since : date, optional
        Rows of days before it are not read. Of no use for SURVEY, whose rows have no day.

    Raises
    ------
    ArchiveDamaged
        If the tables are of another version, and a file of the archive that they are to be built from cannot be read.
    WorkspaceError
        If somebody else has the tables for too long.
    """
    with tables_alone(workspace):
        _renew(workspace)
        rows = _stored(workspace, table, country, f"month={since:%Y-%m}" if since else "")
    time = LAYOUTS[table.name].time
    return rows.filter(pl.col(time).dt.date() >= since) if since and time else rows


def _stored(workspace: Workspace, table: Table, country: str | None, first: str) -> pl.DataFrame:
    """Read the parts of a table, those of months before the first left out."""
    layout = LAYOUTS[table.name]
    folders = [f"{name}={country or '*'}" for name in layout.folders] + ["month=*"] * bool(layout.time)
    frames = [table.empty()]
    for path in sorted((workspace.processed / table.name).glob("/".join([*folders, PART]))):
        if layout.time and path.parent.name < first:
            continue
        names = dict(folder.split("=", 1) for folder in path.parts if "=" in folder)
        frames.append(_with_folders(pl.read_parquet(path, hive_partitioning=False), table, names))
    return table.check(pl.concat(frames))


def _parts(workspace: Workspace, table: Table, rows: pl.DataFrame) -> Iterator[tuple[Path, pl.DataFrame]]:
    """Split rows by the file that they belong in, one at a time."""
    layout = LAYOUTS[table.name]
    names = [*layout.folders, *["month"] * bool(layout.time)]
    if layout.time:
        rows = rows.with_columns(pl.col(layout.time).dt.strftime("%Y-%m").alias("month"))
    for values in rows.select(names).unique().sort(names).iter_rows() if names else [()][: len(rows)]:
        folders = map("=".join, zip(names, values, strict=True))
        part = rows.filter(**dict(zip(names, values, strict=True)))
        yield workspace.processed.joinpath(table.name, *folders, PART), part.select(list(table.columns))


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
