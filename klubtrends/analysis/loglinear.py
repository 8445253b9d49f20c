"""Log-linear Poisson regressions on period levels and one trend, thousands at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from klubtrends.analysis.series import Bools, Floats, Ints

MOST_STEPS = 25
TOLERANCE = 1e-8  # on the relative change of deviance
LEAST_MEAN = float(np.finfo(float).eps)


@dataclass(frozen=True)
class Design:
    """What the weeks of a baseline have in common: their level, from 0, and their time."""

    levels: Ints
    times: Floats

    @cached_property
    def centres(self) -> Floats:
        """The mean time of each level, from which time is counted within it."""
        return np.bincount(self.levels, self.times) / np.maximum(np.bincount(self.levels), 1)

    @cached_property
    def within(self) -> Floats:
        """Each week's time less that of its level's centre."""
        return self.times - self.centres[self.levels]

    @cached_property
    def members(self) -> Floats:
        """1 where a week (row) is of a level (column)."""
        return np.eye(len(self.centres))[self.levels]

    @cached_property
    def powers(self) -> Floats:
        """Each week's membership of a level, that times its time, and that times its time squared."""
        time = self.within[:, None]
        return np.hstack([self.members, self.members * time, self.members * time**2])

    def moments(self, weights: Floats) -> Floats:
        """Sum weights, and weights times time and time squared, by level: shape (n_fits, 3, n_levels)."""
        return (weights @ self.powers).reshape(len(weights), 3, -1)


@dataclass(frozen=True)
class Begun:
    """What a fit needs of each count y before its first step, which starts from the mean y + 0.1.

    Attributes
    ----------
    scale : ndarray, shape (n,)
        A typical count of the series, so that large counts lose no digits.
    target : ndarray, shape (n, n_weeks)
        Weight times working response, (y + 0.1) log(y + 0.1) - 0.1.
    surprise : ndarray, shape (n, n_weeks)
        y log(y / scale).
    deviance : ndarray, shape (n, n_weeks)
        From y + 0.1.
    """

    scale: Floats
    target: Floats
    surprise: Floats
    deviance: Floats

    @classmethod
    def at(cls, counts: Floats) -> Begun:
        """Begin with counts of shape (n, n_weeks)."""
        started = counts + 0.1
        scale = np.maximum(counts.mean(axis=1), 1.0)
        some = np.maximum(counts, 1.0)
        target = started * np.log(started) - 0.1
        surprise = counts * np.log(some / scale[:, None])
        return cls(scale, target, surprise, 2 * (0.1 - counts * np.log1p(0.1 / some)))

    def rows(self, which: Ints | Bools) -> Begun:
        """Give some of them."""
        return Begun(self.scale[which], self.target[which], self.surprise[which], self.deviance[which])


@dataclass(frozen=True)
class Baselines:
    """What each regression is fitted to, of shape (n_fits, n_weeks); weight 0 leaves a week out.

    `exposure` multiplies the mean.
    """

    counts: Floats
    begun: Begun
    weights: Floats
    exposure: Floats | None

    def rows(self, which: Ints | Bools) -> Baselines:
        """Give some of them."""
        exposure = None if self.exposure is None else self.exposure[which]
        return Baselines(self.counts[which], self.begun.rows(which), self.weights[which], exposure)


@dataclass(frozen=True)
class Information:
    """The weighted least squares behind a fit: weight and mean time (within it) of each level, and the trend's.

    `inverse` is that of the weight, 0 where there is none.
    """

    weight: Floats
    inverse: Floats
    centre: Floats
    trend: Floats

    @classmethod
    def of(cls, moments: Floats, trend: bool) -> Information:
        """Sum up from the three moments of each level; without a trend, its information is endless."""
        weight, first, second = moments[:, 0], moments[:, 1], moments[:, 2]
        inverse = _inverse(weight)
        if not trend:
            return cls(weight, inverse, np.zeros_like(weight), np.full(len(weight), np.inf))
        centre = first * inverse
        return cls(weight, inverse, centre, (second - first * centre).sum(axis=1))

    def solve(self, by_level: Floats, by_time: Floats) -> tuple[Floats, Floats]:
        """Solve the normal equations, which need no matrix: give each level's coefficient and the trend's."""
        slope = (by_time - (self.centre * by_level).sum(axis=1)) / self.trend
        mean = by_level * self.inverse
        return mean - self.centre * slope[:, None], slope


@dataclass(frozen=True)
class Fit:
    """Regressions as they ended: log rate of each level at its centre, slope, and what the last step was made of.

    `mean` and `working` (the weights that the last step began with) are of shape (n_fits, n_weeks).
    """

    level: Floats
    slope: Floats
    mean: Floats
    working: Floats
    converged: Bools


def fit(design: Design, baselines: Baselines, *, trend: bool) -> Fit:
    """Fit log(mean) = level + slope * time by iteratively reweighted least squares, started at count + 0.1.

    Steps and stopping are those of the standard algorithm (McCullagh and Nelder 1989, section 2.5), so that what
    depends on where it stops agrees with other implementations of it.
    """
    return _Fitting(design, baselines, trend).run()


