"""What the threads of a run share about the hosts that they ask: whose turn it is, and who has failed."""

from __future__ import annotations

import threading
import time
from collections import Counter

from klubtrends.danish import say
from klubtrends.errors import SourceUnavailable


class Hosts:
    """Gives turns, a pace apart for each host, until the run's time is up.

    Parameters
    ----------
    deadline : float
        Seconds from now until the run gives up.
    most_failures : int
        After so many, a host is left alone.
    paced : bool
        Whether turns lie apart at all.
    """

    def __init__(self, *, deadline: float, most_failures: int, paced: bool) -> None:
        self.until = time.monotonic() + deadline
        self.most_failures = most_failures
        self.paced = paced
        self.free_at: dict[str, float] = {}
        self.failures: Counter[str] = Counter()
        self.stopped = threading.Event()
        self.lock = threading.Lock()

    def take_turn(self, host: str, pace_seconds: float) -> None:
        """Wait until the host may be asked; the next turn comes a pace after this one.

        Raises
        ------
        SourceUnavailable
            If the run's time is up before that.
        """
        with self.lock:
            turn = max(time.monotonic(), self.free_at.get(host, 0.0))
            if turn >= self.until or self.stopped.is_set():
                raise SourceUnavailable(say("source_deadline", host=host))
            self.free_at[host] = turn + (pace_seconds if self.paced else 0.0)
        if self.stopped.wait(max(turn - time.monotonic(), 0.0)):
            raise SourceUnavailable(say("source_deadline", host=host))

    def leave(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for so long."""
        with self.lock:
            self.free_at[host] = max(self.free_at.get(host, 0.0), time.monotonic() + seconds)

    def left(self, host: str) -> float:
        """Tell how many seconds are left of the run.

        Raises
        ------
        SourceUnavailable
            If there are none.
        """
        left = self.until - time.monotonic()
        if left <= 0 or self.stopped.is_set():
            raise SourceUnavailable(say("source_deadline", host=host))
        return left

    def check(self, host: str) -> None:
        """Raise SourceUnavailable if a host has failed so often that it is left alone for the rest of the run."""
        if self.failures[host] >= self.most_failures:
            raise SourceUnavailable(say("source_left_alone", host=host))

    def blame(self, host: str) -> None:
        """Count a failure."""
        with self.lock:
            self.failures[host] += 1
