"""The same thing in several departments at once: is it more than each one's own history lets us expect?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

LEAST_WEEKS = 12  # of exposure altogether, before anything is said
LONGEST = 4  # weeks that one cluster may last
DRAWS = 999


@dataclass(frozen=True)
class Cluster:
    """The departments and the last weeks that stand out most, and how often chance does as much.

    `departments` are rows of the counts, `weeks` how many of the last; both empty unless `status` is "tested". The
    others are "too early" (under twelve weeks of exposure) and "quiet" (fewer than two departments have a case in
    the last four weeks, or none of what they have is more than expected).
    """

    status: Literal["tested", "quiet", "too early"]
    p_value: float
    departments: tuple[int, ...] = ()
    weeks: int = 0
    count: int = 0
    expected: float = 0.0


@dataclass(frozen=True)
class _Windows:
    """Each department's cases in the last 1, 2, ... weeks: shape (n_draws, n_departments, n_windows)."""

    cases: np.ndarray
    expected: np.ndarray  # shape (n_departments, n_windows)
    total: int

    def scores(self) -> np.ndarray:
        """Give the best score of any two departments or more, shape (n_draws, n_windows)."""
        best = [self._ranked(window)[0].max(axis=1) for window in range(self.expected.shape[1])]
        return np.column_stack(best)

    def _ranked(self, window: int) -> tuple[np.ndarray, np.ndarray]:
        """Score the first 1, 2, ... departments in order of excess; one of these sets is the best of all."""
        cases, expected = self.cases[:, :, window], self.expected[:, window]
        order = np.argsort(-cases / np.where(expected > 0, expected, np.inf), axis=1, kind="stable")
        count = np.take_along_axis(cases, order, axis=1).cumsum(axis=1)
        mean = expected[order].cumsum(axis=1)
        several = (np.take_along_axis(cases, order, axis=1) > 0).cumsum(axis=1) >= 2
        return np.where(several, _score(count, mean, self.total), 0.0), order

    def strongest(self) -> tuple[int, np.ndarray]:
        """Give the window and the departments of the first draw's best."""
        window = int(self.scores()[0].argmax())
        scores, order = self._ranked(window)
        return window, np.sort(order[0, : int(scores[0].argmax()) + 1])


def clusters(counts: ArrayLike, exposures: ArrayLike | None = None, *, seed: int = 0) -> Cluster:
    """Look for departments that have more cases together in the last weeks than their own histories allow.

    For every window of the last one to four weeks, and every set of two departments or more, the cases are compared
    with what the sets' own totals, spread over their exposure, lead to expect; the largest Poisson scan
    statistic counts. Its chance comes from putting each department's cases into its weeks at random, in
    proportion to exposure, 999 times: so departments may differ as they like, how many windows and sets were tried
    is paid for, and a rise in all departments is seen as well. Cases are taken to come one by one: several reports
    of one event must be counted once.

    Parameters
    ----------
    counts : array_like, shape (n_departments, n_weeks)
        Cases of one type, or of one type and platform, oldest week first.
    exposures : array_like, shape (n_departments, n_weeks), optional
        What they were seen in; 0 where a department did not report or was closed. 1 throughout by default.
    seed : int
        Where the draws begin: the same seed, the same answer.

    Raises
    ------
    ValueError
        If counts are negative, fractional, infinite or missing, exposures negative, infinite or missing, shapes
        differ, or there are cases without exposure.

    References
    ----------
    .. [1] Kulldorff, M. et al. (2005). A space-time permutation scan statistic. PLoS Medicine 2, e59.
    .. [2] Neill, D. B. (2012). Fast subset scan for spatial pattern detection. J. R. Statist. Soc. B 74, 337-360.

    Examples
    --------
    >>> quiet = [0] * 30
    >>> found = clusters([[*quiet, 0, 1], [*quiet, 1, 1], [1] * 32, [*quiet, 2, 1], quiet + [0, 0]])
    >>> found.departments, found.weeks, found.count, found.p_value
    ((0, 1, 3), 2, 6, 0.001)
    """
    cases, units = _checked(counts, exposures)
    if np.count_nonzero(units.sum(axis=0)) < LEAST_WEEKS:
        return Cluster("too early", 1.0)
    shares = _shares(units)
    seen = np.cumsum(cases[:, ::-1][:, :LONGEST], axis=1)
    if (seen[:, -1] > 0).sum() < 2:
        return Cluster("quiet", 1.0)
    drawn = np.random.default_rng(seed).multinomial(cases.sum(axis=1), shares, size=(DRAWS, len(cases)))[
        :, :, :LONGEST
    ]
    both = np.concatenate([seen[None], np.cumsum(drawn, axis=2)])
    expected = np.cumsum(shares[:, :LONGEST], axis=1) * cases.sum(axis=1, keepdims=True)
    return _judged(_Windows(both, expected, int(cases.sum())))


def _judged(windows: _Windows) -> Cluster:
    best = windows.scores().max(axis=1)
    if best[0] <= 0:
        return Cluster("quiet", 1.0)
    chance = float(1 + (best[1:] >= best[0] - 1e-9).sum()) / len(best)
    window, rows = windows.strongest()
    count, mean = windows.cases[0, rows, window].sum(), windows.expected[rows, window].sum()
    return Cluster("tested", chance, tuple(map(int, rows)), window + 1, int(count), float(mean))


def _checked(counts: ArrayLike, exposures: ArrayLike | None) -> tuple[np.ndarray, np.ndarray]:
    cases = np.asarray(counts, dtype=float)
    units = np.ones(cases.shape) if exposures is None else np.asarray(exposures, dtype=float)
    if cases.ndim != 2 or cases.shape != units.shape:
        raise ValueError("counts and exposures must be tables of departments by weeks, of the same shape")
    if not (np.isfinite(cases).all() and (cases >= 0).all() and (cases == np.floor(cases)).all()):
        raise ValueError("counts must be whole numbers, 0 or more, none missing")
    if not (np.isfinite(units).all() and (units >= 0).all()) or (cases[units == 0] > 0).any():
        raise ValueError("exposures must be finite and 0 or more, and above 0 where there are cases")
    return cases.astype(np.int64), units


def _shares(units: np.ndarray) -> np.ndarray:
    """Give each department's share of exposure in the last, the last but one, ... week, and all weeks before."""
    total = units.sum(axis=1, keepdims=True)
    recent = units[:, ::-1][:, :LONGEST] / np.where(total > 0, total, 1.0)
    return np.column_stack([recent, np.maximum(1.0 - recent.sum(axis=1), 0.0)])


def _score(count: np.ndarray, mean: np.ndarray, total: int) -> np.ndarray:
    """Give the log-likelihood ratio of more inside than outside; 0 where there is not more."""
    rest, others = total - count, np.maximum(total - mean, 1e-12)
    inside = count * np.log(np.where(count > 0, count, 1) / np.where(mean > 0, mean, 1.0))
    outside = rest * np.log(np.where(rest > 0, rest, 1) / others)
    return np.where(count > mean, inside + outside, 0.0)
