"""What a source is: the requests that it asks, and how one answer becomes rows. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from klubtrends.tables import Table


@dataclass(frozen=True)
class Request:
    """One address to ask, and the labels that say what is asked for.

    The labels are archived with the answer. They also tell whether something was asked before, since an
    address may hold today's date.
    """

    url: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Feed:
    """One outlet's news feed."""

    outlet: str
    url: str


@dataclass(frozen=True)
class Context:
    """What a source may need to know to choose its requests; nothing of it comes from clubs or incidents."""

    country: str  # two letters, lower case
    day: dt.date  # the run's day in Denmark
    titles: tuple[str, ...] = ()  # Wikipedia articles
    feeds: tuple[Feed, ...] = ()
    latest_views: Mapping[str, dt.date] = field(default_factory=dict)  # newest day collected, by title
    apps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the store's numbers, by today's chart
    cases: tuple[str, ...] = ()  # numbers of cases in Folketinget: L 130


def nothing(body: bytes, request: Request) -> list[Request]:
    """Ask nothing further."""
    return []


@dataclass(frozen=True)
class Source:
    """One public source.

    `parse` turns an answer's body and its request into rows, without the columns that the archive adds
    (`source`, `date` where the answer names none, `fetched_at`, `digest`), and raises SourceChanged,
    naming the field, for every body of another shape. `follow` names the requests that an answer leads to;
    of an answer that it cannot read, none.
    """

    name: str
    hosts: tuple[str, ...]  # where redirects may lead, besides the request's own host
    requests: Callable[[Context], list[Request]]
    parse: Callable[[bytes, Request], pl.DataFrame]
    period: Literal["day", "week", "month"]  # how often a request is due
    table: Table
    pace_seconds: float = 1.0  # between two requests to one host
    fallback: bool = False  # its rows count only where no other source answered
    absent: tuple[int, ...] = ()  # statuses that mean "nothing here" and are answers too
    needs: tuple[str, ...] = ()  # the context's optional fields that `requests` reads
    needs_contact: bool = False  # whether it refuses those who do not say who they are
    follow: Callable[[bytes, Request], list[Request]] = nothing
    most_followed: int = 20  # further requests in one run
    after: tuple[str, ...] = ()  # sources whose tables `requests` reads
    kept_days: int | None = None  # how long answers may be kept; for ever, and given to others, if None
