"""A collection run: fetch what is due, archive it, and bring the tables up to date from the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from klubtrends.collect.archive import Archive, begun
from klubtrends.collect.fetch import Manners, Session
from klubtrends.collect.memory import Memory, alone_with, tables_alone
from klubtrends.collect.processed import build, load
from klubtrends.collect.rounds import Progress, Round, SourceRun
from klubtrends.danish import say
from klubtrends.reference.rows import AppSheet, Law
from klubtrends.reference.rows import Feed as FeedRow
from klubtrends.reference.table import AnyRow, parse_table
from klubtrends.sources import Context, Feed, Source, sources
from klubtrends.tables import CHARTS, PAGEVIEWS
from klubtrends.workspace import Workspace

REMEMBERED_DAYS = 400  # a title that nobody has read for longer is asked for from the beginning again


def collect(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    deadline: float = 120.0,
    manners: Manners = Manners(),  # noqa: B008 - a frozen value
    tell: Callable[[Progress], None] = lambda _: None,
) -> list[SourceRun]:
    """Fetch what is due, archive it and bring data/processed up to date; no source's failure stops another.

    Parameters
    ----------
    workspace : Workspace
        Where to put it; its settings name the country, the contact and perhaps a mirror.
    names : sequence of str
        Which sources; all if empty.
    deadline : float
        Seconds after which nothing more is asked for.
    manners : Manners
        Patience and limits.
    tell : callable
        Is told of each step, by the thread that called.

    Raises
    ------
    ValueError
        If a source is named that there is not.
    WorkspaceError
        If another run is at work.
    """
    known = sources()
    for name in names:
        if name not in known:
            raise ValueError(say("source_unknown", name=name, known=", ".join(known)))
    chosen = {name: known[name] for name in dict.fromkeys(names or known)}
    contact, mirror = workspace.settings.contact, workspace.mirror()
    with (
        alone_with(workspace) as memory,
        Session(contact, mirror=mirror, deadline=deadline, clock=workspace.now, manners=manners) as session,
    ):
        runs = Round(
            workspace, memory, session, context=lambda source: context_of(workspace, source), tell=tell
        )
        done = runs.run(chosen)
        forget_old(workspace, memory)
        return done


def forget_old(workspace: Workspace, memory: Memory) -> list[Path]:
    """Delete the answers that have been kept as long as their sources may be, and their rows; return the files.

    If this is broken off, the next run goes on with it.

    Raises
    ------
    ArchiveDamaged
        If the answers that are left cannot be read; the rows then stay until they can.
    """
    old = []
    for source in sources().values():
        if source.kept_days is not None:
            until = workspace.now() - dt.timedelta(days=source.kept_days)
            files = [path for path in Archive(workspace.raw).files(source.name) if begun(path) < until]
            if files:
                memory.outdated(source.table.name)
            old += files
    if memory.stale:
        with tables_alone(workspace):  # or somebody who builds them would miss what is deleted
            for path in old:
                path.unlink()
            build(workspace, memory.stale)
        memory.renewed()
    return old


def context_of(workspace: Workspace, source: Source) -> Context:
    """Gather what this source's requests depend on, and nothing that only others need."""
    needed = {need: NEEDS[need](workspace) for need in source.needs}
    return Context(workspace.settings.country, workspace.today(), **needed)


def _titles(workspace: Workspace) -> tuple[str, ...]:
    return tuple(sheet.wikipedia for sheet in _table(workspace, AppSheet) if sheet.wikipedia)


def _feeds(workspace: Workspace) -> tuple[Feed, ...]:
    return tuple(Feed(row.outlet, row.url) for row in _table(workspace, FeedRow))


def _latest_views(workspace: Workspace) -> dict[str, dt.date]:
    since = workspace.today() - dt.timedelta(days=REMEMBERED_DAYS)
    newest = load(workspace, PAGEVIEWS, since=since).group_by("title").agg(pl.col("date").max())
    return dict(newest.iter_rows())


def _apps(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    today = workspace.today()
    charts = load(workspace, CHARTS, workspace.settings.country, since=today).filter(pl.col("date") == today)
    listed = charts.sort("chart", "rank").group_by("chart", maintain_order=True).agg("app_id").iter_rows()
    sheets = tuple(sheet.app_store_id for sheet in _table(workspace, AppSheet) if sheet.app_store_id)
    return {chart: tuple(ids) for chart, ids in listed} | {"sheets": sheets}


def _cases(workspace: Workspace) -> tuple[str, ...]:
    return tuple(law.case_number for law in _table(workspace, Law) if law.case)


def _table(workspace: Workspace, row_type: type[AnyRow]) -> tuple[AnyRow, ...]:
    path = workspace.reference / row_type.FILE
    return parse_table(row_type, path.read_bytes()) if path.exists() else ()


NEEDS: Mapping[str, Callable[[Workspace], Any]] = {
    "titles": _titles,
    "feeds": _feeds,
    "latest_views": _latest_views,
    "apps": _apps,
    "cases": _cases,
}
