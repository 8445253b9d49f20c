"""A collection run: fetch what is due, archive it, and bring the tables up to date from the archive."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from klubtrends.collect.archive import Archive, Exchange
from klubtrends.collect.fetch import Manners, Session
from klubtrends.collect.processed import add, load, parse_all
from klubtrends.danish import counted, say
from klubtrends.errors import KlubtrendsError, SourceUnavailable
from klubtrends.reference.rows import AppSheet, Law
from klubtrends.reference.rows import Feed as FeedRow
from klubtrends.reference.table import AnyRow, parse_table
from klubtrends.sources import Context, Feed, Request, Source, sources
from klubtrends.tables import CHARTS, PAGEVIEWS
from klubtrends.workspace import DENMARK, Workspace

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SourceRun:
    """How one source fared in a run; `skipped` and `problems` are Danish sentences."""

    source: str
    answers: int = 0  # fetched now
    known: int = 0  # asked for earlier in the source's period, so not asked for again
    skipped: str = ""  # why it was not asked at all
    problems: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Tell whether anything went wrong."""
        return bool(self.problems)

    def summary(self) -> dict[str, Any]:
        """Give the facts by name, for machines."""
        return {
            "source": self.source,
            "answers": self.answers,
            "known": self.known,
            "skipped": self.skipped,
            "problems": list(self.problems),
        }

    def line(self) -> str:
        """Say it in one line."""
        answers = counted(self.answers, "svar", "svar", neuter=True)
        if self.skipped:
            return say("collect_skipped", source=self.source, reason=self.skipped)
        if self.problems:
            reason = " ".join(dict.fromkeys(self.problems))
            return say("collect_failed", source=self.source, answers=answers, reason=reason)
        if self.answers:
            return say("collect_got", source=self.source, answers=answers)
        return say("collect_known" if self.known else "collect_nothing", source=self.source)


def collect(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    deadline: float = 120.0,
    manners: Manners = Manners(),  # noqa: B008 - a frozen value
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

    Raises
    ------
    ValueError
        If a source is named that there is not.
    """
    known = sources()
    for name in names:
        if name not in known:
            raise ValueError(say("source_unknown", name=name, known=", ".join(known)))
    contact, mirror = workspace.settings.contact, workspace.mirror()
    with Session(contact, mirror=mirror, deadline=deadline, clock=workspace.now, manners=manners) as session:
        return [_run(workspace, session, known[name]) for name in dict.fromkeys(names or known)]


def _run(workspace: Workspace, session: Session, source: Source) -> SourceRun:
    if source.needs_contact and not workspace.settings.contact:
        return SourceRun(source.name, skipped=say("collect_needs_contact"))
    try:
        return _fetch_and_store(workspace, session, source)
    except KlubtrendsError as error:
        problem = str(error)
    except Exception as error:
        log.debug("source %s", source.name, exc_info=True)
        problem = say("source_surprise", source=source.name, kind=type(error).__name__)
    return SourceRun(source.name, problems=(problem,))


def _fetch_and_store(workspace: Workspace, session: Session, source: Source) -> SourceRun:
    """Archive what is due before anything is parsed, then parse all that the period's archive holds."""
    archive = Archive(workspace.raw)
    at = workspace.now()
    begun = _period_start(source, workspace.today())
    answered = [exchange.request.labels for exchange in archive.read(source.name, since=begun)]
    asked = source.requests(_context(workspace, source))
    due = [request for request in asked if request.labels not in answered]
    exchanges, problems = _ask(session, source, due)
    if exchanges:
        archive.write(source.name, exchanges, at)
    parsed = parse_all(source, archive.read(source.name, since=begun))
    add(workspace, source.table, parsed.rows)
    return SourceRun(
        source.name,
        answers=len(exchanges),
        known=len(asked) - len(due),
        problems=(*problems, *parsed.problems),
    )


def _ask(session: Session, source: Source, due: list[Request]) -> tuple[list[Exchange], list[str]]:
    exchanges, problems = [], []
    for request in due:
        try:
            exchanges.append(session.get(source, request))
        except SourceUnavailable as trouble:
            problems.append(str(trouble))
    return exchanges, problems


def _period_start(source: Source, today: dt.date) -> dt.datetime:
    """Tell when the period began, at midnight in Denmark."""
    before = {"day": 0, "week": today.weekday(), "month": today.day - 1}
    first = today - dt.timedelta(days=before[source.period])
    return dt.datetime.combine(first, dt.time(), DENMARK)


def _context(workspace: Workspace, source: Source) -> Context:
    """Gather what this source's requests depend on, and nothing that only others need."""
    needed = {need: NEEDS[need](workspace) for need in source.needs}
    return Context(workspace.settings.country, workspace.today(), **needed)


def _titles(workspace: Workspace) -> tuple[str, ...]:
    return tuple(sheet.wikipedia for sheet in _table(workspace, AppSheet) if sheet.wikipedia)


def _feeds(workspace: Workspace) -> tuple[Feed, ...]:
    return tuple(Feed(row.outlet, row.url) for row in _table(workspace, FeedRow))


def _latest_views(workspace: Workspace) -> dict[str, dt.date]:
    newest = load(workspace, PAGEVIEWS).group_by("title").agg(pl.col("date").max())
    return dict(newest.iter_rows())


def _apps(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    charts = load(workspace, CHARTS, workspace.settings.country).filter(pl.col("date") == workspace.today())
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
