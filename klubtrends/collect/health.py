"""How collecting fares: for each source, what is missing, whether it has gone quiet, and what went wrong last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from klubtrends import danish
from klubtrends.collect.archive import Archive
from klubtrends.collect.inventory import STEP_DAYS, missing_periods
from klubtrends.collect.memory import Memory, Trouble
from klubtrends.collect.rounds import first_day, once, sentences
from klubtrends.collect.runs import context_of
from klubtrends.danish import say
from klubtrends.errors import KlubtrendsError
from klubtrends.sources import Source, sources
from klubtrends.workspace import Workspace

LOOKED_BACK_DAYS = 30


@dataclass(frozen=True)
class SourceHealth:
    """How one source fares.

    `last` is the Danish day of its newest archived run, `missing` the first days of the periods of the last month
    without one. `stale` tells that the period before this one has none either, or that there never was any.
    """

    source: str
    last: dt.date | None
    missing: tuple[dt.date, ...]
    stale: bool
    trouble: Trouble | None

    @property
    def well(self) -> bool:
        """Tell whether there is nothing to see to."""
        return not (self.stale or self.missing or self.trouble)


def told(fares: Iterable[SourceHealth]) -> list[str]:
    """Say what is wrong and what to do, in Danish, nothing twice: sources that fare alike share a sentence."""
    alike: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    said: set[str] = set()
    for one in fares:
        for kind, facts in _wrong(one, said):
            alike.setdefault((kind, tuple(facts.items())), []).append(one.source)
    by_kind = sorted(alike.items(), key=lambda found: found[0][0])
    return [say(kind, source=danish.listed(names), **dict(facts)) for (kind, facts), names in by_kind]


def _wrong(fares: SourceHealth, said: set[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Name each thing that is wrong, as the catalogue does, with its facts; `said` is added to."""
    if fares.stale and fares.last:
        yield "health_stale", {"date": danish.date(fares.last)}
    elif fares.stale:
        yield "health_never", {}
    if fares.missing:
        count = danish.counted(len(fares.missing), "gang", "gange")
        yield "health_missing", {"count": count, "date": danish.date(fares.missing[0])}
    if fares.trouble:
        reason = once(fares.trouble.problems, said)
        said.update(sentences(fares.trouble.problems))
        yield "health_trouble", {"date": danish.date(fares.trouble.day), "reason": reason}


def health(workspace: Workspace) -> list[SourceHealth]:
    """Tell how each source fares that there is something to ask: those without titles or feeds are left out."""
    memory = Memory(workspace)
    return [
        _health(workspace, source, memory.troubles.get(source.name))
        for source in sources().values()
        if _is_asked(workspace, source)
    ]


def _health(workspace: Workspace, source: Source, trouble: Trouble | None) -> SourceHealth:
    days, today = Archive(workspace.raw).days(source.name), workspace.today()
    since = today - dt.timedelta(days=max(LOOKED_BACK_DAYS, 2 * STEP_DAYS[source.period]))
    missing = tuple(day for day in missing_periods(source, days, today) if day >= since)
    before = first_day(source, first_day(source, today) - dt.timedelta(days=1))
    return SourceHealth(
        source.name, max(days, default=None), missing, max(days, default=dt.date.min) < before, trouble
    )


def _is_asked(workspace: Workspace, source: Source) -> bool:
    if source.needs_contact and not workspace.settings.contact:
        return False
    try:
        return bool(source.requests(context_of(workspace, source)))
    except KlubtrendsError:
        return True  # a table that cannot be read is a trouble of its own
