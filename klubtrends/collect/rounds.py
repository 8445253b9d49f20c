"""One round of collecting: the sources side by side, each in a thread of its own that only asks.

Archive, parsers and tables are touched by the thread that runs the round, and by no other; so what is stored
depends on the answers and not on who was faster. A host that does not answer holds up its own source alone, and
the end of the run not at all: its thread is left behind.
"""

from __future__ import annotations

import datetime as dt
import queue
import re
import threading
import time
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from klubtrends.collect.archive import Archive
from klubtrends.collect.errands import Errand, News, run_errand, surprise
from klubtrends.collect.fetch import Session
from klubtrends.collect.memory import Memory
from klubtrends.collect.processed import add, parse_all
from klubtrends.collect.warc import Exchange, question
from klubtrends.danish import counted, say
from klubtrends.sources import Context, Source
from klubtrends.workspace import DENMARK, Workspace

LOOK_SECONDS = 0.2  # how often a key pressed is looked for where the system does not tell of it
SENTENCE_END = re.compile(r"(?<=\.) (?=[A-ZÆØÅ»])")
GRACE_SECONDS = 1.0  # after the deadline, for answers that are on their way between the threads


@dataclass(frozen=True)
class SourceRun:
    """How one source fared in a run; `skipped` and `problems` are Danish sentences."""

    source: str
    answers: int = 0  # fetched now
    known: int = 0  # asked for earlier in the source's period, so not asked for again
    skipped: str = ""  # why it was not asked at all
    problems: tuple[str, ...] = ()
    said: frozenset[str] = frozenset()  # sentences that an earlier line of the same report has said

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
        """Say it in one line, without what was said before."""
        answers = counted(self.answers, "svar", "svar", neuter=True)
        if self.skipped:
            return say("collect_skipped", source=self.source, reason=self.skipped)
        if self.problems:
            reason = once(self.problems, self.said)
            return say("collect_failed", source=self.source, answers=answers, reason=reason)
        if self.answers:
            return say("collect_got", source=self.source, answers=answers)
        return say("collect_known" if self.known else "collect_nothing", source=self.source)


@dataclass(frozen=True)
class Progress:
    """How far a source has come in a run: questions answered or given up, and those still to be asked."""

    source: str
    asked: int
    left: int
    over: bool


@dataclass
class _Underway:
    """What has come of one source so far."""

    known: int
    exchanges: list[Exchange] = field(default_factory=list)
    problems: dict[str, None] = field(default_factory=dict)
    asked: int = 0


