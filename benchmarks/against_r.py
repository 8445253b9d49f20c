"""Whether outbreak detection gives R's own answers, on series and arguments drawn at random.

    python -m benchmarks.against_r [--jobs 300] [--seed 1] [--store FILE]

Runs the R package surveillance, which is only called: on Debian `sudo apt-get install r-cran-surveillance`. A job is
a series, a method and its arguments; `--store` keeps the jobs with R's answers, as tests/analysis has them.
Left out are weeks where R gives no answer, and those where its answer is its own rounding error: one week alone in
its level, or alone with cases and at an end, whose residual is 0/0 when weighted anew; and reference weeks that are
all equal, or balanced in time, whose trend is, where any trend is to be kept.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from klubtrends.analysis import outbreaks
from klubtrends.analysis.seasons import Pattern, seasons

Job = dict[str, Any]
FUNCTIONS = {"farrington_flexible": "farringtonFlexible", "farrington": "farrington", "ears": "earsC"}
NAMES = {
    "no_periods": "noPeriods",
    "past_weeks_not_included": "pastWeeksNotIncluded",
    "threshold_method": "thresholdMethod",
    "weights_threshold": "weightsThreshold",
    "p_threshold_trend": "pThresholdTrend",
    "power_transform": "powertrans",
    "min_sigma": "minSigma",
    "population_offset": "populationOffset",
}
FIGURES = ("alarm", "upperbound", "expected", "pvalue", "score")
R = r"""
suppressMessages(library(surveillance)); options(warn = -1)
number <- function(x) if (is.null(x) || is.na(x)) "NaN" else sprintf("%.17g", as.numeric(x))
told <- function(id, f, series, control, weeks, together) {
  one <- function(range) {
    control$range <- range
    r <- do.call(f, list(series, control = control))
    for (i in seq_along(range)) {
      of <- function(name) if (f == "farringtonFlexible") number(r@control[[name]][i, 1]) else "NaN"
      cat(id, range[i] - 1, number(r@alarm[i, 1]), number(r@upperbound[i, 1]),
          of("expected"), of("pvalue"), of("score"), "\n")
    }
  }
  for (range in (if (together) list(weeks) else as.list(weeks))) tryCatch(one(range), error = function(e) NULL)
}
"""


def drawn(rng: np.random.Generator, name: int) -> Job:
    """Draw a series, a method and its arguments."""
    function = str(rng.choice(list(FUNCTIONS), p=[0.65, 0.2, 0.15]))
    if function == "ears":
        return _for_ears(rng, name)
    freq = int(rng.choice([12, 26, 52, 52, 52]))
    years, half = int(rng.integers(1, 7)), int(rng.integers(0, min(5, freq // 4)))
    n_weeks = years * freq + half + int(rng.choice([3, 20, 80]))
    nearly = rng.integers(max(0, years * freq + half - 4), n_weeks, 4).tolist()
    dated = freq != 26 and bool(rng.random() < 0.5)  # R knows no step of a fortnight
    options: dict[str, Any] = {
        "b": years,
        "w": half,
        "alpha": float(rng.choice([0.001, 0.005, 0.01, 0.05, 0.05, 0.2])),
        "trend": bool(rng.random() < 0.8),
        "reweight": bool(rng.random() < 0.8),
        "power_transform": str(rng.choice(["2/3", "1/2", "none"])),
        "limit54": [(5, 4), (0, 4), (3, 2), (10, 6), (1, 1)][rng.integers(0, 5)],
    }
    job = {
        "name": name,
        "function": function,
        "freq": freq,
        "counts": _series(rng, n_weeks, freq),
        "dates": _dates(rng, n_weeks, freq) if dated else None,
        "population": None,
        "options": options,
        "weeks": sorted({n_weeks - 1, n_weeks - 2, *nearly}),
    }
    if function == "farrington_flexible":
        _flexible(rng, job)
    return job


def _flexible(rng: np.random.Generator, job: Job) -> None:
    job["options"] |= {
        "no_periods": int(rng.choice([1, 1, 2, 3, 5, 10, 10, 11, 12])),
        "threshold_method": str(rng.choice(["delta", "nbPlugin", "muan"])),
        "weights_threshold": float(rng.choice([1, 1.5, 2.58, 2.58, 3])),
        "p_threshold_trend": float(rng.choice([0.05, 0.05, 0.3, 1])),
        "past_weeks_not_included": [None, 0, 3, 10, 26, 60][rng.integers(0, 6)],
    }
    if rng.random() < 0.25:
        walk = np.exp(np.cumsum(rng.normal(0, 0.02, len(job["counts"]))))
        job["population"] = (np.round(10 ** rng.uniform(1, 5) * walk) + 1).tolist()
        job["options"]["population_offset"] = True


def _for_ears(rng: np.random.Generator, name: int) -> Job:
    baseline, method = int(rng.choice([3, 5, 7, 7, 10])), str(rng.choice(["C1", "C2", "C3"]))
    alpha = [None, 0.001, 0.01, 0.05, 0.3, 0.7][rng.integers(0, 6)]
    least = float(rng.choice([0, 0, 0.5, 1]))
    return {
        "name": name,
        "function": "ears",
        "freq": 52,
        "counts": _series(rng, 40, 52),
        "dates": None,
        "population": None,
        "options": {"method": method, "baseline": baseline, "min_sigma": least, "alpha": alpha},
        "weeks": list(range(baseline + {"C1": 0, "C2": 2, "C3": 4}[method], 40)),
    }


def _series(rng: np.random.Generator, n_weeks: int, freq: int) -> list[float]:
    """Draw counts of any size, with or without trend, season, outbreaks, openings, holidays and missing weeks."""
    time = np.arange(n_weeks)
    size = 10 ** rng.uniform(-1.7, 2.5)
    slope, season = rng.choice([0, 0, rng.normal(0, 1.5 / n_weeks)]), rng.choice([0, rng.uniform(0, 1)])
    mean = size * np.exp(slope * (time - n_weeks / 2) + season * np.cos(2 * np.pi * time / freq))
    phi = rng.choice([1, 1, rng.uniform(1.1, 5)])
    counts = rng.poisson(mean) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi)
    counts = counts.astype(float)
    shapes = {
        0: lambda: counts * (time >= n_weeks * rng.uniform(0.2, 0.9)),
        1: lambda: counts + rng.poisson(20 * size + 10) * np.isin(time, rng.integers(0, n_weeks, 3)),
        2: lambda: counts * rng.choice([100, 10_000]),
        3: lambda: np.full(n_weeks, float(rng.integers(0, 4))),
        4: lambda: counts * (time % freq > freq * 0.2),
        5: lambda: counts + (time >= n_weeks - 8) * rng.poisson(3 * size + 4, n_weeks),
    }
    counts = shapes.get(int(rng.integers(0, 9)), lambda: counts)()
    if rng.random() < 0.35:
        counts[rng.random(n_weeks) < rng.choice([0.01, 0.1, 0.4])] = np.nan
    return counts.tolist()


def _dates(rng: np.random.Generator, n_weeks: int, freq: int) -> list[str]:
    first = dt.date(int(rng.integers(1990, 2015)), int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    if freq == 12:
        months = first.year * 12 + first.month - 1 + np.arange(n_weeks)
        return [dt.date(int(month // 12), int(month % 12) + 1, 1).isoformat() for month in months]
    return [(first + dt.timedelta(weeks=week)).isoformat() for week in range(n_weeks)]


def in_r(job: Job) -> str:
    """Write the call in R."""
    when = "start=c(2000,1)"
    if job["dates"]:
        days = [(dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days for day in job["dates"]]
        when = f"epoch={_r(days)},epochAsDate=TRUE"
    people = f",population=matrix({_r(job['population'])})" if job["population"] else ""
    series = f"sts(matrix({_r(job['counts'])}),frequency={job['freq']},{when}{people})"
    given = ((NAMES.get(key, key), value) for key, value in job["options"].items() if value is not None)
    control = ",".join(f"{key}={_r(value)}" for key, value in given)
    weeks, together = _r([week + 1 for week in job["weeks"]]), _r(job["options"].get("method") == "C3")
    return f'told({job["name"]},"{FUNCTIONS[job["function"]]}",{series},list({control}),{weeks},{together})\n'


def _r(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"c({','.join(map(_r, value))})"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return f'"{value}"'
    return "NA" if value != value else repr(value)


def answers_of_r(jobs: list[Job]) -> dict[tuple[int, int], dict[str, float]]:
    """Run R on the jobs: its figures for each job's name and week that it has an alarm or none for."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "jobs.R"
        script.write_text(R + "".join(map(in_r, jobs)), encoding="utf-8", newline="\n")
        ran = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=True)
    lines = [line.split() for line in ran.stdout.splitlines() if line[:1].isdigit()]
    told = {
        (int(name), int(week)): dict(zip(FIGURES, map(float, figures), strict=True))
        for name, week, *figures in lines
    }
    return {key: figures for key, figures in told.items() if not np.isnan(figures["alarm"])}


