"""Looks for outbreaks in invented series: prints the CPU seconds for each week of a series."""

import sys
import time

import numpy as np

from klubtrends.analysis.outbreaks import farrington_flexible

SHAPES = {"batch": (50, 100), "one": (50, 1), "many": (10_000, 52)}  # series, weeks
ROUNDS = {"one": 20}
N_WEEKS = 400


def seconds(what: str, no_periods: int) -> float:
    """Judge the last weeks of all series at once, or of each alone; the quietest round counts.

    There is one round before those that count, unless there is very much to do.
    """
    n_series, n_weeks = SHAPES[what]
    counts = np.random.default_rng(1).poisson(2, (n_series, N_WEEKS)).astype(float)
    weeks = np.arange(N_WEEKS - n_weeks, N_WEEKS)

    def judge_all() -> float:
        begun = time.process_time()
        for part in counts if what == "one" else [counts]:
            farrington_flexible(
                part,
                evaluate=weeks,
                no_periods=no_periods,
                past_weeks_not_included=26,
                threshold_method="nbPlugin",
            )
        return time.process_time() - begun

    if what != "many":
        judge_all()
    return min(judge_all() for _ in range(ROUNDS.get(what, 1))) / (n_series * n_weeks)


if __name__ == "__main__":
    print(seconds(sys.argv[1], int(sys.argv[2])))
