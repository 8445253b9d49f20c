"""The best way to cut a series into so many pieces: levels, lines, or lines that meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

SHORTEST = 5  # observations in a segment: fewer are an episode, not a new state
MOST_CHANGES = 30  # that are looked for
MOST_KNOTS = 8  # of lines that meet, whose search is the dearest

Kind = Literal["level", "line", "joined"]


@dataclass(frozen=True)
class Fit:
    """One way to cut a series: the first position of each new segment, and what is left over."""

    kind: Kind
    starts: tuple[int, ...]
    residuals: np.ndarray  # shape (n,)

    @property
    def parameters(self) -> int:
        """Count the coefficients, places not included."""
        segments = len(self.starts) + 1
        return {"level": segments, "line": 2 * segments, "joined": segments + 1}[self.kind]


def fits(values: np.ndarray, times: np.ndarray) -> Iterator[Fit]:
    """Give the least-squares fit of each kind for 0, 1, 2, ... changes.

    The places of levels and of lines are exact, by dynamic programming over all places; those of lines that meet
    start from the lines' and are moved one at a time until none gains.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Observed values, none missing, n at least `SHORTEST`.
    times : ndarray, shape (n,)
        When; increasing.

    References
    ----------
    .. [1] Auger, I. E. and Lawrence, C. E. (1989). Bull. Math. Biol. 51, 39-54.
    .. [2] Jackson, B. et al. (2005). IEEE Signal Processing Letters 12, 105-108.
    """
    for kind in ("level", "line"):
        for starts in _cuts(_costs(values, times, kind), min(MOST_CHANGES, len(values) // SHORTEST - 1)):
            yield Fit(kind, starts, _left_over(values, times, starts, kind))
            if kind == "line" and 0 < len(starts) <= MOST_KNOTS:
                yield _joined(values, times, starts)


def _costs(values: np.ndarray, times: np.ndarray, kind: Kind) -> np.ndarray:
    """Give the sum of squares about each possible segment: row its end (exclusive), column its start."""
    values, times = values - values.mean(), times - times.mean()
    places = np.arange(len(values) + 1)
    length = places[:, None] - places[None, :]
    size = np.where(length > 0, length, 1)
    level, square = _between(values), _between(values * values)
    cost = square - level * level / size
    if kind == "line":
        when = _between(times)
        spread = _between(times * times) - when * when / size
        shared = _between(times * values) - when * level / size
        cost -= shared * shared / np.where(length > 1, spread, np.inf)
    return np.where(length < SHORTEST, np.inf, np.maximum(cost, 0.0))


def _between(values: np.ndarray) -> np.ndarray:
    summed = np.concatenate(([0.0], np.cumsum(values)))
    return summed[:, None] - summed[None, :]


def _cuts(costs: np.ndarray, most: int) -> Iterator[tuple[int, ...]]:
    """Give the cheapest places for 0, 1, ... changes."""
    cheapest, before = costs[:, 0], []
    yield ()
    for _ in range(most):
        total = costs + cheapest
        before.append(total.argmin(axis=1))
        cheapest = total[np.arange(len(costs)), before[-1]]
        yield _traced(before)


def _traced(before: list[np.ndarray]) -> tuple[int, ...]:
    place, starts = len(before[0]) - 1, []
    for previous in reversed(before):
        place = int(previous[place])
        starts.append(place)
    return tuple(reversed(starts))


def _left_over(values: np.ndarray, times: np.ndarray, starts: tuple[int, ...], kind: Kind) -> np.ndarray:
    left = values.copy()
    for first, end in zip((0, *starts), (*starts, len(values)), strict=True):
        left[first:end] -= left[first:end].mean()
        if kind == "line":
            when = times[first:end] - times[first:end].mean()
            left[first:end] -= when * (when @ left[first:end]) / (when @ when)
    return left


def _joined(values: np.ndarray, times: np.ndarray, starts: tuple[int, ...], *, rounds: int = 3) -> Fit:
    """Move each knot to its best place, the others held, until none moves."""
    knots = list(starts)
    for _ in range(rounds):
        old = tuple(knots)
        for which in range(len(knots)):
            knots[which] = _best_knot(values, times, knots, which)
        if old == tuple(knots):
            break
    basis = np.linalg.qr(design(times, tuple(knots), "joined"))[0]
    return Fit("joined", tuple(knots), values - basis @ (basis.T @ values))


def _best_knot(values: np.ndarray, times: np.ndarray, knots: list[int], which: int) -> int:
    return int(_knot_squares(values, times, tuple(knots), which).argmin())


def _knot_squares(values: np.ndarray, times: np.ndarray, knots: tuple[int, ...], which: int) -> np.ndarray:
    """Give the sum of squares with one knot at each place, the others held; infinite where it may not be."""
    basis = np.linalg.qr(design(times, knots[:which] + knots[which + 1 :], "joined"))[0]
    left = values - basis @ (basis.T @ values)
    own = _after(np.ones(len(times)), times, power=2) - (_after(basis, times) ** 2).sum(axis=1)
    explained = _after(left, times) ** 2 / np.where(own > 1e-9 * len(values), own, np.inf)
    lowest = (knots[which - 1] if which else 0) + SHORTEST
    highest = (knots[which + 1] if which + 1 < len(knots) else len(values)) - SHORTEST
    place = np.arange(len(values))
    return np.where((lowest <= place) & (place <= highest), left @ left - explained, np.inf)


def squares_by_place(values: np.ndarray, times: np.ndarray, fit: Fit, which: int) -> np.ndarray:
    """Give, but for a constant, the sum of squares with one change of a fit moved to each place, shape (n,)."""
    if fit.kind == "joined":
        return _knot_squares(values, times, fit.starts, which)
    edges = (0, *fit.starts, len(values))
    here = slice(edges[which], edges[which + 2])
    costs = _costs(values[here], times[here], fit.kind)
    squares = np.full(len(values), np.inf)
    squares[here] = (costs[:, 0] + costs[-1])[:-1]
    return squares


def _after(columns: np.ndarray, times: np.ndarray, *, power: int = 1) -> np.ndarray:
    """Sum columns times (time - place) to a power over all that come after each place."""
    when = times if columns.ndim == 1 else times[:, None]
    summed = _to_end(columns * when) - when * _to_end(columns)
    if power == 2:
        summed = _to_end(columns * when * when) - when * (_to_end(columns * when) + summed)
    return np.asarray(summed)


def _to_end(columns: np.ndarray) -> np.ndarray:
    return np.asarray(np.cumsum(columns[::-1], axis=0)[::-1])


def design(times: np.ndarray, starts: tuple[int, ...], kind: Kind) -> np.ndarray:
    """Give the columns of the fit, shape (n, parameters); `changed` says which tell the size of each change."""
    later = [np.arange(len(times)) >= start for start in starts]
    steps = [step.astype(float) for step in later] if kind != "joined" else []
    hinges = [np.where(step, times - times[start], 0.0) for step, start in zip(later, starts, strict=True)]
    slopes = [] if kind == "level" else [times - times.mean(), *hinges]
    return np.column_stack([np.ones(len(times)), *steps, *slopes])


def changed(starts: tuple[int, ...], kind: Kind) -> slice:
    """Say which columns of `design` hold each change's jump, or its turn where the lines meet."""
    first = 2 if kind == "joined" else 1
    return slice(first, first + len(starts))
