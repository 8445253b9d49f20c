"""What the archive holds: a line a source, one answer looked at, and every digest read again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from klubtrends import danish
from klubtrends.collect.archive import ENDING, Archive, Originals, check_file, pulled, read_file
from klubtrends.collect.rounds import first_day
from klubtrends.collect.warc import Exchange
from klubtrends.danish import counted, say
from klubtrends.errors import ArchiveDamaged, NotEnoughData, SourceChanged
from klubtrends.sources import Source, sources
from klubtrends.workspace import DENMARK, Workspace

NAMED = 5  # missing days that are named one by one
FEW = 5  # rows of an answer that are shown
WIDEST = 110  # letters of a row
STEP_DAYS = {"day": 1, "week": 7, "month": 31}


@dataclass(frozen=True)
class Holding:
    """What is archived of one source; `missing` are the first days of periods in which nothing was fetched.

    Of an example nothing is missing: its figures are invented, for some sources not for each of their periods.
    """

    source: str
    files: int
    pulled: int  # of the files, from another kit's archive
    bytes: int
    days: tuple[dt.date, ...]
    missing: tuple[dt.date, ...]
    invented: bool = False

    def summary(self) -> dict[str, Any]:
        """Give the facts by name, for machines."""
        first, last = (self.days[0], self.days[-1]) if self.days else (None, None)
        return {
            "source": self.source,
            "files": self.files,
            "pulled": self.pulled,
            "bytes": self.bytes,
            "days": len(self.days),
            "first": first and first.isoformat(),
            "last": last and last.isoformat(),
            "missing": [day.isoformat() for day in self.missing],
        }

    def line(self) -> str:
        """Say it in one line."""
        if not self.days:
            return say("archive_holds_nothing", source=self.source)
        first, last = danish.date(self.days[0]), danish.date(self.days[-1])
        return say(
            "archive_holds",
            source=self.source,
            days=counted(len(self.days), "dag", "dage"),
            period=first if first == last else say("archive_period", first=first, last=last),
            missing=self._missing_words(),
            files=counted(self.files, "fil", "filer"),
            size=_size(self.bytes),
        )

    def _missing_words(self) -> str:
        """Name the days that are missing, or the first and the last of many."""
        if self.invented or not self.missing:
            return say("archive_invented" if self.invented else "archive_complete")
        named = [danish.date(day) for day in self.missing]
        many = len(named) > NAMED
        dates = say("archive_period", first=named[0], last=named[-1]) if many else danish.listed(named)
        return say("archive_missing", count=counted(len(named), "gang", "gange"), dates=dates)


@dataclass(frozen=True)
class Shown:
    """One archived answer: where from, when, and the first of its rows. `file` is its path under data/raw."""

    source: str
    url: str
    fetched_at: dt.datetime
    status: int
    bytes: int
    digest: str
    file: str
    pulled: bool
    repeats: dt.datetime | None  # when the answer was fetched that this one repeats
    rows: tuple[dict[str, Any], ...]
    problem: str = ""  # why there are no rows

    def summary(self) -> dict[str, Any]:
        """Give the facts by name, for machines."""
        rows = [{name: _plain(value) for name, value in row.items()} for row in self.rows]
        return {name: _plain(value) for name, value in asdict(self).items()} | {"rows": rows}

    def lines(self) -> list[str]:
        """Say it in a few lines."""
        local = self.fetched_at.astimezone(DENMARK)
        when = f"{danish.date(local.date())} {local:%H.%M}"
        facts = {"url": self.url, "when": when, "status": self.status, "digest": self.digest, "file": self.file}
        lines = [say("archive_answer", size=danish.number(self.bytes), **facts)]
        lines += [say("archive_answer_pulled")] if self.pulled else []
        if self.repeats:
            lines.append(
                say("archive_answer_repeats", date=danish.date(self.repeats.astimezone(DENMARK).date()))
            )
        rows = ["  " + " · ".join(str(_plain(value)) for value in row.values())[:WIDEST] for row in self.rows]
        return [*lines, *rows, *([self.problem] if self.problem else [])]


@dataclass(frozen=True)
class Checked:
    """How much was read again, and what was wrong with it, as Danish sentences."""

    files: int
    answers: int
    repeats: int  # of the answers, those whose body lies with an earlier one
    complaints: tuple[str, ...]

    def summary(self) -> dict[str, Any]:
        """Give the facts by name, for machines."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Say it in a line, or one for each complaint."""
        answers, files = counted(self.answers, "svar", "svar"), counted(self.files, "fil", "filer")
        return list(self.complaints) or [say("archive_well", answers=answers, files=files)]


