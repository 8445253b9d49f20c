"""How much a top list changed from one chart-day to the next, and which apps changed it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from klubtrends.analysis.ranks import Floats, Ints, Lines, before

PERSISTENCE = 0.98  # of rank-biased overlap: the first 50 ranks weigh 86 %
ALPHA = 1 / 3  # of rank-turbulence divergence


def overlap(found: Lines, *, persistence: float = PERSISTENCE) -> Floats:
    """Compare each chart-day with the one before: rank-biased overlap, extrapolated; 1 is the same order.

    Lists may differ in length (equation 32 of [1]_). An app common to both adds from depth max(rank, rank) on, so
    one sum over common apps does for all depths. NaN on a chart's opening day and where a rank is tied.

    References
    ----------
    .. [1] Webber, W., Moffat, A. and Zobel, J. (2010). A similarity measure for indefinite rankings.
       ACM Transactions on Information Systems 28(4), article 20.
    """
    if not 0 < persistence < 1:
        raise ValueError("persistence must lie between 0 and 1")
    depths = np.arange(1, found.length + 1)
    weight = np.append(0.0, np.cumsum(persistence**depths / depths))  # up to a depth, of p^d / d
    power = np.append(0.0, np.cumsum(persistence**depths))
    common = np.flatnonzero(found.follows)
    day = found.day[common]
    deepest = np.maximum(found.rank[common - 1], found.rank[common])
    shared = np.bincount(day, minlength=found.days)
    above = np.bincount(day, weights=weight[deepest - 1], minlength=found.days)
    short = np.minimum(found.depth, before(found.depth))
    long = np.maximum(found.depth, before(found.depth))
    both = shared
    if (short < long).any():
        both = np.bincount(day[deepest <= short[day]], minlength=found.days)
    beyond = power[long] - power[short] - short * (weight[long] - weight[short])
    seen = (1 - persistence) / persistence * (shared * weight[long] - above + both / short * beyond)
    similar = seen + ((shared - both) / long + both / short) * persistence**long
    return np.where(_comparable(found), similar, np.nan)


def _comparable(found: Lines) -> NDArray[np.bool_]:
    tied_before = np.append(False, found.tied[:-1]) if found.days else found.tied
    return ~(found.opening | found.tied | tied_before)


def turbulence(found: Lines, *, alpha: float = ALPHA) -> Floats:
    """Compare each chart-day with the one before: rank-turbulence divergence; 0 is the same order.

    An app on one of the two days only has on the other the rank that all such apps share: the depth of that list
    plus (how many they are + 1) / 2. Normalised as in [1]_, so that two lists without a common app are 1 apart;
    the paper rounds their shared rank, which would make it a little more, and is cut off here. NaN on a chart's
    opening day and where a rank is tied.

    References
    ----------
    .. [1] Dodds, P. S. et al. (2020). Allotaxonometry and rank-turbulence divergence. arXiv 2002.09770.
    """
    total = np.zeros(found.days)
    for _, days, amounts in _parts(found, alpha):
        total += np.bincount(days, weights=amounts, minlength=found.days)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(_comparable(found), np.minimum(total / _apart(found, alpha), 1.0), np.nan)


def causes(found: Lines, day: int, *, alpha: float = ALPHA) -> tuple[Ints, Floats]:
    """Give the lines that made a chart-day differ from the one before, and the share that each has in it.

    Largest share first; lines that did not move are left out.
    """
    chosen = [(rows[days == day], amounts[days == day]) for rows, days, amounts in _parts(found, alpha)]
    lines_ = np.concatenate([found.line[rows] for rows, _ in chosen]).astype(np.int64)
    amounts = np.concatenate([amounts for _, amounts in chosen])
    order = np.lexsort((lines_, -amounts))
    order = order[amounts[order] > 0]
    return lines_[order], amounts[order] / amounts.sum() if len(order) else amounts[order]


def _parts(found: Lines, alpha: float) -> Iterator[tuple[Ints, NDArray[np.int32], Floats]]:
    """Give rows, chart-days and terms of the divergence: of apps on both days, of those that came, that left."""
    weights = _weights(found, alpha)
    common = np.flatnonzero(found.follows)
    pair = found.rank[common - 1] * len(weights) + found.rank[common]
    yield common, found.day[common], _term(weights[:, None], weights, alpha).ravel()[pair]
    shared = np.bincount(found.day[common], minlength=found.days)
    heads = np.flatnonzero(~found.follows)
    came = heads[~found.opening[found.day[heads]]]
    day = found.day[came]
    unknown = (before(found.depth) + (found.listed - shared + 1) / 2) ** -alpha
    yield came, day, _term(weights[found.rank[came]], unknown[day], alpha)
    ends = np.append(heads[1:], len(found.day)) - 1 if len(heads) else heads
    closing = np.append(found.opening[1:], True) if found.days else found.opening
    left = ends[~closing[found.day[ends]]]
    day = found.day[left] + 1
    unknown = (found.depth + (before(found.listed) - shared + 1) / 2) ** -alpha
    yield left, day, _term(weights[found.rank[left]], unknown[day], alpha)


def _weights(found: Lines, alpha: float) -> Floats:
    """Give rank ** -alpha of every rank; there is no rank 0."""
    return np.arange(found.length + 1.0).clip(1) ** -alpha


def _term(weight: Floats, other: Floats, alpha: float) -> Floats:
    return np.asarray(np.abs(weight - other) ** (1 / (alpha + 1)))


def _apart(found: Lines, alpha: float) -> Floats:
    """Give for each chart-day what the sum of terms would be without a common app."""
    rank_in_old = before(found.depth) + found.listed / 2
    rank_in_new = found.depth + before(found.listed) / 2
    earlier, weights = np.roll(found.held, 1, axis=0), _weights(found, alpha)
    total = np.zeros(found.days)
    for held, unknown in ((earlier, rank_in_new), (found.held, rank_in_old)):
        kinds, kind = np.unique(unknown, return_inverse=True)  # few: most lists are equally long
        for number, rank in enumerate(kinds):
            days = np.flatnonzero(kind == number)
            total[days] += np.where(held[days], _term(weights, rank**-alpha, alpha), 0.0).sum(axis=1)
    return total