def ours(job: Job) -> Any:
    """Judge a job's weeks in R's way."""
    options = {**job["options"], "evaluate": job["weeks"], "compatible": True}
    if job["function"] != "ears":
        options |= {"freq": job["freq"], "dates": job["dates"]}
    if job["population"]:
        options["population"] = job["population"]
    return getattr(outbreaks, job["function"])(job["counts"], **options)


def by_rounding(job: Job, week: int) -> bool:
    """Tell whether R's answer hangs on its rounding errors."""
    options = job["options"]
    if job["function"] == "ears":
        return False
    skipped = options.get("past_weeks_not_included")
    pattern = Pattern(
        job["freq"],
        options["b"],
        options["w"],
        options.get("no_periods", 1),
        options["w"] if skipped is None else skipped,
        partial=job["function"] == "farrington",
        dated=False,
    )
    dates = np.array(job["dates"], dtype="datetime64[D]") if job["dates"] else None
    for season in seasons(np.array([week]), dates, pattern):
        counts = np.array(job["counts"])[week - season.back]
        known = ~np.isnan(counts)
        counts, levels, times = counts[known], season.design.levels[known], season.design.times[known]
        alone = (np.bincount(levels) == 1).any() or np.ptp(counts) == 0
        return bool(alone or (options["trend"] and _in_trend(counts, levels, times, options)))
    return True


