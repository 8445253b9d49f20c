"""Draws a table and chooses the cells to hide: hide SHAPE PERCENT SEED, for example hide 20x12 25 1."""

import sys
from itertools import product

import numpy as np

from klubtrends.disclosure.suppress import Problem, suppress

DEPARTMENTS, THRESHOLD, LARGEST, ZEROS = 18, 5, 40, 0.1


def margins(shape: tuple[int, ...]) -> np.ndarray:
    """Give the masks of all cells of a table with all its margins."""
    masks = []
    for pick in product(*[[None, *range(size)] for size in shape]):
        mask = np.zeros(shape, dtype=np.int64)
        mask[tuple(slice(None) if part is None else part for part in pick)] = 1
        masks.append(mask.ravel())
    return np.array(masks)


def draw(shape: tuple[int, ...], small: float, seed: int) -> Problem:
    """Draw counts, a share of them small, and spread them over departments of unequal size."""
    rng, size = np.random.default_rng(seed), int(np.prod(shape))
    counts, order = rng.integers(THRESHOLD, LARGEST, size), rng.permutation(size)
    few, none = np.split(order, [round(small * size), round((small + ZEROS) * size)])[:2]
    counts[few], counts[none] = rng.integers(1, THRESHOLD, len(few)), 0
    sizes = rng.dirichlet(np.ones(DEPARTMENTS))
    masks = margins(shape)
    values = masks @ counts
    nothing = np.zeros(len(masks), dtype=bool)
    return Problem(
        truth=counts,
        own=np.array([rng.multinomial(count, sizes) for count in counts]).T.astype(np.int64),
        masks=masks,
        named=len(masks),
        thresholds=np.full(len(masks), THRESHOLD),
        costs=np.round(1000 * (1 + values / (counts.sum() + 1))).astype(np.int64)
        + rng.integers(0, 64, len(masks)),
        fixed=masks[:0],
        floors=masks[:0],
        floor_values=np.zeros(0, dtype=np.int64),
        hidden_before=nothing,
        guarded=nothing,
    )


if __name__ == "__main__":
    shape = tuple(int(size) for size in sys.argv[1].split("x"))
    if suppress(draw(shape, int(sys.argv[2]) / 100, int(sys.argv[3]))) is None:
        raise SystemExit("no safe choice was found")
