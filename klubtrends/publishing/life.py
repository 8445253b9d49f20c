"""What is new since the last briefing: signals that opened, changed, went on and closed, as the pages told of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.disclosure.signals import OPEN, ProtectedSignal
from klubtrends.report.briefing import SignalNote


@dataclass(frozen=True)
class Life:
    """The signals of the pages that are out.

    Parameters
    ----------
    pages : sequence of (month, signals by type)
        The newest last; a signal is None where what was said of it was not kept.
    label : callable
        Gives a type's name.
    """

    pages: Sequence[tuple[str, Mapping[str, ProtectedSignal | None]]]
    label: Callable[[str], str]

    def notes(self, signals: Sequence[ProtectedSignal], *, alike: bool) -> tuple[SignalNote, ...]:
        """Say of each signal whether it is new, and which of the last briefing's are closed.

        Parameters
        ----------
        alike : bool
            Whether about as many departments reported as before; if not, no signal is surer than open.
        """
        current = {signal.type for signal in signals}
        notes = [_note(signal, self._age(signal), alike=alike) for signal in signals]
        closed = [self.label(code) for code in sorted(self._last) if code not in current]
        chips, text = (say("signal_closed"),), say("signal_closed_text")
        return (*notes, *(SignalNote(label, chips, text) for label in closed))

    @property
    def _last(self) -> Mapping[str, ProtectedSignal | None]:
        return self.pages[-1][1] if self.pages else {}

    def _age(self, signal: ProtectedSignal) -> str:
        """Tell whether a signal is new, or since which page it is there, in the same words or others."""
        if signal.type not in self._last:
            return say("signal_new")
        there = takewhile(lambda page: signal.type in page[1], reversed(self.pages))
        month = danish.month_name([month for month, _ in there][-1])
        before = self._last[signal.type]
        same = before is None or _said(before) == _said(signal)
        return say("signal_continued" if same else "signal_changed", month=month)


def _said(signal: ProtectedSignal) -> tuple[object, ...]:
    """Give what a page says of a signal that may change."""
    return (signal.shown, signal.band, signal.places, signal.certainty)


def _note(signal: ProtectedSignal, age: str, *, alike: bool) -> SignalNote:
    certainty, settles = (signal.certainty, signal.settles) if alike else (OPEN, say("signal_settles_moved"))
    chips = [age, say("signal_certain", certainty=certainty)]
    chips += [say("signal_where", places=signal.places)] if signal.places else []
    return SignalNote(signal.label, tuple(chips), " ".join(filter(None, (signal.sentence(), settles))))