def holdings(workspace: Workspace) -> list[Holding]:
    """List what is archived of each source."""
    return [_holding(workspace, source) for source in sources().values()]


def _holding(workspace: Workspace, source: Source) -> Holding:
    archive, invented = Archive(workspace.raw), workspace.settings.example
    files, days = archive.files(source.name), archive.days(source.name)
    return Holding(
        source.name,
        files=len(files),
        pulled=sum(map(pulled, files)),
        bytes=sum(path.stat().st_size for path in files),
        days=tuple(days),
        missing=() if invented else tuple(missing_periods(source, days, workspace.today())),
        invented=invented,
    )


def missing_periods(source: Source, days: list[dt.date], today: dt.date) -> list[dt.date]:
    """List the first days of the periods without a run, from the first run until the period before this one."""
    known = {first_day(source, day) for day in days}
    missing = []
    period = min(known, default=today)
    while (period := first_day(source, period + dt.timedelta(days=STEP_DAYS[source.period]))) < first_day(
        source, today
    ):
        missing += [] if period in known else [period]
    return missing


def show(workspace: Workspace, what: str, day: dt.date | None = None) -> list[Shown]:
    """Look at archived answers: one by its digest (or the beginning of it), or those of a source and a day.

    Without a day, the source's newest day is shown.

    Raises
    ------
    NotEnoughData
        If there is no such answer.
    ArchiveDamaged
        If it cannot be read.
    """
    archive = Archive(workspace.raw)
    if what in sources():
        day = day or max(archive.days(what), default=None)
        found = [_shown(archive, what, *hit) for hit in _answers(archive, what) if hit[1].danish_day == day]
    else:
        found = list(_with_digest(archive, what))
    if not found:
        raise NotEnoughData(say("archive_no_answer", what=what))
    return found


def _with_digest(archive: Archive, digest: str) -> Iterator[Shown]:
    """Find the newest answer with a digest, whole or its beginning, with the name of its method or without."""
    method, _, code = digest.rpartition(":")
    for name in sources():
        for path, exchange in _answers(archive, name):
            said, _, whole = exchange.digest.rpartition(":")
            if code and whole.startswith(code.upper()) and method.lower() in ("", said):
                yield _shown(archive, name, path, exchange)
                return


def _answers(archive: Archive, name: str) -> Iterator[tuple[Path, Exchange]]:
    originals = Originals(archive.root / name)
    for path in reversed(archive.files(name)):
        for exchange in read_file(path, originals):
            yield path, exchange


def _shown(archive: Archive, name: str, path: Path, exchange: Exchange) -> Shown:
    source = sources()[name]
    rows: tuple[dict[str, Any], ...] = ()
    problem = ""
    try:
        if exchange.status not in source.absent:
            rows = tuple(source.parse(exchange.body, exchange.request).head(FEW).to_dicts())
    except SourceChanged as change:
        problem = str(change)
    return Shown(
        source=name,
        url=exchange.request.url,
        fetched_at=exchange.fetched_at,
        status=exchange.status,
        bytes=len(exchange.body),
        digest=exchange.digest,
        file=path.relative_to(archive.root).as_posix(),
        pulled=pulled(path),
        repeats=exchange.repeats.fetched_at if exchange.repeats else None,
        rows=rows,
        problem=problem,
    )


def check(workspace: Workspace) -> Checked:
    """Read every file again, hold each record against its digests, and find the answers that others repeat."""
    archive = Archive(workspace.raw)
    files, answers, repeats = 0, 0, 0
    complaints = [say("archive_stranger", path=path) for path in _strangers(archive)]
    for name in sources():
        originals = Originals(archive.root / name)
        for path in archive.files(name):
            files += 1
            try:
                exchanges = check_file(path, originals)
            except ArchiveDamaged as damage:
                complaints.append(str(damage))
            else:
                answers += len(exchanges)
                repeats += sum(exchange.repeats is not None for exchange in exchanges)
    return Checked(files, answers, repeats, tuple(complaints))


def _strangers(archive: Archive) -> list[Path]:
    """List the archive files that no source reads, because of their name or place."""
    known = {path for name in sources() for path in archive.files(name)}
    return sorted(path for path in archive.root.rglob(f"*{ENDING}") if path not in known)


def _size(count: int) -> str:
    return (
        f"{danish.number(count / 1e6, decimals=1)} MB" if count >= 1e6 else f"{danish.number(count / 1e3)} kB"
    )


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | None) else str(value)
