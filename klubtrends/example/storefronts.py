"""Invented top lists of whole storefronts, in any amount: for trying out size, never for reading anything from.

An app's log strength wanders around its usual one, is shaken a little every day, jumps now and then and slides
back; apps die and new ones take their places. A rank is the order of strengths. Charts differ in how restless they
are, about as much as recorded ones do; some days nobody fetched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import numpy as np
import polars as pl
from numpy.typing import NDArray

LENGTH = 100
POOL = 260  # apps that live at once and could be on the list
ZIPF = 0.9  # how steeply strength falls with an app's usual place
MEMORY = 0.96  # of a day's drift for the day before
RESTLESS = (0.03, 0.2)  # least and most drift a day of a chart, in log strength
SHAKEN = 0.5  # a day's own noise, in drifts
JUMPS, HEIGHT, SLIDE = (
    0.004,
    1.0,
    0.75,
)  # chance a day; mean jump in log strength; what is left of it a day later
LIFE = 300  # days, on average
GAPS = 0.015  # share of days without an answer
FIRST = dt.date(2025, 11, 1)
STOREFRONTS = len(ascii_lowercase) ** 2


@dataclass(frozen=True)
class Size:
    """How much to invent: about 100 rows a chart and day."""

    storefronts: int
    charts: int = 30
    days: int = 335

    def __post_init__(self) -> None:
        """Refuse sizes for which there are no names, or no days."""
        if not (0 < self.storefronts <= STOREFRONTS and 0 < self.charts < 1000 and 0 < self.days < 10_000):
            raise ValueError(f"1-{STOREFRONTS} storefronts, 1-999 charts and 1-9999 days can be invented")


def invent_archive(root: Path, size: Size, *, seed: int, monthly: bool = False) -> Iterator[Path]:
    """Write storefronts below `root`, one after the other, and give each file when it is written.

    The files lie as those of data/processed/charts do (country=aa/month=2026-03/part.parquet), or one a country;
    each is sorted by chart, app_id and date. The same size and seed give the same rows.
    """
    for number in range(size.storefronts):
        country = "".join(list(product(ascii_lowercase, repeat=2))[number])
        rows = invent_storefront(size, seed=seed, number=number)
        for folder, part in _parts(rows, monthly=monthly):
            path = root / f"country={country}" / folder / "part.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_parquet(path, compression="zstd")
            yield path


def _parts(rows: pl.DataFrame, *, monthly: bool) -> Iterator[tuple[str, pl.DataFrame]]:
    if not monthly:
        yield "", rows
        return
    by_month = rows.with_columns(month=pl.col("date").dt.strftime("month=%Y-%m"))
    for (month,), part in by_month.partition_by("month", as_dict=True, maintain_order=True).items():
        yield str(month), part.drop("month")


def invent_storefront(size: Size, *, seed: int, number: int = 0) -> pl.DataFrame:
    """Invent one storefront: chart, app_id, date and rank, sorted so. The same arguments give the same rows."""
    rng = np.random.default_rng([seed, number])
    apps, strength = _lives(rng, size)
    seen = np.flatnonzero(rng.random(size.days) >= GAPS)
    places = np.argsort(-strength[:, seen], axis=2, kind="stable")[:, :, :LENGTH]
    app = np.take_along_axis(apps[:, seen], places, axis=2).ravel()
    names = np.sort(rng.choice(10**9, app.max() + 1, replace=False) + 6 * 10**8).astype(str)
    chart, day = np.divmod(np.arange(app.size) // LENGTH, len(seen))
    rank = np.tile(np.arange(1, LENGTH + 1), size.charts * len(seen))
    by_text = np.argsort(np.argsort(names))
    order = np.lexsort((day, by_text[app], chart))
    dates = pl.Series(np.datetime64(FIRST, "D") + seen)
    return pl.DataFrame(
        {
            "chart": pl.Series([f"top-{number:03}" for number in range(size.charts)])[chart[order]],
            "app_id": pl.Series(names)[app[order]],
            "date": dates[day[order]],
            "rank": rank[order].astype(np.int32),
        }
    )


def _lives(rng: np.random.Generator, size: Size) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give every chart's pool, day by day: which app holds each place, and how strong it is."""
    shape = (size.charts, POOL)
    calm, wild = np.log(RESTLESS)
    drift_a_day = np.exp(rng.uniform(calm, wild, size.charts))[:, None]
    usual = -ZIPF * np.log(rng.permuted(np.tile(np.arange(1.0, POOL + 1), (size.charts, 1)), axis=1))
    drift = rng.normal(size=shape) * drift_a_day / np.sqrt(1 - MEMORY**2)
    jump, app = np.zeros(shape), np.arange(size.charts * POOL).reshape(shape)
    apps, strength = [], []
    for _ in range(size.days):
        born = rng.random(shape) < 1 / LIFE
        app = np.where(born, app.max() + np.cumsum(born).reshape(shape), app)
        usual = np.where(born, -ZIPF * np.log(rng.uniform(1.0, POOL, shape)), usual)
        drift = MEMORY * drift + rng.normal(size=shape) * drift_a_day
        jump = SLIDE * jump + (rng.random(shape) < JUMPS) * rng.exponential(HEIGHT, shape)
        shaken = rng.normal(size=shape) * drift_a_day * SHAKEN
        apps.append(app)
        strength.append(usual + drift + jump + shaken)
    return np.stack(apps, axis=1), np.stack(strength, axis=1)