@dataclass
class _Going:
    """The fits that have not stopped: which they are, and where they stand."""

    which: Ints
    level: Floats
    slope: Floats
    moments: Floats
    deviance: Floats

    def only(self, keep: Bools) -> _Going:
        return _Going(
            self.which[keep], self.level[keep], self.slope[keep], self.moments[keep], self.deviance[keep]
        )


class _Fitting:
    """Many regressions of one design at once; each stops where it would alone."""

    def __init__(self, design: Design, baselines: Baselines, trend: bool) -> None:
        self.design, self.given, self.trend = design, baselines, trend
        weighted = baselines.weights * baselines.counts
        self.seen = weighted @ design.members
        self.seen_time = weighted @ design.within if trend else np.zeros(len(weighted))
        self.exposed = baselines.weights
        surprise = np.vecdot(baselines.weights, baselines.begun.surprise)
        if baselines.exposure is not None:
            self.exposed = baselines.weights * baselines.exposure
            surprise -= np.vecdot(weighted, np.log(baselines.exposure))
        exposed = self.exposed @ design.members
        some = (self.seen > 0) & (exposed > 0)
        self.origin = np.log(np.where(some, self.seen, 1.0) / np.where(some, exposed, 1.0))
        away = self.origin - np.log(baselines.begun.scale)[:, None]
        self.surprise = surprise - (away * self.seen).sum(axis=1)

    def run(self) -> Fit:
        """Step until all have stopped, or have had their steps."""
        before = np.vecdot(self.given.weights, self.given.begun.deviance)
        going = self._first()
        level, slope = going.level.copy(), going.slope.copy()
        last_level, last_slope = level.copy(), slope.copy()
        converged = _settled(before, going.deviance)
        first = converged.copy()
        going = going.only(~converged)
        for _ in range(1, MOST_STEPS):
            if not len(going.which):
                break
            at = going.which
            last_level[at], last_slope[at] = going.level, going.slope
            settled = self._step(going)
            level[at], slope[at], converged[at] = going.level, going.slope, settled
            if settled.any():
                going = going.only(~settled)
        working = self.given.weights * self._mean(last_level, last_slope)
        working[first] = (self.given.weights * (self.given.counts + 0.1))[first]
        return Fit(level, slope, self._mean(level, slope), working, converged)

    def _first(self) -> _Going:
        """Step from mean = count + 0.1, which is of no level and slope."""
        given, design = self.given, self.design
        start = given.weights * (given.counts + 0.1)
        target = given.weights * given.begun.target
        if given.exposure is not None:
            target -= start * np.log(given.exposure)
        by_time = target @ design.within if self.trend else np.zeros(len(target))
        information = Information.of(design.moments(start), self.trend)
        level, slope = information.solve(target @ design.members, by_time)
        every = np.arange(len(level))
        moments = self._moments(every, slope)
        return _Going(every, level, slope, moments, self._deviance(every, level, slope, moments))

    def _step(self, going: _Going) -> Bools:
        """Step once, in place; tell which have settled."""
        fitted = going.moments * np.exp(going.level)[:, None, :]
        short = self.seen[going.which] - fitted[:, 0]
        short_time = self.seen_time[going.which] - fitted[:, 1].sum(axis=1)
        by_level, by_time = Information.of(fitted, self.trend).solve(short, short_time)
        going.level, going.slope = going.level + by_level, going.slope + by_time
        if self.trend:
            going.moments = self._moments(going.which, going.slope)
        before, going.deviance = (
            going.deviance,
            self._deviance(going.which, going.level, going.slope, going.moments),
        )
        return _settled(before, going.deviance)

    def _moments(self, which: Ints, slope: Floats) -> Floats:
        if not self.trend:
            return self.design.moments(self.exposed[which])
        rates = slope[:, None] * self.design.within
        np.exp(rates, out=rates)
        rates *= self.exposed if len(which) == len(self.exposed) else self.exposed[which]
        return self.design.moments(rates)

    def _deviance(self, which: Ints, level: Floats, slope: Floats, moments: Floats) -> Floats:
        seen = self.seen[which]
        fitted = np.vecdot(np.exp(level), moments[:, 0])
        gain = np.vecdot(level - self.origin[which], seen) + slope * self.seen_time[which]
        deviance: Floats = 2 * (self.surprise[which] - gain - seen.sum(axis=1) + fitted)
        return deviance

    def _mean(self, level: Floats, slope: Floats) -> Floats:
        if self.trend:
            linear = level @ self.design.members.T
            linear += slope[:, None] * self.design.within
            mean = np.exp(linear, out=linear)
        else:
            mean = np.take(np.exp(level), self.design.levels, axis=1)
        if self.given.exposure is not None:
            mean *= self.given.exposure
        return np.maximum(mean, LEAST_MEAN, out=mean)


def _settled(before: Floats, now: Floats) -> Bools:
    return np.abs(now - before) / (np.abs(now) + 0.1) < TOLERANCE


def _inverse(weight: Floats) -> Floats:
    some = weight > 0
    return np.where(some, 1 / np.where(some, weight, 1.0), 0.0)
