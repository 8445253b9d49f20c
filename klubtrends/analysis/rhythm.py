"""What comes back by itself: a season, a beat. It is no change, so it is taken out before changes are looked for."""

from __future__ import annotations

import numpy as np
from scipy import special

STRONG = 0.5  # the share of what a running mean leaves that a season must explain
CYCLES = 4  # at least, before a season is believed
NEAR = 3  # observations and cycles on either side that a running median sees
WILD = 4.0  # standard deviations from the running median
REGULAR = 0.001  # the chance that places drawn at random lie as evenly
FEWEST_GAPS = 5  # between changes, before a beat is heard
ALIKE = 0.8  # how much jumps must agree in sign, or in turn: 1 all, 0 half


def without_season(values: np.ndarray) -> np.ndarray:
    """Take out the strongest season, whatever its period and however it grows; give the rest.

    The season of each phase is the running median over seven cycles of what a running mean over one period
    leaves, so a change of level stays.

    References
    ----------
    .. [1] Cleveland, R. B. et al. (1990). J. Official Statistics 6, 3-73.
    """
    period = _period(values)
    if not period:
        return values
    season = values - _running_mean(values, period)
    for phase in range(period):
        season[phase::period] = _running_median(season[phase::period])
    return np.asarray(values - (season - _running_mean(season, period)))


def _period(values: np.ndarray) -> int:
    """Find the period whose season explains most; 0 where none explains enough."""
    best, period = STRONG - 0.02, 0
    for candidate in range(2, len(values) // CYCLES + 1):
        explained = _explained(values, candidate)
        if explained > best + 0.02:  # a multiple of the period must earn its length
            best, period = explained, candidate
    return period


def _explained(values: np.ndarray, period: int) -> float:
    half = len(_window(period)) // 2
    rest = (values - _running_mean(values, period))[half : len(values) - half]
    cycles = len(rest) // period
    if cycles < CYCLES - 1:
        return 0.0
    rest = rest[: cycles * period].reshape(cycles, period)
    rest = rest - rest.mean()
    total = float((rest * rest).sum())
    left = rest - np.median(rest, axis=0)
    free = (rest.size - 1) / (rest.size - period)
    return 1.0 - float((left * left).sum()) / total * free if total > 0 else 0.0


def _window(period: int) -> np.ndarray:
    if period % 2:
        return np.full(period, 1 / period)
    return np.concatenate(([0.5], np.ones(period - 1), [0.5])) / period


def _running_mean(values: np.ndarray, period: int) -> np.ndarray:
    window = _window(period)
    return np.convolve(np.pad(values, len(window) // 2, mode="edge"), window, "valid")


def _running_median(values: np.ndarray) -> np.ndarray:
    padded = np.pad(values, NEAR, mode="reflect" if len(values) > NEAR else "edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * NEAR + 1), axis=1))


def without_outliers(values: np.ndarray) -> np.ndarray:
    """Set what lies wildly off the running median of seven to that median.

    References
    ----------
    .. [1] Hampel, F. R. (1974). JASA 69, 383-393.
    """
    usual = _running_median(values)
    off = np.abs(values - usual)
    scale = 1.4826 * float(np.median(off)) or float(np.sqrt((off * off).mean()))
    return np.where(off > WILD * scale, usual, values)


def come_evenly(starts: tuple[int, ...]) -> bool:
    """Tell whether six changes or more come more evenly than places drawn at random, by Moran's test.

    References
    ----------
    .. [1] Moran, P. A. P. (1951). J. R. Statist. Soc. B 13, 147-150.
    """
    gaps = np.diff(starts)
    if len(gaps) < FEWEST_GAPS:
        return False
    uneven = 2 * len(gaps) * (np.log(gaps.mean()) - np.log(gaps).mean())
    uneven /= 1 + (len(gaps) + 1) / (6 * len(gaps))
    return bool(special.gammainc((len(gaps) - 1) / 2, uneven / 2) < REGULAR)


def are_alike(sizes: np.ndarray) -> bool:
    """Tell whether jumps are all of a sign, or by turns up and down."""
    signs = np.sign(sizes)
    turns = signs * np.resize([1, -1], len(signs))
    return bool(max(abs(signs.mean()), abs(turns.mean())) >= ALIKE)
