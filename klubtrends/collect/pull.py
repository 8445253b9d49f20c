"""Filling missing days from another kit's exported archive: a folder, or an address where one lies.

Nothing in it is trusted: names are matched against those that an archive can have and never used as they are, and
a file is put into place only once its digest, its records and each of its answers have been looked at. What was
taken is marked by its file's name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from klubtrends.collect.archive import LONGEST_RUN, UNREADABLE, Archive, Originals
from klubtrends.collect.fetch import Manners, Session
from klubtrends.collect.memory import Memory, alone_with
from klubtrends.collect.offers import MOST_BYTES, Offer, Refused, belongs, read_offer, unpacked
from klubtrends.collect.processed import add, parse_all
from klubtrends.collect.rounds import first_day
from klubtrends.collect.share import FORMAT, INDEX
from klubtrends.collect.warc import Exchange, read_records, repeated_times
from klubtrends.danish import counted, say
from klubtrends.errors import SourceUnavailable, WorkspaceError
from klubtrends.files import place
from klubtrends.sources import Request, Source, sources
from klubtrends.tables import CHARTS
from klubtrends.workspace import DENMARK, Workspace

MOST_FILES = 100_000
EXPORT = Source(  # another kit's export, as far as the session is concerned
    name="pull", hosts=(), requests=lambda _: [], parse=lambda *_: CHARTS.empty(), period="day", table=CHARTS,
    pace_seconds=0.05,
)  # fmt: skip


@dataclass(frozen=True)
class Pulled:
    """How many files were taken, how many were not missing, and which were refused and why, in Danish."""

    taken: int
    known: int
    refused: tuple[str, ...]

    def summary(self) -> dict[str, Any]:
        """Give the facts by name, for machines."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Say it in a line, and one for each refusal."""
        files, known = counted(self.taken, "fil", "filer"), counted(self.known, "fil", "filer")
        return [*self.refused, say("pull_done", files=files, known=known)]


def pull(
    workspace: Workspace,
    place_of: str,
    *,
    deadline: float = 600.0,
    manners: Manners = Manners(),  # noqa: B008 - a frozen value
) -> Pulled:
    """Take the days that are missing here from another kit's export, and bring the tables up to date.

    Parameters
    ----------
    workspace : Workspace
        Where to put them.
    place_of : str
        The export's folder, or its http(s) address.
    deadline : float
        Seconds after which nothing more is asked for.
    manners : Manners
        Patience and limits.

    Raises
    ------
    SourceUnavailable
        If there is no export.
    WorkspaceError
        If it is another country's, this is the example, or another run is at work.
    """
    if workspace.settings.example:
        raise WorkspaceError(say("archive_example"))
    manners = replace(manners, most_bytes=MOST_BYTES, most_failures=10)
    with (
        alone_with(workspace) as memory,
        Session("", mirror=workspace.mirror(), deadline=deadline, manners=manners) as session,
    ):
        return _Pull(workspace, memory, _reader(session, place_of)).run(place_of)


def _reader(session: Session, place_of: str) -> Callable[[str], bytes]:
    """Give what reads a file of the export by its name."""
    if not place_of.startswith(("http://", "https://")):
        return lambda name: _file(Path(place_of) / name)
    address = place_of.rstrip("/") + "/"
    return lambda name: session.get(EXPORT, Request(address + name, {})).body


def _file(path: Path) -> bytes:
    with suppress(OSError), path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
    raise SourceUnavailable(say("source_no_answer", host=path, why=say("answer_empty")))


