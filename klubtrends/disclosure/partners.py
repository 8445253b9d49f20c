"""Which shown cells to hide as well: by price, one promise at a time; and which of them not to, after all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from klubtrends.disclosure.doubt import Doubt
from klubtrends.disclosure.polytope import Box, Floats
from klubtrends.disclosure.problem import Bools
from klubtrends.disclosure.witnesses import Goal


def repaired(doubt: Doubt, hidden: Bools, prices: Floats) -> Bools | None:
    """Hide more until every promise holds, each time what is cheap by `prices`; None where that leads nowhere.

    Partners are the cells in which a table that meets a goal differs from the truth, where the table is the one for
    which prices times differences make least (Kelly et al. 1992).
    """
    while True:
        more = hidden
        for goal in doubt.broken(hidden):
            if not doubt.witnesses.met(goal, more):
                found = _partners(doubt, goal, more, prices)
                if found is None:
                    return None
                more = found
        if (more == hidden).all():
            return hidden
        hidden = more


def _partners(doubt: Doubt, goal: Goal, hidden: Bools, prices: Floats) -> Bools | None:
    reaching = [doubt.beyond(goal, target, hidden | doubt.cuts.allowed) for target in doubt.targets(goal)]
    sets = [more for box in reaching if (more := _moved(doubt, box, hidden, prices)) is not None]
    if not sets:
        return None
    cheapest = min(sets, key=lambda more: float(prices[more].sum()))
    if doubt.witnesses.met(goal, cheapest):
        return cheapest
    return next((more for box in reaching for more in _in_company(doubt, box, cheapest, prices)), None)


def _moved(doubt: Doubt, box: Box, hidden: Bools, prices: Floats) -> Bools | None:
    """Hide what moves in the cheapest table in a box, too."""
    table = doubt.polytope.nearest(box, np.where(hidden, 0.0, prices))
    if table is None:
        return None
    doubt.witnesses.add(table)
    named = doubt.problem.masks[: len(hidden)]
    return np.asarray(hidden | (named @ (table - doubt.problem.truth) != 0), dtype=bool)


def _in_company(doubt: Doubt, box: Box, hidden: Bools, prices: Floats) -> Iterator[Bools]:
    """Hide another cell, and see to it that it need not be zero: those that are hidden already first."""
    others = np.flatnonzero(hidden | doubt.cuts.allowed)
    for other in others[np.argsort(np.where(hidden, 0.0, prices)[others], kind="stable")]:
        at = int(doubt.polytope.place[other])
        if box.high[at] >= 1:
            more = _moved(doubt, box.but(at, max(box.low[at], 1), box.high[at]), hidden, prices)
            if more is not None:
                more[other] = True
                yield more


def pruned(doubt: Doubt, hidden: Bools) -> Bools:
    """Show again every partner that is not needed, the most expensive first."""
    partners = np.flatnonzero(hidden & doubt.partners)
    for cell in partners[np.argsort(-doubt.problem.costs[partners], kind="stable")]:
        fewer = hidden.copy()
        fewer[cell] = False
        if doubt.safe(fewer):
            hidden = fewer
    return hidden
