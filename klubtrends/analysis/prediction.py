"""What a week's count is expected to be, from a quasi-Poisson regression on the weeks that it is held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from klubtrends.analysis.loglinear import LEAST_MEAN, Baselines, Design, Fit, Information, fit
from klubtrends.analysis.series import Bools, Floats

CERTAIN = 1 - 1e-10  # a leverage from which a week says nothing of how wide the others spread


@dataclass(frozen=True)
class Rules:
    """How to fit: whether with a trend, how significant it must be, and how unusual weeks are weighted down.

    `residual` is the largest residual of full weight. `flexible` takes the spread behind the trend's test and the
    error of prediction from the weights of the weeks alone, as the flexible method of the reference does.
    """

    trend: bool
    p_trend: float
    reweight: bool
    residual: float
    flexible: bool


@dataclass(frozen=True)
class Target:
    """The weeks to predict, of shape (n_fits,): their time and their exposure."""

    time: Floats
    exposure: Floats


@dataclass(frozen=True)
class Predicted:
    """What is expected, of shape (n_fits,): mean, standard error of its logarithm, dispersion, trend.

    Attributes
    ----------
    slope : ndarray
        Change of the logarithm of the mean per week; NaN where no trend was kept.
    season : ndarray
        Cases in the weeks of the same season.
    exposure : ndarray
        How many such weeks there were, or their summed population.
    converged : ndarray of bool
        Whether the regression came to an end.
    """

    mean: Floats
    error: Floats
    dispersion: Floats
    slope: Floats
    season: Floats
    exposure: Floats
    converged: Bools


@dataclass(frozen=True)
class _Fitted:
    fit: Fit
    information: Information
    freedom: Floats
    dispersion: Floats
    spread: Floats  # not rounded up to 1

    def at(self, design: Design, target: Target, spread: Floats) -> tuple[Floats, Floats]:
        """Predict the mean, and the standard error of its logarithm."""
        time = target.time - design.centres[-1]
        linear = self.fit.level[:, -1] + self.fit.slope * time
        leverage = self.information.inverse[:, -1]
        leverage = leverage + (time - self.information.centre[:, -1]) ** 2 / self.information.trend
        return np.maximum(np.exp(linear) * target.exposure, LEAST_MEAN), np.sqrt(spread * leverage)


def predict(design: Design, baselines: Baselines, target: Target, rules: Rules) -> Predicted:
    """Predict with a trend where that is significant and does not extrapolate, else without."""
    mean, error, dispersion = np.full((3, len(target.time)), np.nan)
    slope = np.full_like(mean, np.nan)
    kept = np.zeros(len(mean), dtype=bool)
    converged = kept.copy()
    if rules.trend:
        fitted = _fitted(design, baselines, rules, trend=True)
        mean, error = fitted.at(design, target, fitted.spread if rules.flexible else fitted.dispersion)
        dispersion = fitted.dispersion.copy()
        kept = _kept(fitted, mean, baselines, rules)
        slope[kept], converged[kept] = fitted.fit.slope[kept], True
    rest = np.flatnonzero(~kept)
    if len(rest):
        others = baselines.rows(rest) if len(rest) < len(kept) else baselines
        fitted = _fitted(design, others, rules, trend=False)
        flat = Target(target.time[rest], target.exposure[rest])
        spread = fitted.spread if rules.flexible else fitted.dispersion
        mean[rest], error[rest] = fitted.at(design, flat, spread)
        dispersion[rest], converged[rest] = fitted.dispersion, fitted.fit.converged
    season = design.members[:, -1]
    exposed = baselines.weights if baselines.exposure is None else baselines.weights * baselines.exposure
    seen = (baselines.weights * baselines.counts) @ season
    return Predicted(mean, error, dispersion, slope, seen, exposed @ season, converged)


def _kept(fitted: _Fitted, mean: Floats, baselines: Baselines, rules: Rules) -> Bools:
    statistic = fitted.fit.slope / np.sqrt(fitted.spread / fitted.information.trend)
    p_value = 2 * special.stdtr(fitted.freedom, -np.abs(statistic))
    most = np.where(baselines.weights > 0, baselines.counts, 0.0).max(axis=1)
    kept: Bools = (p_value < rules.p_trend) & (mean <= most) & fitted.fit.converged
    return kept


def _fitted(design: Design, baselines: Baselines, rules: Rules, *, trend: bool) -> _Fitted:
    """Fit, and where asked for again with unusually high weeks weighted down."""
    fitted = fit(design, baselines, trend=trend)
    information = fitted.information
    freedom = baselines.weights.sum(axis=1) - (information.weight > 0).sum(axis=1) - trend
    dispersion = _spread(baselines, fitted, fitted.working) / freedom
    if not rules.reweight:
        return _Fitted(fitted, information, freedom, np.maximum(dispersion, 1), dispersion)
    weights = _reweighted(design, baselines, fitted, information, dispersion, rules.residual)
    again = Baselines(baselines.counts, baselines.begun, weights, baselines.exposure)
    if (weights != baselines.weights).any():  # else each fit would end where it is
        fitted = fit(design, again, trend=trend)
    dispersion = _spread(again, fitted, fitted.working) / freedom
    spread = _spread(again, fitted, weights) / freedom if rules.flexible else dispersion
    return _Fitted(fitted, fitted.information, freedom, np.maximum(dispersion, 1), spread)


def _spread(baselines: Baselines, fitted: Fit, weights: Floats) -> Floats:
    relative = (baselines.counts - fitted.mean) / fitted.mean
    relative *= relative
    total: Floats = np.vecdot(relative, weights)
    return total


def _reweighted(
    design: Design, baselines: Baselines, fitted: Fit, information: Information, dispersion: Floats, most: float
) -> Floats:
    """Give weeks whose standardised Anscombe residual is too large a weight of its inverse square."""
    leverage = information.inverse @ design.members.T
    if np.isfinite(information.trend).any():
        away = design.within - information.centre @ design.members.T
        leverage += away**2 / information.trend[:, None]
    leverage *= fitted.working
    sixth = np.sqrt(np.cbrt(fitted.mean))
    residual = 1.5 * (baselines.begun.two_thirds / sixth - sixth**3)
    scale = np.sqrt(np.maximum(dispersion, 1)[:, None] * (1 - leverage))
    unusual = (residual > most * scale) & (leverage < CERTAIN)
    weights = baselines.weights.copy()
    weights[unusual] *= (scale[unusual] / residual[unusual]) ** 2
    weights *= (baselines.weights.sum(axis=1) / weights.sum(axis=1))[:, None]
    return weights
