"""The raw archive: what was asked and answered, as gzipped WARC files, written once, one for each source and run."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from warcio.exceptions import ArchiveLoadFailed

from klubtrends.collect.warc import Exchange as Exchange
from klubtrends.collect.warc import Question, answers, question, read_records, verify, write_records
from klubtrends.danish import say
from klubtrends.errors import ArchiveDamaged
from klubtrends.files import place
from klubtrends.workspace import DENMARK

ENDING = ".warc.gz"
NAME = re.compile(
    r"(?P<source>[a-z0-9_]+)-(?P<begun>[0-9]{8}T[0-9]{6}Z)(-[0-9]+)?(?P<pulled>-pulled-[0-9a-f]{8})?\.warc\.gz"
)
UNREADABLE = (OSError, EOFError, zlib.error, ArchiveLoadFailed, ValueError, KeyError, TypeError, AttributeError)
LONGEST_RUN = dt.timedelta(days=1)
NEWEST = 4  # files that are looked through for the last answer to a question


class Archive:
    """The folder `data/raw`: <source>/<YYYY>/<MM>/<source>-<UTC time>.warc.gz."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, source: str, exchanges: Sequence[Exchange], at: dt.datetime) -> Path:
        """Store one run's exchanges in a new file, whole or not at all; `at` is when the run began.

        The same exchanges and time give the same bytes.
        """
        stem = f"{source}-{_stamp(at)}"
        folder = self.folder(source, at)
        names = (stem + (f"-{n}" if n > 1 else "") + ENDING for n in count(1))
        path = next(folder / name for name in names if not (folder / name).exists())
        place(path, b"".join(write_records(source, exchange) for exchange in exchanges))
        return path

    def folder(self, source: str, at: dt.datetime) -> Path:
        """Name the folder of the runs of a month."""
        moment = at.astimezone(dt.UTC)
        return self.root / source / f"{moment:%Y}" / f"{moment:%m}"

    def files(self, source: str, *, since: dt.datetime | None = None) -> list[Path]:
        """List a source's files, oldest first; `since` leaves out those of runs that began before."""
        first = f"{source}-{_stamp(since)}" if since else ""
        named = (
            path for path in self.root.glob(f"{source}/*/*/{source}-*{ENDING}") if NAME.fullmatch(path.name)
        )
        return sorted(path for path in named if path.name >= first)

    def read(self, source: str, *, since: dt.datetime | None = None) -> Iterator[Exchange]:
        """Read back every exchange of a source, oldest run first.

        Raises
        ------
        ArchiveDamaged
            If a file cannot be read whole, a body has another digest than it was stored with, or an answer that
            another one repeats is not there.
        """
        originals = Originals(self.root / source)
        for path in self.files(source, since=since):
            yield from read_file(path, originals)

    def readable(
        self, source: str, tell: Callable[[str], None], *, since: dt.datetime | None = None
    ) -> Iterator[Exchange]:
        """Read what can be read: a damaged file costs no other; `tell` is told of it in Danish."""
        originals = Originals(self.root / source)
        for path in self.files(source, since=since):
            try:
                exchanges = read_file(path, originals)
            except ArchiveDamaged as damage:
                tell(str(damage))
            else:
                yield from exchanges

    def last_answers(self, source: str) -> dict[Question, Exchange]:
        """Find the last answer to each question of the newest files; a body only where it may have to stand in."""
        found: dict[Question, Exchange] = {}
        originals = Originals(self.root / source)
        for path in self.files(source)[-NEWEST:]:
            with suppress(ArchiveDamaged):
                for exchange in read_file(path, originals):
                    found[question(exchange.request)] = exchange if exchange.marks else exchange.without_body()
        return found

    def days(self, source: str) -> list[dt.date]:
        """List the days, in Denmark, on which there was a run that brought an answer."""
        return sorted({begun(path).astimezone(DENMARK).date() for path in self.files(source)})


class Originals:
    """Finds the answers that later ones repeat, in one source's folder; keeps the last few at hand."""

    def __init__(self, folder: Path, *, kept: int = 32) -> None:
        self.folder = folder
        self.most = kept
        self.kept: OrderedDict[str, Exchange] = OrderedDict()

    def find(self, record_id: str, at: dt.datetime) -> Exchange:
        """Give the answer with this record id, fetched at this time.

        Raises
        ------
        LookupError
            If no file of that time holds it.
        """
        if record_id in self.kept:
            self.kept.move_to_end(record_id)
            return self.kept[record_id]
        for path in self._files_of(at):
            with suppress(*UNREADABLE):
                held = dict(answers(gzip.decompress(path.read_bytes())))
                if record_id in held:
                    self.kept[record_id] = held[record_id]
                    if len(self.kept) > self.most:
                        self.kept.popitem(last=False)
                    return held[record_id]
        raise Missing(at)

    def _files_of(self, at: dt.datetime) -> list[Path]:
        """List the files whose run may have brought an answer at this time, the likeliest first."""
        months = {f"{day:%Y}/{day:%m}" for day in (at, at - LONGEST_RUN)}
        paths = [
            path
            for month in months
            for path in self.folder.glob(f"{month}/*{ENDING}")
            if NAME.fullmatch(path.name)
        ]
        near = [path for path in paths if at - LONGEST_RUN <= begun(path) <= at]
        return sorted(near, key=lambda path: path.name, reverse=True)


class Missing(LookupError):
    """The answer fetched at this time, which another one repeats, is not there."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__(at)
        self.at = at


def read_file(path: Path, originals: Originals | None = None) -> list[Exchange]:
    """Read one file's exchanges, the bodies of those that repeat earlier ones from the files beside it.

    Raises
    ------
    ArchiveDamaged
        If it cannot be read whole, a body has another digest than it was stored with, or an answer that another
        one repeats is not there.
    """
    find = (originals or Originals(path.parents[2])).find
    try:
        return list(read_records(gzip.decompress(path.read_bytes()), find))
    except Missing as missing:
        day = missing.at.astimezone(DENMARK).date()
        problem = say("archive_original_missing", path=path, date=day.isoformat())
    except UNREADABLE:
        problem = say("archive_damaged", path=path)
    raise ArchiveDamaged(problem)


def check_file(path: Path, originals: Originals) -> list[Exchange]:
    """Read one file's exchanges, and hold every record against each digest that it was written with.

    Raises
    ------
    ArchiveDamaged
        If anything is not as it was.
    """
    exchanges = read_file(path, originals)
    with suppress(*UNREADABLE):
        verify(gzip.decompress(path.read_bytes()))
        return exchanges
    raise ArchiveDamaged(say("archive_damaged", path=path))


def begun(path: Path) -> dt.datetime:
    """Tell when the run began that wrote a file."""
    stamp = path.name.partition("-")[2][:16]
    return dt.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)


def pulled(path: Path) -> bool:
    """Tell whether a file came from another kit's archive."""
    found = NAME.fullmatch(path.name)
    return bool(found and found["pulled"])


def _stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
