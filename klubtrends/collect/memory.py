"""What collecting remembers from run to run: what is archived but not yet in the tables, and what went wrong last.

It cannot be built again from the archive, which holds answers alone, so it lies in data/runs and not in
data/processed. Losing it costs a look back: `rebuild` brings the tables up to date without it.
"""

from __future__ import annotations

import datetime as dt
import json
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
    """Keep every other run out of the archive and the tables as long as the block runs.

    What a killed run left unfinished beside its place is cleared away first.

    Raises
    ------
    WorkspaceError
        If another run is at work.
    """
    with alone(workspace.runs / LOCK) as free:
        if not free:
            raise WorkspaceError(say("collect_busy", where=workspace.root))
        folders = (workspace.raw, workspace.processed, workspace.runs)
        left = [path for folder in folders for path in folder.rglob("*.tmp")]
        for unfinished in [*left, *workspace.processed.parent.glob("*.tmp")]:
            unfinished.unlink()
        yield Memory(workspace)
