"""Holds a choice of hidden cells against every whole-number table there is: slow, obvious, and shares no code."""

from functools import cache
from itertools import product

import numpy as np

from klubtrends.disclosure.suppress import Problem


@cache
def everything(most: int, counts: int) -> np.ndarray:
    """List all tables of so many counts."""
    return np.array(list(product(range(most + 1), repeat=counts)), dtype=np.int8)


class EveryTable:
    """All tables with no count above `most` that agree with what was public before a page."""

    def __init__(self, asked: Problem, most: int) -> None:
        self.asked = asked
        tables = everything(most, len(asked.truth))
        for floor, least in zip(asked.floors, asked.floor_values, strict=True):
            tables = tables[tables @ floor >= least]
        self.floors = np.array([(tables @ mask).min() for mask in asked.masks])
        for known in asked.fixed:
            tables = tables[tables @ known == known @ asked.truth]
        self.tables = tables
        self.held = tables @ asked.masks.T.astype(np.int16)
        self.moved = (self.held != asked.values)[:, : asked.named]

    def broken(self, hidden) -> list[str]:
        """List the promises that a choice breaks."""
        asked, broken = self.asked, []
        possible = ~self.moved[:, ~hidden].any(axis=1)
        tables, held = self.tables[possible], self.held[possible]
        insiders = [(tables >= own).all(axis=1) for own in asked.own]
        company = (held[:, : asked.named][:, hidden] > 0).any(axis=1)
        for cell, mask in enumerate(asked.masks):
            value, threshold, seen = asked.values[cell], asked.thresholds[cell], held[:, cell]
            named, small = cell < asked.named, 0 < value < threshold
            if named and not hidden[cell]:
                if asked.primaries()[cell]:
                    broken.append(f"{cell} is shown")
                continue
            veiled = named or asked.guarded[cell]
            if not (small or veiled):
                continue
            accompanied = company | mask.all() | (not named)
            if not (
                ((seen <= self.floors[cell]) & accompanied).any() or (not small and seen.min() >= threshold)
            ):
                broken.append(f"{cell} cannot be its floor")
            if (small or named) and seen.max() < threshold:
                broken.append(f"{cell} cannot be large")
            if veiled and (
                seen.min() == seen.max() or any(len(set(seen[above].tolist())) == 1 for above in insiders)
            ):
                broken.append(f"{cell} is exact for somebody")
        return broken

    def cheapest(self) -> int | None:
        """Try every choice, the cheapest first, and give what the first safe one costs."""
        asked = self.asked
        choices = np.array(list(product([False, True], repeat=asked.named)))
        choices = choices[~choices[:, asked.public].any(axis=1) & choices[:, asked.primaries()].all(axis=1)]
        costs = choices @ asked.costs
        for at in np.argsort(costs, kind="stable"):
            if not self.broken(choices[at]):
                return int(costs[at])
        return None


def sums(*shape: int) -> np.ndarray:
    """Give the masks of all cells of a table with all its margins, inner cells first, the total last."""
    picks = product(*[[*range(size), None] for size in shape])
    masks = []
    for pick in sorted(picks, key=lambda pick: sum(part is None for part in pick)):
        mask = np.zeros(shape, dtype=np.int64)
        mask[tuple(slice(None) if part is None else part for part in pick)] = 1
        masks.append(mask.ravel())
    return np.array(masks)


def stated(own, masks, **given) -> Problem:
    """State a problem: thresholds of 3, costs of 10 and up, nothing public, unless given otherwise."""
    own = np.array(own)
    given = {"named": len(masks), "fixed": (), "floors": (), "hidden_before": (), "guarded": ()} | given
    named = given["named"]
    return Problem(
        truth=own.sum(axis=0),
        own=own,
        masks=masks,
        named=named,
        thresholds=np.full(len(masks), given.get("threshold", 3)),
        costs=np.array(given.get("costs", masks.sum(axis=1)[:named] * 10 + np.arange(named))),
        fixed=masks[list(given["fixed"])],
        floors=masks[list(given["floors"])],
        floor_values=np.ones(len(given["floors"]), dtype=int),
        hidden_before=np.isin(np.arange(named), list(given["hidden_before"])),
        guarded=np.isin(np.arange(len(masks)), list(given["guarded"])),
    )