def _in_trend(counts: Any, levels: Any, times: Any, options: Job) -> bool:
    some, weeks = np.flatnonzero(counts), np.maximum(np.bincount(levels), 1)
    if options["reweight"] and len(some) == 1 and some[0] in (0, len(counts) - 1):
        return True
    away = counts - (np.bincount(levels, counts) / weeks)[levels]
    balanced = abs(away @ times) < 1e-9 * (abs(away) @ abs(times))
    return bool(balanced and options.get("p_threshold_trend") == 1)


def differs(found: Any, place: int, theirs: dict[str, float]) -> list[str]:
    """Name the figures that are not R's to nine digits."""
    names = FIGURES if hasattr(found, "score") and not np.isnan(theirs["pvalue"]) else FIGURES[:2]
    pairs = ((name, float(getattr(found, name)[place]), theirs[name]) for name in names)
    return [
        name for name, mine, his in pairs if not np.isclose(mine, his, rtol=1e-8, atol=1e-12, equal_nan=True)
    ]


def main() -> int:
    """Compare, and print what differs."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", type=Path)
    asked = parser.parse_args()
    if not shutil.which("Rscript"):
        raise SystemExit("Rscript is not here; on Debian: sudo apt-get install r-cran-surveillance")
    rng = np.random.default_rng(asked.seed)
    jobs = [drawn(rng, name) for name in range(asked.jobs)]
    theirs = answers_of_r(jobs)
    seen: Counter[str] = Counter()
    for job in jobs:
        found = ours(job)
        for place, week in enumerate(job["weeks"]):
            if (job["name"], week) not in theirs:
                continue
            wrong = differs(found, place, theirs[job["name"], week])
            kind = "by rounding" if by_rounding(job, week) else "differ" if wrong else "agree"
            seen[kind] += 1
            if kind == "differ":
                print(f"job {job['name']} {job['function']} week {week}: {', '.join(wrong)}")
    if asked.store:
        store(asked.store, jobs, theirs)
    print(f"{seen['agree']} weeks agree, {seen['differ']} differ; {seen['by rounding']} left out")
    return int(seen["differ"] > 0)


def store(path: Path, jobs: list[Job], theirs: dict[tuple[int, int], dict[str, float]]) -> None:
    """Keep the jobs with R's answers, those left out that hang on rounding."""
    for job in jobs:
        kept = [week for week in job["weeks"] if (job["name"], week) in theirs and not by_rounding(job, week)]
        job["weeks"], job["answers"] = kept, [theirs[job["name"], week] for week in kept]
    lines = ",\n".join(json.dumps(job) for job in jobs if job["weeks"])
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    raise SystemExit(main())
