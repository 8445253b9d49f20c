"""Tries every method on invented networks: calibrate RESULTS.jsonl CODE SET SCENARIO...

Every scenario is one line of the results, written when it is done. The sets of `FAMILIES` try some methods each on the
same networks like ours; the set 'published' has the 42 scenarios of Noufaily et al. (2013).
"""

import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
from scipy.stats import false_discovery_control

from benchmarks.detectors import LEVEL, NOTHING, PREDICTIVE, Detector, Evidence, View, exposures
from benchmarks.growing import grown
from benchmarks.scenarios import (
    BASELINE,
    SIZES,
    STRENGTHS,
    WATCHED,
    WEEKS,
    network,
    outbreaks,
    published,
    scenarios,
)
from benchmarks.several import SEVERAL
from benchmarks.weekly import PERIODS, WEEKLY, WEEKLY_METHODS, Answers, Method

FAMILIES = {"predictive": PREDICTIVE, "weekly": WEEKLY, "several": SEVERAL}
NETWORKS = {"predictive": 50, "weekly": 50, "several": 15}  # for each of the four months
REPLICATES, GROUPS = 100, 2  # of a published scenario; outbreaks of a group begin in the same week
LONGEST = 6  # weeks of a published outbreak in which an alarm counts
FALSE_DISCOVERIES, LEAST = 0.05, (1, 3, 5)  # what the watch asks for beside the method, and how many cases
RARE, FREQUENT = slice(0, 7), slice(12, 17)  # types by their mean
Row = dict[str, object]


def ours(family: str, name: str) -> Row:
    """Try methods on the networks of one scenario."""
    scenario = next(each for each in scenarios() if each.name == name)
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    seen = [_Month(scenario, month, NETWORKS[family], rng) for month in WATCHED]
    methods = {name: [month.measured(found) for month in seen] for name, found in FAMILIES[family].items()}
    return {
        "methods": {
            name: _method([pair for pair in pairs if pair]) for name, pairs in methods.items() if any(pairs)
        }
    }


class _Month:
    """Networks that look at one month, and the same with an outbreak in one of their types."""

    def __init__(self, scenario, month, count, rng):
        self.networks = network(scenario, month, count, rng)
        known = exposures(self.networks)
        self.quiet = View(self.networks, known)
        self.outbreaks = {size: outbreaks(self.networks, size, rng) for size in SIZES}
        self.ill = {size: View(self.networks.of(o.types, o.cases), known) for size, o in self.outbreaks.items()}

    def measured(self, detector: Detector) -> "_Measured | None":
        """Try one method; None where it needs a longer history."""
        quiet = detector(self.quiet)
        return quiet and _Measured(self, quiet, {size: detector(view) for size, view in self.ill.items()})


class _Measured:
    """What one method made of one month's networks."""

    def __init__(self, month: _Month, quiet: Evidence, ill: Mapping[int, Evidence]):
        self.quiet, self.ill, self.starts = quiet, ill, {size: o.starts for size, o in month.outbreaks.items()}
        self.types, self.month = month.outbreaks[SIZES[0]].types, month
        self.count = len(self.types)

    @property
    def alarms(self) -> np.ndarray:
        """Give the types that alarm without cause, for each network."""
        return self.quiet.alarm.any(1).reshape(self.count, -1)

    def decided(self, least: int) -> tuple[np.ndarray, dict[int, np.ndarray]]:
        """Give the false alarms of each network, and whether each outbreak is found, as the watch decides."""
        chances = 10.0 ** -np.where(self.quiet.most > NOTHING, self.quiet.most, 0).reshape(self.count, -1)
        chances, span = np.minimum(chances, 1), slice(-self.month.networks.month, None)
        cases = self.month.networks.counts[..., span].sum(2)
        false = ((_adjusted(chances) <= FALSE_DISCOVERIES) & (cases >= least)).sum(1)
        found, at = {}, np.arange(self.count)
        for size, evidence in self.ill.items():
            ill = chances.copy()
            ill[at, self.types] = np.minimum(10.0 ** -np.maximum(evidence.most, 0), 1)
            enough = self.month.ill[size].series[:, span].sum(1) >= least
            found[size] = (_adjusted(ill)[at, self.types] <= FALSE_DISCOVERIES) & enough
        return false, found


def _adjusted(chances: np.ndarray) -> np.ndarray:
    return np.asarray(false_discovery_control(chances, axis=1))


