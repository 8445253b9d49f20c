"""One source's errand in a run: its questions asked in order, and those that their answers lead to."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from klubtrends.collect.fetch import Session
from klubtrends.collect.warc import Exchange, Question, question
from klubtrends.danish import say
from klubtrends.errors import KlubtrendsError, SourceUnavailable
from klubtrends.sources import Request, Source

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Errand:
    """What one source is asked in a run."""

    source: Source
    requests: tuple[Request, ...]
    answered: Mapping[Question, Exchange]  # in this period, so not asked again
    earlier: Mapping[Question, Exchange]  # before, so asked whether anything has changed


@dataclass(frozen=True)
class News:
    """What a thread tells of its errand: an answer, or a problem in Danish; at last that it is over."""

    source: str
    exchange: Exchange | None = None
    problem: str = ""
    left: int = 0  # questions still to be asked, as far as is known
    over: bool = False


Tell = Callable[[News], None]


def run_errand(session: Session, errand: Errand, tell: Tell) -> None:
    """Ask everything, and tell of each answer as it comes; whatever happens, tell at last that it is over."""
    name = errand.source.name
    try:
        _ask_all(session, errand, tell)
    except Exception as error:
        tell(News(name, problem=surprise(name, error)))
    finally:
        tell(News(name, over=True))


def surprise(source: str, error: Exception) -> str:
    """Say what went wrong, also where the program does not know it."""
    if isinstance(error, KlubtrendsError):
        return str(error)
    log.debug("source %s", source, exc_info=error)
    return say("source_surprise", source=source, kind=type(error).__name__)


def _ask_all(session: Session, errand: Errand, tell: Tell) -> None:
    source, followed = errand.source, 0
    waiting = deque(errand.requests)
    seen = {question(request) for request in waiting}
    while waiting:
        request = waiting.popleft()
        answer = errand.answered.get(question(request)) or _ask(session, errand, request, len(waiting), tell)
        for further in _led_to(source, answer, tell):
            if question(further) in seen:
                continue
            if followed == source.most_followed:
                tell(News(source.name, problem=say("source_leads_on", source=source.name, most=followed)))
                break
            followed += 1
            seen.add(question(further))
            waiting.append(further)


def _ask(session: Session, errand: Errand, request: Request, left: int, tell: Tell) -> Exchange | None:
    source, known = errand.source, errand.earlier.get(question(request))
    try:
        answer = session.get(source, request, known)
    except SourceUnavailable as trouble:
        tell(News(source.name, problem=str(trouble), left=left))
        return None
    if known and not answer.repeats and (answer.digest, answer.status) == (known.digest, known.status):
        answer = replace(answer, repeats=replace(known.original, not_modified=False))
    tell(News(source.name, answer, left=left))
    return answer


def _led_to(source: Source, answer: Exchange | None, tell: Tell) -> list[Request]:
    """Give the requests that an answer leads to; a fault in finding them costs nothing else."""
    if answer is None or answer.status in source.absent:
        return []
    try:
        return source.follow(answer.body, answer.request)
    except Exception as error:
        tell(News(source.name, problem=surprise(source.name, error)))
        return []
