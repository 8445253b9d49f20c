"""Which shown cells to hide as well: by price, one promise at a time; and which of them not to, after all."""

from __future__ import annotations

import numpy as np

from klubtrends.disclosure.doubt import Doubt
from klubtrends.disclosure.polytope import Floats
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
    sets = []
    for target in doubt.targets(goal):
        box = doubt.beyond(goal, target, hidden | doubt.cuts.allowed)
        table = doubt.polytope.nearest(box, np.where(hidden, 0.0, prices))
        if table is not None:
            doubt.witnesses.add(table)
            named = doubt.problem.masks[: len(hidden)]
            sets.append(hidden | (named @ (table - doubt.problem.truth) != 0))
    if not sets:
        return None
    cheapest = min(sets, key=lambda more: float(prices[more].sum()))
    return cheapest if doubt.witnesses.met(goal, cheapest) else _in_company(doubt, goal, cheapest, prices)


def _in_company(doubt: Doubt, goal: Goal, hidden: Bools, prices: Floats) -> Bools | None:
    """Hide the cheapest cell that makes the difference."""
    others = np.flatnonzero(doubt.cuts.allowed & ~hidden)
    for other in others[np.argsort(prices[others], kind="stable")]:
        more = hidden.copy()
        more[other] = True
        if any(doubt.found(goal, target, more) for target in doubt.targets(goal)):
            return more
    return None


def pruned(doubt: Doubt, hidden: Bools) -> Bools:
    """Show again every partner that is not needed, the most expensive first."""
    partners = np.flatnonzero(hidden & doubt.partners)
    for cell in partners[np.argsort(-doubt.problem.costs[partners], kind="stable")]:
        fewer = hidden.copy()
        fewer[cell] = False
        if doubt.safe(fewer):
            hidden = fewer
    return hidden