def _method(months: list[_Measured]) -> Row:
    """Sum up one method's months."""
    alarms = np.concatenate([month.alarms for month in months])
    quiet = np.concatenate([month.quiet.most for month in months])
    ill = {size: np.concatenate([month.ill[size].most for month in months]) for size in SIZES}
    found = {size: np.concatenate([month.ill[size].alarm.any(1) for month in months]) for size in SIZES}
    types = np.concatenate([month.types for month in months])
    return {
        "false": _mean(alarms.sum(1)),
        "found": {size: _mean(hits) for size, hits in found.items()},
        "rare": {size: _mean(hits[types < RARE.stop]) for size, hits in found.items()},
        "frequent": {size: _mean(hits[types >= FREQUENT.start]) for size, hits in found.items()},
        "alike": {size: _mean(share) for size, share in _alike(quiet, ill).items()},
        "alike_frequent": _frequent(quiet, ill, types),
        "delay": {size: _mean(np.concatenate([_delays(month, size) for month in months])) for size in SIZES},
        "silent": _mean(np.concatenate([month.quiet.silent for month in months])),
        "decided": {least: _decided(months, least) for least in LEAST},
    }  # fmt: skip


def _frequent(quiet: np.ndarray, ill: Mapping[int, np.ndarray], types: np.ndarray) -> dict[int, list[float]]:
    """Give the same of frequent types alone, with a threshold of their own."""
    own = np.tile(np.arange(types.max() + 1) >= FREQUENT.start, len(quiet) // (types.max() + 1))
    chosen = types >= FREQUENT.start
    shares = _alike(quiet[own], {size: scores[chosen] for size, scores in ill.items()})
    return {size: _mean(share) for size, share in shares.items()}


def _mean(values: np.ndarray) -> list[float]:
    """Give mean, standard error and number."""
    if not len(values):
        return [0.0, 0.0, 0]
    return [round(float(np.mean(values)), 5), round(float(np.std(values) / len(values) ** 0.5), 5), len(values)]


def _alike(quiet: np.ndarray, ill: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
    """Give the share found by a threshold at which each type alarms without cause in one month of a hundred.

    Where many scores are equal, as many of them are alarms as make it so.
    """
    threshold = np.quantile(quiet, 1 - LEVEL, method="inverted_cdf")
    above, equal = np.mean(quiet > threshold), np.mean(quiet == threshold)
    part = 0.0 if threshold == NOTHING else (LEVEL - above) / equal
    return {size: (scores > threshold) + part * (scores == threshold) for size, scores in ill.items()}


def _delays(month: _Measured, size: int) -> np.ndarray:
    """Give the weeks from an outbreak's first to the first alarm, for those that are found."""
    alarm, starts = month.ill[size].alarm, month.starts[size]
    weeks = np.arange(alarm.shape[1])
    first = np.where(alarm & (weeks >= starts[:, None]), weeks, 99).min(1)
    return (first - starts)[first < 99]


def _decided(months: list[_Measured], least: int) -> Row:
    """Sum up what the watch would have said by this method."""
    each = [month.decided(least) for month in months]
    found = {size: _mean(np.concatenate([hits[size] for _, hits in each])) for size in SIZES}
    return {"false": _mean(np.concatenate([false for false, _ in each])), "found": found}


def published_one(methods: Mapping[str, Method], name: str) -> Row:
    """Try weekly methods on one published scenario."""
    scenario = next(each for each in published() if each.name == name)
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    quiet = scenario.counts(REPLICATES, rng)
    weeks = np.arange(BASELINE, WEEKS)
    false = {name: method(quiet, weeks) for name, method in methods.items()}
    found: dict[str, dict[int, list[np.ndarray]]] = {name: defaultdict(list) for name in methods}
    for strength in STRENGTHS:
        for group in np.array_split(np.arange(REPLICATES), GROUPS):
            start = int(rng.integers(BASELINE, WEEKS - LONGEST))
            cases = scenario.outbreak(start, strength, len(group), rng)
            during = np.arange(start, start + LONGEST)
            for name, method in methods.items():
                alarm = method(quiet[group] + cases, during).alarm
                found[name][strength].append((alarm & _during(cases, during)).any(1))
    return {"methods": {name: _published(false[name], found[name]) for name in methods}}


def _during(cases: np.ndarray, weeks: np.ndarray) -> np.ndarray:
    """Tell the weeks from an outbreak's first to its last."""
    left = np.cumsum(cases[:, ::-1], axis=1)[:, ::-1]
    return left[:, weeks] > 0


def _published(quiet: Answers, found: Mapping[int, list[np.ndarray]]) -> Row:
    return {
        "false": _mean(quiet.alarm.mean(1)),
        "missing": _mean(quiet.missing.mean(1)),
        "found": {strength: _mean(np.concatenate(hits)) for strength, hits in found.items()},
    }


SETS = {
    "growing": grown,
    "published": partial(published_one, WEEKLY_METHODS),
    "periods": partial(published_one, PERIODS),
    **{name: partial(ours, name) for name in FAMILIES},
}


def main(path: Path, code: str, name: str, *numbers: str) -> None:
    """Measure scenarios and write a line for each."""
    for number in numbers:
        line = json.dumps({"code": code, "set": name, "number": number, **SETS[name](number)})
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{line}\n")  # a run that was cut may have left half a line


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
