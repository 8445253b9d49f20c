"""Where a figure comes from: whose it is, when it was fetched, and which archived answers say it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from narwhals.typing import IntoDataFrame

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.tables import Table
from klubtrends.workspace import DENMARK

SHORT = 12  # letters of a digest that stand on a page: enough for `klubtrends archive show` to find it by


@dataclass(frozen=True, order=True)
class Answer:
    """One archived answer: when it was fetched, and its whole digest."""

    fetched_at: dt.datetime
    digest: str

    @property
    def short(self) -> str:
        """Give the beginning of the digest, without the name of its method."""
        return self.digest.rpartition(":")[2][:SHORT]


@dataclass(frozen=True)
class Origin:
    """Where figures come from, in Danish.

    Public figures have `answers`, oldest first. The network's own have the `months` they are counted in, and nothing
    more: their protected table says all that may be said.
    """

    name: str
    answers: tuple[Answer, ...] = ()
    months: tuple[str, ...] = ()

    @property
    def when(self) -> str:
        """Say when it was fetched, or counted."""
        if not self.answers:
            return say("origin_protected", months=danish.months(self.months[0], self.months[-1]))
        first_day, last_day = (_local(answer).date() for answer in (self.answers[0], self.answers[-1]))
        if self.answers[0].fetched_at == self.answers[-1].fetched_at:
            return say("origin_fetched", when=self.latest)
        if first_day == last_day:
            return say("origin_fetched", when=danish.date(last_day))
        return say("origin_fetched", when=danish.days(first_day, last_day))

    @property
    def latest(self) -> str:
        """Say when the newest answer was fetched, to the minute."""
        return danish.instant(_local(self.answers[-1]))

    @property
    def look_up(self) -> str:
        """Give the command that shows more: the newest answer in the archive, or what was published."""
        return f"klubtrends archive show {self.answers[-1].short}" if self.answers else "klubtrends ledger show"

    def __str__(self) -> str:
        """Say it in one line: 'Kilde: Apples hitliste, hentet 31. oktober 2026 kl. 6.10'."""
        return say("origin", name=self.name, when=self.when)


def origin_of(rows: IntoDataFrame, table: Table) -> Origin | None:
    """Tell where rows of a public table come from; None without rows.

    Parameters
    ----------
    rows : polars or pandas frame
        Of which `fetched_at` and `digest` are used.
    table : Table
        Any that a source fills.

    Raises
    ------
    ValueError
        If one of the two columns is missing.
    """
    told = table.take(rows, "fetched_at", "digest").unique().sort("fetched_at", "digest")
    answers = tuple(Answer(*row) for row in told.iter_rows())
    return Origin(danish.ORIGINS[table.name], answers) if answers else None


def own_log(months: Sequence[str]) -> Origin:
    """Tell that protected figures come from the clubs' own reports of some months."""
    return Origin(say("origin_own"), months=tuple(months))


def joined(origins: Iterable[Origin | None]) -> tuple[Origin, ...]:
    """Put together what comes from the same place, in the order in which each is first named."""
    named: dict[str, list[Origin]] = {}
    for origin in filter(None, origins):
        named.setdefault(origin.name, []).append(origin)
    return tuple(
        Origin(
            name,
            answers=tuple(sorted({answer for origin in same for answer in origin.answers})),
            months=tuple(sorted({month for origin in same for month in origin.months})),
        )
        for name, same in named.items()
    )


def archive_digest(origins: Iterable[Origin]) -> str:
    """Name every archived answer that figures come from, in one digest."""
    digests = sorted({answer.digest for origin in origins for answer in origin.answers})
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _local(answer: Answer) -> dt.datetime:
    return answer.fetched_at.astimezone(DENMARK)
