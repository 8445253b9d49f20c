"""Looks for outbreaks in invented series: prints the CPU seconds for each week of a series."""

import sys
import time

import numpy as np

from klubtrends.analysis.outbreaks import farrington_flexible

SHAPES = {"batch": (50, 100, 1), "one": (1, 1, 200), "many": (10_000, 52, 1)}
N_WEEKS = 400


def seconds(what: str, no_periods: int) -> float:
    """Judge the last weeks once to warm up, unless they are very many, then in turn."""
    n_series, n_weeks, turns = SHAPES[what]
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
    begun = time.process_time()
    for _ in range(turns):
        detect()
    return (time.process_time() - begun) / (turns * n_series * n_weeks)


if __name__ == "__main__":
    print(seconds(sys.argv[1], int(sys.argv[2])))