class Round:
    """One run of some sources, each started once those that it comes after are stored."""

    def __init__(
        self,
        workspace: Workspace,
        memory: Memory,
        session: Session,
        *,
        context: Callable[[Source], Context],
        tell: Callable[[Progress], None],
    ) -> None:
        self.workspace, self.memory, self.session = workspace, memory, session
        self.context, self.tell = context, tell
        self.at = workspace.now()
        self.archive = Archive(workspace.raw)
        self.told: queue.SimpleQueue[News] = queue.SimpleQueue()
        self.underway: dict[str, _Underway] = {}
        self.done: dict[str, SourceRun] = {}

    def run(self, chosen: Mapping[str, Source]) -> list[SourceRun]:
        """Ask and store all these sources; what was answered is archived also when the run is broken off."""
        try:
            while len(self.done) < len(chosen):
                for source in self._ready(chosen):
                    self._start(source)
                if self.underway:
                    self._hear(chosen, self._next())
        except BaseException:
            self._break_off()
            raise
        return _each_said_once([self.done[name] for name in chosen])

    def _ready(self, chosen: Mapping[str, Source]) -> list[Source]:
        """List the sources that nobody need wait for any longer; in a ring of waiting ones, all of them."""
        left = [
            source for name, source in chosen.items() if name not in self.done and name not in self.underway
        ]
        unfinished = chosen.keys() - self.done.keys()
        ready = [source for source in left if not unfinished.intersection(source.after) - {source.name}]
        return ready or ([] if self.underway else left)

    def _start(self, source: Source) -> None:
        if source.needs_contact and not self.workspace.settings.contact:
            self._finish(source.name, SourceRun(source.name, skipped=say("collect_needs_contact")))
            return
        try:
            errand = self._errand(source)
        except Exception as error:
            self._finish(source.name, SourceRun(source.name, problems=(surprise(source.name, error),)))
            return
        known = sum(question(request) in errand.answered for request in errand.requests)
        self.underway[source.name] = _Underway(known)
        asking = (self.session, errand, self.told.put)
        threading.Thread(target=run_errand, args=asking, name=source.name, daemon=True).start()

    def _errand(self, source: Source) -> Errand:
        found = self.archive.readable(source.name, lambda _: None, since=period_start(source, self.at))
        answered = {question(exchange.request): exchange for exchange in found}
        earlier = self.archive.last_answers(source.name) if source.kept_days is None else {}
        return Errand(source, tuple(source.requests(self.context(source))), answered, earlier)

    def _next(self) -> News:
        """Wait for what a thread has to tell; once the time is up, tell in its stead that it is over."""
        while True:
            try:
                return self.told.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                if time.monotonic() > self.session.hosts.until + GRACE_SECONDS:
                    name = next(iter(self.underway))
                    return News(name, problem=say("source_late", source=name), over=True)

    def _hear(self, chosen: Mapping[str, Source], news: News) -> None:
        so_far = self.underway.get(news.source)
        if so_far is None:  # one that was given up
            return
        so_far.exchanges += [news.exchange] if news.exchange else []
        so_far.problems |= {news.problem: None} if news.problem else {}
        so_far.asked += not news.over
        if news.over:
            self._store(chosen[news.source], so_far)
            del self.underway[news.source]
        else:
            self.tell(Progress(news.source, so_far.asked, news.left, over=False))

    def _store(self, source: Source, got: _Underway) -> None:
        """Archive before anything is parsed, then bring the tables up to date with all that the period holds."""
        answers = len(got.exchanges)
        try:
            problems = (*got.problems, *self._archive_and_parse(source, got))
        except Exception as error:
            problems = (*got.problems, surprise(source.name, error))
        run = SourceRun(source.name, answers, got.known, problems=tuple(dict.fromkeys(problems)))
        self._finish(source.name, run)

    def _finish(self, name: str, run: SourceRun) -> None:
        self.done[name] = run
        self.memory.note(name, self.at, run.problems)
        self.tell(Progress(name, run.answers, 0, over=True))

    def _archive_and_parse(self, source: Source, got: _Underway) -> tuple[str, ...]:
        since = period_start(source, self.at)
        self._archive(source.name, got)
        since, damage = min(since, self.memory.unread.get(source.name, since)), list[str]()
        parsed = parse_all(source, self.archive.readable(source.name, damage.append, since=since))
        add(self.workspace, source.table, parsed.rows)
        self.memory.settled(source.name)
        return (*damage, *parsed.problems)

    def _archive(self, name: str, got: _Underway) -> None:
        if got.exchanges:
            self.memory.owes(name, self.at)
            self.archive.write(name, got.exchanges, self.at)
            got.exchanges.clear()

    def _break_off(self) -> None:
        """Archive what has been answered; the next run reads it into the tables."""
        self.session.hosts.stopped.set()
        while not self.told.empty():
            news = self.told.get()
            if news.exchange and news.source in self.underway:
                self.underway[news.source].exchanges.append(news.exchange)
        for name, got in self.underway.items():
            self._archive(name, got)


def sentences(problems: Iterable[str]) -> list[str]:
    """Part problems into sentences, each once: what went wrong, and what to do about it."""
    return list(dict.fromkeys(sentence for problem in problems for sentence in SENTENCE_END.split(problem)))


def once(problems: Iterable[str], said: Container[str]) -> str:
    """Say what went wrong, without the sentences that were said above."""
    new = [sentence for sentence in sentences(problems) if sentence not in said]
    return " ".join(new) or say("collect_as_above")


def _each_said_once(runs: list[SourceRun]) -> list[SourceRun]:
    """Let each run know what those before it say: advice that fits many is given once."""
    told, said = [], frozenset[str]()
    for run in runs:
        told.append(replace(run, said=said))
        said |= frozenset(sentences(run.problems))
    return told


def period_start(source: Source, at: dt.datetime) -> dt.datetime:
    """Tell when the period began that a time lies in, at midnight in Denmark."""
    return dt.datetime.combine(first_day(source, at.astimezone(DENMARK).date()), dt.time(), DENMARK)


def first_day(source: Source, day: dt.date) -> dt.date:
    """Give the first day of the source's period that a day lies in."""
    if source.period == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if source.period == "month" else day
