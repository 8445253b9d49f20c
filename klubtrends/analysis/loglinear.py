"""Log-linear Poisson regressions on period levels and one trend, thousands at a time."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple

import numpy as np

from klubtrends.analysis.series import Bools, Floats, Ints

MOST_STEPS = 25
TOLERANCE = 1e-8  # on the relative change of deviance
LEAST_MEAN = float(np.finfo(float).eps)
LEAST_WEIGHT = float(np.finfo(float).tiny)


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
    def columns(self) -> Floats:
        """Each week's membership of a level, and its time: what the logarithm of the mean is a sum of."""
        return np.column_stack([self.members, self.within])

    @cached_property
    def powers(self) -> Floats:
        """The columns, then membership times time, and times time squared: what the mean is summed by."""
        time = self.within[:, None]
        return np.hstack([self.columns, self.members * time, self.members * time**2])

    @cached_property
    def levels_alone(self) -> Floats:
        """1 for a power that is membership alone, 0 for the others: their sums are those of the weeks."""
        return (np.arange(self.powers.shape[1]) < len(self.centres)).astype(float)


@dataclass(frozen=True)
class Begun:
    """What a fit needs of each count y before its first step, which starts from the mean y + 0.1.

    Attributes
    ----------
    level : ndarray, shape (n,)
        The logarithm of a typical count of the series, so that large counts lose no digits.
    target : ndarray, shape (n, n_weeks)
        Weight times working response, (y + 0.1) log(y + 0.1) - 0.1.
    surprise : ndarray, shape (n, n_weeks)
        y (log(y) - level).
    deviance : ndarray, shape (n, n_weeks)
        From y + 0.1.
    two_thirds : ndarray, shape (n, n_weeks)
        y to that power, for Anscombe residuals.
    """

    level: Floats
    target: Floats
    surprise: Floats
    deviance: Floats
    two_thirds: Floats

    @classmethod
    def at(cls, counts: Floats) -> Begun:
        """Begin with counts of shape (n, n_weeks)."""
        started = counts + 0.1
        level = np.log(np.maximum(counts.mean(axis=1), 1.0))
        some = np.maximum(counts, 1.0)
        target = started * np.log(started) - 0.1
        surprise = counts * (np.log(some) - level[:, None])
        deviance = 2 * (0.1 - counts * np.log1p(0.1 / some))
        return cls(level, target, surprise, deviance, np.cbrt(counts**2))

    def rows(self, which: Ints | Bools) -> Begun:
        """Give some of them."""
        return Begun(*(getattr(self, field.name)[which] for field in fields(self)))


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


class Information(NamedTuple):
    """The weighted least squares behind a fit: weight and mean time (within it) of each level, and the trend's.

    `inverse` is that of the weight.
    """

    weight: Floats
    inverse: Floats
    centre: Floats
    trend: Floats

    @classmethod
    def of(cls, moments: Floats, n_levels: int) -> Information:
        """Take weights summed by a design's powers; by its members only, the trend's information is endless."""
        weight = moments[:, :n_levels]
        inverse = 1 / np.maximum(weight, LEAST_WEIGHT)
        if weight.shape == moments.shape:
            return cls(weight, inverse, np.zeros_like(weight), np.full(len(weight), np.inf))
        first, second = moments[:, n_levels + 1 : -n_levels], moments[:, -n_levels:]
        centre = first * inverse
        return cls(weight, inverse, centre, (second - first * centre).sum(axis=1))

    def solve(self, sums: Floats) -> Floats:
        """Solve the normal equations, which need no matrix: give the coefficient of each level and of a trend."""
        if sums.shape == self.weight.shape:
            return sums * self.inverse
        levels = sums[:, :-1]
        slope = ((sums[:, -1] - np.vecdot(self.centre, levels)) / self.trend)[:, None]
        return np.concatenate([levels * self.inverse - self.centre * slope, slope], axis=1)


@dataclass(frozen=True)
class Fit:
    """Regressions as they ended: log rate of each level at its centre, slope, and what the last step was made of.

    `mean` and `working` (the weights that the last step began with) are of shape (n_fits, n_weeks).
    """

    level: Floats
    slope: Floats
    mean: Floats
    working: Floats
    information: Information
    converged: Bools


def fit(design: Design, baselines: Baselines, *, trend: bool) -> Fit:
    """Fit log(mean) = level + slope * time by iteratively reweighted least squares, started at count + 0.1.

    Steps and stopping are those of the standard algorithm (McCullagh and Nelder 1989, section 2.5), so that what
    depends on where it stops agrees with other implementations of it.
    """
    return _Fitting(design, baselines, trend).run()


