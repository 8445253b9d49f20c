"""Which shown cells to hide as well: by price, one promise at a time; and which of them not to, after all."""

from __future__ import annotations

import numpy as np

from klubtrends.disclosure.doubt import Doubt
from klubtrends.disclosure.problem import Bools
from klubtrends.disclosure.system import Floats
from klubtrends.disclosure.witnesses import Goal


def repaired(doubt: Doubt, hidden: Bools, prices: Floats) -> Bools | None:
    """Hide more until every promise holds, each time what is cheap by `prices`; None where that leads nowhere.

    Partners are the cells in which the table nearest to the truth differs that meets a goal (Kelly et al. 1992).
    """
    hidden = hidden.copy()
    while True:
        before = hidden.sum()
        for goal, _ in doubt.broken(hidden.copy()):
            if doubt.witnesses.met(goal, hidden):
                continue
            more = _partners(doubt, goal, hidden, prices)
            if more is None:
                return None
            hidden = more
        if hidden.sum() == before:
            return hidden


def _partners(doubt: Doubt, goal: Goal, hidden: Bools, prices: Floats) -> Bools | None:
    found = []
    for target in doubt.targets(goal):
        box = doubt.reaching(goal, target, hidden | doubt.candidates)
        table = doubt.system.nearest(box, np.where(hidden, 0.0, prices))
        if table is not None and doubt.witnesses.add(table):
            moved = doubt.problem.masks[: len(hidden)] @ (table - doubt.problem.truth) != 0
            found.append(hidden | moved)
    if not found:
        return None
    cheapest = min(found, key=lambda more: float(prices[more].sum()))
    if doubt.witnesses.met(goal, cheapest):
        return cheapest
    return _in_company(doubt, goal, cheapest, prices)


def _in_company(doubt: Doubt, goal: Goal, hidden: Bools, prices: Floats) -> Bools | None:
    """Hide the cheapest cell that need not be zero with the others."""
    others = np.flatnonzero(doubt.candidates & ~hidden)
    for other in others[np.argsort(prices[others], kind="stable")]:
        more = hidden.copy()
        more[other] = True
        if doubt.whole(goal, goal.targets[0], more):
            return more
    return None


def pruned(doubt: Doubt, hidden: Bools) -> Bools:
    """Show again every partner that is not needed, the most expensive first."""
    partners = np.flatnonzero(hidden & doubt.candidates)
    for cell in partners[np.argsort(-doubt.problem.costs[partners], kind="stable")]:
        fewer = hidden.copy()
        fewer[cell] = False
        if doubt.safe(fewer):
            hidden = fewer
    return hidden
