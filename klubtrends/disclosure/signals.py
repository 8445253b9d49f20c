"""Signals that may be read by anybody: a signal is a publication too ("fem, hvor vi ventede to" is a count).

Nothing is said that the tables do not say. Where the type's own cell is shown, its band, how sure we are and
whether it was seen in several places may be told. Where it is not, only that there was more than expected;
the words on chance are then those of the method, the same for every such signal, for a p-value is a count in
disguise. What was expected, which is made of the raw counts of all months, is told only by the coarse words on
chance beside a shown count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from klubtrends.danish import MESSAGES, every, say
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.specs import FEWEST_DEPARTMENTS

SEVERAL_PLACES = MESSAGES["signal_several_places"]
SURE, LIKELY, OPEN = MESSAGES["signal_sure"], MESSAGES["signal_likely"], MESSAGES["signal_open"]
_SURE_BELOW, _LIKELY_BELOW = 0.01, 0.05  # share of false discoveries
_BANDS = ((5, "signal_band_few"), (10, "signal_band_5"), (20, "signal_band_10"))


@dataclass(frozen=True)
class SignalFacts:
    """What detection found about one type in one month: raw, inside only.

    `adjusted` is the share of false discoveries at which it stands out, `chance` the probability that any
    type does so in a month without cause, `level` that of the method as such. `least` is how many cases every
    signal has, `settles` what would make us wiser: it must be made of public facts alone.
    """

    type: str
    label: str
    month: str
    adjusted: float
    chance: float
    departments: int
    level: float = 0.05
    least: int = 1
    settles: str = ""


@dataclass(frozen=True)
class ProtectedSignal:
    """A signal in words. `shown`: its count stands in a table; `band` and `places` may be empty."""

    type: str
    label: str
    month: str
    shown: bool
    size: str
    band: str
    chance: str
    places: str
    certainty: str
    settles: str = ""

    def sentence(self) -> str:
        """Say it in Danish."""
        return say("signal_sentence", label=self.label, size=self.size, chance=self.chance)


def protect_signal(facts: SignalFacts, shown: int | None) -> ProtectedSignal:
    """Put a signal into words, given what a published table shows of its type: a count, or None."""
    told = shown is not None and shown > 0
    band = _band(shown) if told and shown is not None else ""
    return ProtectedSignal(
        type=facts.type,
        label=facts.label,
        month=facts.month,
        shown=told,
        size=say("signal_shown", band=band) if told else say("signal_hidden"),
        band=band,
        chance=how_often(facts.chance if told else facts.level),
        places=_places(facts.departments) if told else "",
        certainty=_certainty(facts.adjusted) if told else LIKELY,
        settles=facts.settles,
    )


def floor_of(facts: SignalFacts, kind: str, count: int) -> tuple[Release, ...]:
    """Give what a signal tells of its type's hidden cell: at least one, or as many as every signal has.

    A cell that holds none is left alone: the signal is then about weeks whose rows arrived in another month.
    """
    if not count:
        return ()
    floor = facts.least if count >= facts.least else 1
    return (Release(Cell.of(facts.month, kind, type=[facts.type]), floor=floor, why="signal"),)


def distinct(releases: Iterable[Release]) -> tuple[Release, ...]:
    """Sort releases and drop repetitions."""
    return tuple(sorted(set(releases), key=repr))


def how_often(chance: float) -> str:
    """Say how often something with this probability a month comes by chance.

    >>> how_often(0.25)
    'cirka hver fjerde måned, når vi kigger på alle typer'
    """
    months = round(1 / max(chance, 0.001))
    if months <= 1:
        return say("signal_every_month")
    if months <= 12:
        return say("signal_months", ordinal=every(months))
    return say("signal_year") if months <= 24 else say("signal_rarely")


def _band(count: int) -> str:
    return say(next((code for below, code in _BANDS if count < below), "signal_band_20"))


def _places(departments: int) -> str:
    """Tell several places from fewer: one and two look alike, for one of two could find the other."""
    return SEVERAL_PLACES if departments >= FEWEST_DEPARTMENTS else ""


def _certainty(adjusted: float) -> str:
    if adjusted <= _SURE_BELOW:
        return SURE
    return LIKELY if adjusted <= _LIKELY_BELOW else OPEN