class _Stand(NamedTuple):
    """Where some fits stand, which they are, and where their last step began.

    `cases` are summed by the design's columns, as the coefficients are; `constant` is what the steps leave of the
    deviance as it is.
    """

    which: Ints
    cases: Floats
    constant: Floats
    coefficients: Floats
    moments: Floats
    deviance: Floats
    came_from: Floats
    settled: Bools

    def only(self, keep: Bools | Ints) -> _Stand:
        return _Stand._make(figures[keep] for figures in self)

    @classmethod
    def joined(cls, parts: list[_Stand]) -> _Stand:
        whole = cls._make(map(np.concatenate, zip(*parts, strict=True)))
        return whole.only(np.argsort(whole.which))


class _Fitting:
    """Many regressions of one design at once; each stops where it would alone.

    Levels are counted from the logarithm of `rate`, about that of a fit without a trend, and `flat` is what is
    expected by it: in each week, or without a trend in each level.
    """

    def __init__(self, design: Design, baselines: Baselines, trend: bool) -> None:
        self.design, self.given, self.trend = design, baselines, trend
        self.n_levels = len(design.centres)
        self.columns = design.columns if trend else design.members
        self.powers = design.powers if trend else design.members
        self.levels_alone = design.levels_alone[: self.powers.shape[1]]
        exposed = baselines.weights
        if baselines.exposure is not None:
            exposed = exposed * baselines.exposure
        self.cases = (baselines.weights * baselines.counts) @ self.columns
        seen, by_level = self.cases[:, : self.n_levels], exposed @ design.members
        self.rate = np.maximum(seen, 1) / np.maximum(by_level, 1)
        self.origin = np.log(self.rate)
        self.flat = exposed * np.take(self.rate, design.levels, axis=1) if trend else by_level * self.rate

    def run(self) -> Fit:
        """Step until all have stopped, or have had their steps."""
        parts, going = [], self._first()
        at_once = going.settled
        for _ in range(1, MOST_STEPS):
            settled = np.count_nonzero(going.settled)
            if settled == len(going.settled):
                break
            if settled:
                parts.append(going.only(going.settled))
                going = going.only(~going.settled)
            going = self._step(going)
        end = _Stand.joined([*parts, going]) if parts else going
        working = self.given.weights * self._mean(end.came_from)
        if at_once.any():
            working[at_once] = (self.given.weights * (self.given.counts + 0.1))[at_once]
        level = self.origin + end.coefficients[:, : self.n_levels]
        slope = end.coefficients[:, -1] if self.trend else np.zeros(len(level))
        information = Information.of(working @ self.powers, self.n_levels)
        return Fit(level, slope, self._mean(end.coefficients), working, information, end.settled)

    def _first(self) -> _Stand:
        """Step from mean = count + 0.1, which is of no level and slope."""
        given, seen, origin = self.given, self.cases[:, : self.n_levels], self.origin
        start, target = given.weights * (given.counts + 0.1), given.weights * given.begun.target
        constant = np.vecdot(given.weights, given.begun.surprise)
        constant -= np.vecdot(origin - given.begun.level[:, None] + 1, seen)
        if given.exposure is not None:
            offset = np.log(given.exposure)
            target -= start * offset
            constant -= np.vecdot(given.weights * given.counts, offset)
        moments = start @ self.powers
        coefficients = Information.of(moments, self.n_levels).solve(target @ self.columns)
        coefficients[:, : self.n_levels] -= origin
        before = np.vecdot(given.weights, given.begun.deviance)
        began = np.arange(len(before)), self.cases, constant, coefficients, moments, before
        return self._at(_Stand(*began, coefficients, before < 0), coefficients)

    def _step(self, stand: _Stand) -> _Stand:
        short = stand.cases - stand.moments[:, : stand.cases.shape[1]]
        if self.trend:
            step = Information.of(stand.moments, self.n_levels).solve(short)
        else:
            step = short / np.maximum(stand.moments, LEAST_WEIGHT)
        return self._at(stand, stand.coefficients + step)

    def _at(self, before: _Stand, coefficients: Floats) -> _Stand:
        """Stand at the end of a step."""
        flat = self.flat if len(before.which) == len(self.flat) else self.flat[before.which]
        if self.trend:
            means = coefficients @ self.columns.T
            np.exp(means, out=means)
            means *= flat
            moments = means @ self.powers
        else:
            moments = flat * np.exp(coefficients)
        gain = np.vecdot(coefficients, before.cases)
        deviance = 2 * (before.constant - gain + moments @ self.levels_alone)
        settled = np.abs(deviance - before.deviance) / (np.abs(deviance) + 0.1) < TOLERANCE
        unchanged = before.which, before.cases, before.constant
        return _Stand(*unchanged, coefficients, moments, deviance, before.coefficients, settled)

    def _mean(self, coefficients: Floats) -> Floats:
        levels = self.design.levels
        if self.trend:
            mean = coefficients @ self.columns.T
            np.exp(mean, out=mean)
            mean *= np.take(self.rate, levels, axis=1)
        else:
            mean = np.take(self.rate * np.exp(coefficients), levels, axis=1)
        if self.given.exposure is not None:
            mean *= self.given.exposure
        return np.maximum(mean, LEAST_MEAN, out=mean)
