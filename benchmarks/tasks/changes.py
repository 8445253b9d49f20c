"""Simulates series whose changes are known, prints percents: changes [LENGTH], which reads one by the clock."""

import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from klubtrends.analysis.changepoints import change_points, changes

SERIES, NEAR = 100, 5
Draw = Callable[[np.random.Generator, int], np.ndarray]
Find = Callable[[np.ndarray], list[int]]


def noise(rng: np.random.Generator, number: int, lasting: float = 0.0, *, heavy: bool = False) -> np.ndarray:
    """Draw first-order autocorrelated noise of variance 1, of normal or of heavy-tailed news."""
    values = rng.standard_t(3, number) / np.sqrt(3) if heavy else rng.normal(size=number)
    for at in range(1, number):
        values[at] = lasting * values[at - 1] + np.sqrt(1 - lasting**2) * values[at]
    return values


def when(number: int) -> np.ndarray:
    """Count the observations from 0 to 1."""
    return np.arange(number) / number


def step(number: int) -> np.ndarray:
    """Rise at three tenths, fall back at seven tenths."""
    return 1.0 * ((when(number) >= 0.3) & (when(number) < 0.7))


def week(number: int) -> np.ndarray:
    """Swing with a period of seven."""
    return np.sin(2 * np.pi * np.arange(number) / 7)


def wild(rng: np.random.Generator, number: int) -> np.ndarray:
    """Throw one value in thirty far off."""
    return 15 * rng.normal(size=number) * (rng.random(number) < 1 / 30)


UNCHANGED: dict[str, Draw] = {
    "noise": noise,
    "noise with autocorrelation 0.3": lambda rng, number: noise(rng, number, 0.3),
    "noise with autocorrelation 0.6": lambda rng, number: noise(rng, number, 0.6),
    "heavy-tailed noise": lambda rng, number: noise(rng, number, heavy=True),
    "a trend": lambda rng, number: 8 * when(number) + noise(rng, number, 0.3),
    "a weekly rhythm": lambda rng, number: 3 * week(number) + noise(rng, number),
    "counts with mean 0.5": lambda rng, number: rng.poisson(0.5, number).astype(float),
}
STEPS: dict[str, Draw] = {
    "four standard deviations": lambda rng, number: 4 * step(number) + noise(rng, number),
    "four, autocorrelation 0.4": lambda rng, number: 4 * step(number) + noise(rng, number, 0.4),
    "six, with outliers": lambda rng, number: 6 * step(number) + noise(rng, number) + wild(rng, number),
    "six on a trend": lambda rng, number: 6 * step(number) + 8 * when(number) + noise(rng, number),
    "six in a weekly rhythm": lambda rng, number: 6 * step(number) + 3 * week(number) + noise(rng, number),
    "counts from 1 to 4": lambda rng, number: rng.poisson(1 + 3 * step(number)).astype(float),
}


def plain(values: np.ndarray) -> list[int]:
    """Search levels at Schwarz's price for the noise of the differences: PELT's answer, without its short cuts."""
    spread = 1.4826 * np.median(np.abs(np.diff(values))) / np.sqrt(2) or values.std()
    summed = np.concatenate(([0.0], np.cumsum((values - values.mean()) / spread)))
    best, before = [0.0], [0]
    for end in range(1, len(values) + 1):
        length = end - np.arange(end)
        cost = np.array(best) - (summed[end] - summed[:end]) ** 2 / length + 2 * np.log(len(values))
        before.append(int(cost.argmin()))
        best.append(float(cost.min()))
    found, end = [], before[-1]
    while end:
        found.append(end)
        end = before[end]
    return found[::-1]


def share_false(find: Find, draw: Draw, number: int) -> float:
    """Give the percent of unchanged series in which something is found."""
    rng = np.random.default_rng(number)
    return 100 * float(np.mean([bool(find(draw(rng, number))) for _ in range(SERIES)]))


def share_right(find: Find, draw: Draw, number: int) -> float:
    """Give the percent of series in which the rise and the fall are found, and nothing else."""
    rng, truth = np.random.default_rng(number), np.flatnonzero(np.diff(step(number))) + 1
    found = [find(draw(rng, number)) for _ in range(SERIES)]
    right = [len(places) == 2 and np.abs(np.array(places) - truth).max() <= NEAR for places in found]
    return 100 * float(np.mean(right))


def share_held(number: int, lasting: float) -> tuple[float, float]:
    """Give the percent of the places, and of the sizes, that their intervals hold."""
    rng, place = np.random.default_rng(number), number // 2
    rise = 4.0 * (np.arange(number) >= place)
    found = [changes(rise + noise(rng, number, lasting)) for _ in range(SERIES)]
    one = [each[0] for each in found if len(each) == 1]
    places = [change.earliest <= place <= change.latest for change in one]
    return 100 * float(np.mean(places)), 100 * float(np.mean([c.lower <= 4 <= c.upper for c in one]))


def lines() -> Iterator[str]:
    """Write what was measured, ours and the plain search's, and the most that ours may be."""
    for number in (30, 90):
        for name, draw in UNCHANGED.items():
            what = f"Change where there is none, {number} values: {name}"
            limit = 15 if (number, name) == (30, "noise with autocorrelation 0.6") else 7
            yield f"{what}|{share_false(change_points, draw, number)}|{share_false(plain, draw, number)}|{limit}"
    for name, draw in STEPS.items():
        what = f"Rise and fall not found as they are, 150 values: {name}"
        ours, theirs = (100 - share_right(find, draw, 150) for find in (change_points, plain))
        yield f"{what}|{ours}|{theirs}|{25 if name.startswith('counts') else 15}"
    for number, lasting in ((40, 0.0), (120, 0.0), (120, 0.4), (300, 0.6)):
        places, sizes = share_held(number, lasting)
        what = f"Outside its interval of 95 %, {number} values, autocorrelation {lasting}"
        yield f"{what}: the place|{100 - places}||10"
        yield f"{what}: the size|{100 - sizes}||20"


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print("\n".join(lines()))
    else:
        rng, number = np.random.default_rng(1), int(sys.argv[1])
        jumps = np.repeat(rng.permutation(11), -(-number // 11))[:number]
        series = 5 * jumps + noise(rng, number, 0.3)
        begun = time.process_time()
        change_points(series)
        print(time.process_time() - begun)
