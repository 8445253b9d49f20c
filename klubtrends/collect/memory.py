"""What collecting remembers from run to run: what is archived but not yet in the tables, and what went wrong last.

It cannot be built again from the archive, which holds answers alone, so it lies in data/runs and not in
data/processed. Losing it costs a look back: `rebuild` brings the tables up to date without it.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from klubtrends.danish import say
from klubtrends.errors import WorkspaceError
from klubtrends.files import alone, place
from klubtrends.workspace import DENMARK, Workspace

FILE = "collect.json"
LOCK = "lock"
TABLES_LOCK = "tables.lock"
WAIT_SECONDS = 60.0  # for whoever builds the tables; a year takes a few seconds
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Trouble:
    """What went wrong with a source in its last run, in Danish; gone once a run goes well."""

    at: dt.datetime
    problems: tuple[str, ...]

    @property
    def day(self) -> dt.date:
        """Tell on which day it was, in Denmark."""
        return self.at.astimezone(DENMARK).date()


class Memory:
    """The file data/runs/collect.json, written whole each time that anything in it changes."""

    def __init__(self, workspace: Workspace) -> None:
        self.path = workspace.runs / FILE
        stored = _read(self.path)
        self.unread = {name: dt.datetime.fromisoformat(at) for name, at in stored.get("unread", {}).items()}
        self.stale = frozenset[str](stored.get("stale", ()))
        self.troubles = {
            name: Trouble(dt.datetime.fromisoformat(found["at"]), tuple(found["problems"]))
            for name, found in stored.get("troubles", {}).items()
        }

    def owes(self, source: str, since: dt.datetime) -> None:
        """Remember that answers of runs from this time on may not be in the tables yet."""
        self.unread[source] = min(since, self.unread.get(source, since))
        self._save()

    def settled(self, source: str) -> None:
        """Remember that all of a source's answers are in the tables."""
        if self.unread.pop(source, None):
            self._save()

    def outdated(self, table: str) -> None:
        """Remember that a table holds rows whose answers are no longer kept."""
        self.stale |= {table}
        self._save()

    def renewed(self) -> None:
        """Remember that no table does any longer."""
        self.stale = frozenset()
        self._save()

    def note(self, source: str, at: dt.datetime, problems: tuple[str, ...]) -> None:
        """Remember what went wrong, or that nothing did."""
        known = self.troubles.pop(source, None)
        if problems:
            self.troubles[source] = Trouble(at, problems)
        if known != self.troubles.get(source):
            self._save()

    def _save(self) -> None:
        unread = {name: at.isoformat() for name, at in self.unread.items()}
        troubles = {
            name: {"at": trouble.at.isoformat(), "problems": trouble.problems}
            for name, trouble in self.troubles.items()
        }
        facts = {"unread": unread, "stale": sorted(self.stale), "troubles": troubles}
        place(self.path, json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode())


def _read(path: Path) -> dict[str, Any]:
    try:
        stored: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return stored


@contextmanager
def alone_with(workspace: Workspace) -> Iterator[Memory]:
    """Keep every other run out of the archive as long as the block runs.

    What a killed run left unfinished beside its place is cleared away first.

    Raises
    ------
    WorkspaceError
        If another run is at work.
    """
    with alone(workspace.runs / LOCK) as free:
        if not free:
            raise WorkspaceError(say("collect_busy", where=workspace.root))
        _clear([*workspace.raw.rglob("*.tmp"), *workspace.runs.rglob("*.tmp")])
        with alone(workspace.runs / TABLES_LOCK) as unused:
            if unused:  # or they are about to be put into place
                _clear([*workspace.processed.rglob("*.tmp"), *workspace.processed.parent.glob("*.tmp")])
        yield Memory(workspace)


@contextmanager
def tables_alone(workspace: Workspace) -> Iterator[None]:
    """Have data/processed to oneself, to read or to write, as long as the block runs; wait for one's turn.

    Whoever has it asks for no other lock, and not for this one again.

    Raises
    ------
    WorkspaceError
        If somebody else has it for longer than a minute.
    """
    until = time.monotonic() + WAIT_SECONDS
    while True:
        with alone(workspace.runs / TABLES_LOCK) as free:
            if free:
                yield
                return
        if time.monotonic() > until:
            raise WorkspaceError(say("tables_busy", where=workspace.processed))
        time.sleep(LOOK_SECONDS)


def _clear(unfinished: list[Path]) -> None:
    for path in unfinished:
        path.unlink()