class _Pull:
    """One pull: what is offered, what was taken, what was refused."""

    def __init__(self, workspace: Workspace, memory: Memory, read: Callable[[str], bytes]) -> None:
        self.workspace, self.memory, self.read = workspace, memory, read
        self.archive = Archive(workspace.raw)
        self.now = workspace.now()
        self.offers: dict[str, Offer] = {}
        self.taken: dict[str, bool] = {}  # by name, whether it was
        self.refused: list[str] = []
        self.at_hand = ("", b"")
        self.unusable: dict[str, str] = {}  # by name, why it could not be read

    def run(self, place_of: str) -> Pulled:
        """Take what is missing, oldest first, and read it into the tables."""
        self._look_through(place_of)
        wanted = [offer for offer in self.offers.values() if self._is_missing(offer)]
        for offer in sorted(wanted, key=lambda offer: (offer.begun, offer.name)):
            self._take(offer)
        for name in sorted({self.offers[name].source.name for name, was in self.taken.items() if was}):
            source = sources()[name]
            found = self.archive.readable(name, lambda _: None, since=self.memory.unread.get(name))
            add(self.workspace, source.table, parse_all(source, found).rows)
            self.memory.settled(name)
        taken = sum(self.taken.values())
        return Pulled(taken, len(self.offers) - len(wanted), tuple(self.refused))

    def _look_through(self, place_of: str) -> None:
        index = _index(self.read, place_of)
        if index["country"] != self.workspace.settings.country:
            raise WorkspaceError(say("archive_other_country", where=place_of))
        self.days = {
            name: {first_day(source, day) for day in self.archive.days(name)}
            for name, source in sources().items()
        }
        for entry in index["files"][:MOST_FILES]:
            try:
                offer = read_offer(entry, self.now)
                self.offers[offer.name] = offer
            except Refused as refusal:
                name = entry.get("file") if isinstance(entry, dict) else entry
                self._refuse(str(name)[:200], refusal)

    def _is_missing(self, offer: Offer) -> bool:
        day = offer.begun.astimezone(DENMARK).date()
        return first_day(offer.source, day) not in self.days[offer.source.name]

    def _refuse(self, name: str, refusal: Exception) -> None:
        self.refused.append(say("pull_refused", file=repr(name), reason=refusal))

    def _take(self, offer: Offer) -> None:
        """Put one file into place, those before it whose answers it repeats; each once, whatever comes of it."""
        waiting = [offer]
        while waiting:
            before = self._untried_before(waiting[-1])
            if before:
                waiting += before
            else:
                self._put(waiting.pop())

    def _untried_before(self, offer: Offer) -> list[Offer]:
        """List the earlier files that may hold what this one repeats, and that were not tried yet."""
        if offer.name in self.taken:
            return []
        with suppress(*UNREADABLE, Refused, SourceUnavailable):
            times = repeated_times(unpacked(self._content(offer)))
            return [
                other
                for other in self.offers.values()
                if other.source is offer.source
                and other.name not in self.taken
                and other.begun < offer.begun
                and any(other.begun <= at <= other.begun + LONGEST_RUN for at in times)
            ]
        return []

    def _put(self, offer: Offer) -> None:
        if offer.name in self.taken:
            return
        self.taken[offer.name] = False
        target = self.archive.folder(offer.source.name, offer.begun) / offer.mark
        try:
            content = self._looked_at(offer)
        except (Refused, SourceUnavailable) as refusal:
            self._refuse(offer.name, refusal)
            return
        if not target.exists():
            self.memory.owes(offer.source.name, offer.begun)
            place(target, content)
            self.taken[offer.name] = True

    def _content(self, offer: Offer) -> bytes:
        """Read a file's bytes, if they are those that were promised; the last ones stay at hand."""
        if offer.name in self.unusable:
            raise Refused(self.unusable[offer.name])
        if self.at_hand[0] != offer.name:
            try:
                self.at_hand = (offer.name, self._read(offer))
            except (Refused, SourceUnavailable) as refusal:
                self.unusable[offer.name] = str(refusal)
                raise
        return self.at_hand[1]

    def _read(self, offer: Offer) -> bytes:
        content = self.read(offer.name)
        if len(content) != offer.bytes or hashlib.sha256(content).hexdigest() != offer.sha256:
            raise Refused(say("pull_digest"))
        return content

    def _looked_at(self, offer: Offer) -> bytes:
        """Give a file's bytes if all is well with what they hold."""
        content = self._content(offer)
        exchanges: list[Exchange] | None = None
        with suppress(*UNREADABLE, LookupError, RecursionError):
            originals = Originals(self.archive.root / offer.source.name)
            exchanges = list(read_records(unpacked(content), originals.find))
        if exchanges is None:
            raise Refused(say("pull_damaged"))
        country = self.workspace.settings.country
        if not exchanges or not all(belongs(offer, exchange, country, self.now) for exchange in exchanges):
            raise Refused(say("pull_content"))
        return content


def _index(read: Callable[[str], bytes], place_of: str) -> dict[str, Any]:
    with suppress(SourceUnavailable, ValueError, RecursionError):
        index = json.loads(read(INDEX))
        if isinstance(index, dict) and index.get("format") == FORMAT and isinstance(index.get("files"), list):
            return {"country": None} | index
    raise SourceUnavailable(say("pull_no_index", where=place_of, index=INDEX))
