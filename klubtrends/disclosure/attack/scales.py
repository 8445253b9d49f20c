"""Where an axis of counts may end: at the next round number above what is drawn, which tells nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

_DIGITS = (1, 2, 3, 4, 5, 6, 8)


def round_end(largest: int) -> int:
    """Give the smallest even number of one digit and zeros, from 4, that is not below the largest count drawn.

    >>> [round_end(largest) for largest in (0, 5, 9, 12, 47, 61, 120)]
    [4, 6, 10, 20, 50, 80, 200]
    """
    ends: Iterator[int] = (digit * 10**power for power in count() for digit in _DIGITS)
    return next(end for end in ends if end >= max(largest, 4) and end % 2 == 0)
