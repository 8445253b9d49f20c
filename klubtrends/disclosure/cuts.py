"""What every safe choice satisfies, and the cheapest choice that satisfies what is known of that so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from klubtrends.disclosure.polytope import Floats
from klubtrends.disclosure.problem import Bools
from klubtrends.disclosure.tally import Ints

NODES = 200


@dataclass(frozen=True)
class Choice:
    """For each named cell the share that is hidden (whole: 0 or 1), and the least that any choice costs."""

    shares: Floats
    bound: float

    @property
    def hidden(self) -> Bools:
        """Which cells are hidden, or more hidden than shown."""
        return self.shares > 0.5


class Cuts:
    """Inequalities over the named cells (1 hidden, 0 shown): weights times cells make at least so much."""

    def __init__(self, costs: Ints, forced: Bools, allowed: Bools) -> None:
        self.costs, self.forced, self.allowed = costs, forced, allowed.copy()
        self._weights: list[Floats] = []
        self._least: list[float] = []

    def __len__(self) -> int:
        return len(self._least)

    def add(self, weights: Floats, least: float, shares: Floats | Bools) -> bool:
        """Keep an inequality if it excludes these shares; tell whether it does."""
        if weights @ shares >= least - 1e-5:
            return False
        self._weights.append(weights)
        self._least.append(least)
        if (weights <= 0).all() and (weights < 0).sum() == 1 and least >= 0:
            self.allowed &= weights == 0  # what can never be hidden
        return True

    def exclude(self, hidden: Bools) -> bool:
        """Tell whether a choice is known not to be safe."""
        return bool(len(self) and (np.array(self._weights) @ hidden < np.array(self._least) - 1e-6).any())

    def cheapest(self, *, whole: bool, gap: float) -> Choice | None:
        """Choose within `gap` of the cheapest, in whole cells or in shares; None where nothing was found."""
        if not len(self.costs):  # any cut says that nothing can be safe
            return None if len(self) else Choice(np.zeros(0), 0.0)
        rows = LinearConstraint(np.array(self._weights), lb=np.array(self._least)) if len(self) else ()
        answer = milp(
            self.costs, constraints=rows, bounds=Bounds(self.forced, self.allowed),
            integrality=np.full(len(self.costs), int(whole)), options={"node_limit": NODES, "mip_rel_gap": gap},
        )  # fmt: skip
        if answer.x is None:
            return None
        return Choice(answer.x, float(answer.mip_dual_bound if whole else answer.fun))
