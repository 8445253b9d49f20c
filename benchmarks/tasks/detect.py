"""Looks for outbreaks in invented series: prints the CPU seconds for each week of a series."""

import sys
import time

import numpy as np

from klubtrends.analysis.outbreaks import farrington_flexible

SHAPES = {
    "batch": (50, 100, 1, 1),
    "one": (1, 1, 50, 20),
    "many": (10_000, 52, 1, 1),
}  # series, weeks, turns, rounds
N_WEEKS = 400


def seconds(what: str, no_periods: int) -> float:
    """Judge the last weeks once to warm up, unless they are very many, then in turn; the quietest round counts."""
    n_series, n_weeks, turns, rounds = SHAPES[what]
    counts = np.random.default_rng(1).poisson(2, (n_series, N_WEEKS)).astype(float)
    weeks = np.arange(N_WEEKS - n_weeks, N_WEEKS)

    def detect() -> None:
        farrington_flexible(
            counts,
            evaluate=weeks,
            no_periods=no_periods,
            past_weeks_not_included=26,
            threshold_method="nbPlugin",
        )

    if what != "many":
        detect()
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        for _ in range(turns):
            detect()
        took.append(time.process_time() - begun)
    return min(took) / (turns * n_series * n_weeks)


if __name__ == "__main__":
    print(seconds(sys.argv[1], int(sys.argv[2])))
