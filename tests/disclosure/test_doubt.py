"""The cuts that are found on the way, against every choice that is safe."""

from itertools import product

import numpy as np
import pytest
from every_table import EveryTable, stated, sums

from klubtrends.disclosure.doubt import Doubt

CHOICES = np.array(list(product([False, True], repeat=9)))


def drawn(seed: int):
    """State a table with large counts beside small ones, so that some cells can fall, but not to nothing."""
    rng = np.random.default_rng(seed)
    counts = rng.permutation(rng.multinomial(rng.integers(7, 12), [0.6, 0.2, 0.2, 0]))
    own = np.array([rng.multinomial(count, [0.5, 0.3, 0.2]) for count in counts]).T
    return stated(own, sums(2, 2), threshold=int(rng.integers(3, 6)))


@pytest.mark.parametrize("seed", range(7))
def test_no_cut_excludes_a_safe_choice(seed):
    """Whatever choices and mixtures of choices are looked at, what follows is true of all that are safe."""
    asked, every = drawn(seed), EveryTable(drawn(seed), 12)
    required = CHOICES[CHOICES[:, asked.primaries()].all(axis=1)]
    safe = [choice for choice in required if not every.broken(choice)]
    doubt = Doubt(asked, np.zeros(9, dtype=np.int64))

    for at, choice in enumerate(required):
        doubt.separate(0.3 + 0.7 * choice)
        for goal in list(doubt.broken(choice)):
            if at % 4 == 0:
                doubt.enlarge(goal, choice)

    assert len(doubt.cuts) > 0
    assert not any(doubt.cuts.exclude(choice) for choice in safe)
    assert all(doubt.safe(choice) == (not every.broken(choice)) for choice in required)
