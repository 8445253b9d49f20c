"""The same in pandas, chart after chart with a column for each app: charts_pandas FOLDER RESULTS."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

DEEP, P, ALPHA = 100, 0.98, 1 / 3
DEPTHS = np.arange(1, DEEP + 1)
WEIGHT = np.append(0.0, np.cumsum(P**DEPTHS / DEPTHS))


def term(height, other):
    """Give apps' parts in rank-turbulence divergence, of their ranks' powers."""
    return (height - other).abs() ** (1 / (ALPHA + 1))


def apart():
    """Give what two whole lists without a common app are apart."""
    return 2 * (np.abs(DEPTHS**-ALPHA - (DEEP + DEEP / 2) ** -ALPHA) ** (1 / (ALPHA + 1))).sum()


def days_of(rank, there, before):
    """Compare each day with the one before."""
    came, left = there & ~before, before & ~there
    known = there.cummax().shift(fill_value=False)
    earlier = rank.shift()
    common = there & before
    deepest = np.maximum(rank, earlier).where(common)
    shared = common.sum(axis=1)
    above = pd.DataFrame(WEIGHT[deepest.fillna(1).astype(int) - 1], rank.index, rank.columns).where(common)
    overlap = (1 - P) / P * (shared * WEIGHT[DEEP] - above.sum(axis=1)) + shared / DEEP * P**DEEP
    unknown = (DEEP + (DEEP - shared + 1) / 2) ** -ALPHA
    height = rank**-ALPHA
    was = height.shift()
    now, then = height.where(there, unknown, axis=0), was.where(before, unknown, axis=0)
    parts = term(now, then).sum(axis=1)  # who is on neither day is as far from itself as nothing
    table = pd.DataFrame(
        {
            "listed": there.sum(axis=1),
            "entries": came.sum(axis=1),
            "returns": (came & known).sum(axis=1),
            "exits": left.sum(axis=1),
            "overlap": overlap,
            "turbulence": (parts / apart()).clip(upper=1),
        }
    )
    first = table.index[0]
    table.loc[first, ["entries", "returns", "exits"]] = 0
    table.loc[first, ["overlap", "turbulence"]] = np.nan
    return table.reset_index()


def apps_of(rank, there, before, moment):
    """Sum up each app; the longest run day by day, since pandas would take columns apart to count along them."""
    run = longest = np.zeros(there.shape[1], dtype=int)
    for day in there.to_numpy():
        run = (run + 1) * day
        longest = np.maximum(longest, run)
    return pd.DataFrame(
        {
            "days": there.sum(),
            "best": rank.min(),
            "stints": (there & ~before).sum(),
            "longest": longest,
            "first": there.idxmax(),
            "last": there[::-1].idxmax(),
            "momentum": moment.ffill().iloc[-1],
            "peak": moment.max(),
        }
    ).reset_index()


def chart(rows):
    """Analyse one chart."""
    rank = rows.pivot_table(index="date", columns="app_id", values="rank", aggfunc="min", observed=True)
    there = rank.notna()
    before = there.shift(fill_value=False)
    total = np.log((DEEP + 1) / rank).fillna(0).cumsum()  # far sooner than .rolling(7).mean()
    week, month = (total - total.shift(7, fill_value=0)) / 7, (total - total.shift(28, fill_value=0)) / 28
    moment = (week - month).where(there)
    moment.iloc[:27] = np.nan
    last = moment.iloc[-1].dropna().rename("momentum").reset_index()
    movers = last.sort_values(["momentum", "app_id"], ascending=[False, True]).head(10)
    movers = movers.assign(date=rank.index[-1], rank=rank.iloc[-1][movers["app_id"]].to_numpy().astype(int))
    return days_of(rank, there, before), apps_of(rank, there, before, moment), movers


def main(folder, results):
    """Analyse one country after the other, and each of its charts."""
    tables = {"days": [], "apps": [], "movers": []}
    for path in sorted(folder.glob("country=*/*.parquet")):
        rows = pd.read_parquet(path, columns=["chart", "app_id", "date", "rank"], partitioning=None)
        rows["date"] = pd.to_datetime(rows["date"])
        for name, of_chart in rows.groupby("chart"):
            for table, found in zip(tables.values(), chart(of_chart), strict=True):
                table.append(found.assign(country=path.parent.name.removeprefix("country="), chart=name))
    results.mkdir(exist_ok=True)
    for name, found in tables.items():
        pd.concat(found).to_parquet(results / f"{name}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
