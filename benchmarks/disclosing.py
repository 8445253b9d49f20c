"""What pages give away to an attacker, and what they still show: `python -m benchmarks.disclosing [--all]`.

`make bench` measures a share of the histories. With --all it is all of them, for an hour or two, and the figures are
put into docs/maalinger-af-beskyttelsen.md. Each history is kept in results/disclosure/ when it is done, under a
digest of the code that it depends on: a run that was cut goes on, and what did not change is not measured again.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.kept import Kept, Row, Sets
from benchmarks.measure import CHECKOUT
from benchmarks.table import Figure

PAGE = CHECKOUT / "docs" / "maalinger-af-beskyttelsen.md"
MEANS = {
    20: 0.5,
    40: 0.35,
    80: 0.2,
}  # incidents a month, and the most that may lie in no cell finer than a total
SEEDS, MOST_HIDDEN, SECONDS = 10, 0.25, 10
ALL: Sets = {
    "cover": ["400"],
    "example": [str(seed) for seed in range(1, 21)],
    "useful": [f"{mean}.{seed}" for seed in range(SEEDS) for mean in MEANS],
    "useful-without-cover": [f"{mean}.{seed}" for seed in range(SEEDS) for mean in MEANS],
    "generated": [str(number) for number in range(1000)],
}
SHARE: Sets = {
    "cover": ALL["cover"],
    "example": ALL["example"][:1],
    "useful": ALL["useful"][: len(MEANS)],
    "useful-without-cover": ALL["useful-without-cover"][: len(MEANS)],
    "generated": ALL["generated"][:40],
}
KEPT = Kept(
    "disclose",
    "disclosure",
    (
        "klubtrends/disclosure/*.py",
        "klubtrends/publishing/counted.py",
        "klubtrends/shipped/reference/codes.toml",
        *(
            f"benchmarks/{name}.py"
            for name in ("attacker", "possible", "histories", "invented", "cover", "tasks/disclose")
        ),
    ),
)


def measure(sets: Sets = SHARE) -> Iterator[Figure]:
    """Measure what is not measured yet, and sum up."""
    yield from sums(KEPT.measured(sets))


def sums(rows: Sequence[Row]) -> Iterator[Figure]:
    """Sum up what was measured."""
    yield from _safe(rows)
    yield from _useful(rows)


def _of(rows: Sequence[Row], name: str) -> list[Row]:
    return [row for row in rows if row["set"] == name]


def _safe(rows: Sequence[Row]) -> Iterator[Figure]:
    for name, words in (("example", "the example's months"), ("generated", "generated histories")):
        tried = _of(rows, name)
        sound = [row for row in tried if "failed" not in row]
        pages, hidden, sensitive = (
            sum(row[what] for row in sound) for what in ("months", "hidden", "sensitive")
        )
        yield Figure(f"{len(tried)} × {words}: pages attacked", pages, "")
        yield Figure("… hidden cells, sensitive counts attacked", hidden + sensitive, "")
        for kind, what in KINDS.items():
            yield Figure(f"… {what}", sum(row[kind] for row in sound), "", 0)
        yield Figure("… histories that could not be published", len(tried) - len(sound), "", 0)


KINDS = {
    "exact": "hidden cells that anybody finds out",
    "narrow": "sensitive counts without [floor, at least k]",
    "insider": "hidden cells that a department finds out",
    "undecided": "cells that the attacker could not decide",
}


def _useful(rows: Sequence[Row]) -> Iterator[Figure]:
    for mean, limit in MEANS.items():
        shown = shares(rows, "useful", mean)
        yield Figure(
            f"{mean} incidents a month: share in no shown cell finer than a total",
            1 - shown["finer"],
            "",
            limit,
        )
        yield Figure("… without cover", 1 - shares(rows, "useful-without-cover", mean)["finer"], "")
        yield Figure("… in no shown cell of their own month", 1 - shown["finer_by_month"], "")
    hidden = [row["most_hidden"] for row in rows if "most_hidden" in row]
    yield Figure("Share hidden of the table that hides most", max(hidden, default=0), "", MOST_HIDDEN)
    yield Figure(
        "Protecting a month, up to 30 months of ledger behind it, the slowest", slowest(rows), "s", SECONDS
    )


def slowest(rows: Sequence[Row]) -> float:
    """Give the seconds of work for the slowest page, of histories of two years and more."""
    return max((row["slowest"] for row in rows if row.get("months", 0) >= 24), default=0.0)


def shares(rows: Sequence[Row], name: str, mean: int) -> dict[str, float]:
    """Give the shares of incidents that lie in shown cells, by how fine these are."""
    mine = [row for row in _of(rows, name) if row["number"].startswith(f"{mean}.") and "failed" not in row]
    incidents = sum(row["incidents"] for row in mine)
    fine = ("any", "finer", "finer_by_month", "by_theme", "by_type", "by_age")
    return {what: sum(row[what] for row in mine) / incidents for what in fine}


def coarser_for_cover(rows: Sequence[Row], mean: int) -> float:
    """Give the share of tables that are coarser than they would be without cover."""
    with_cover, without = (
        [row for row in _of(rows, name) if row["number"].startswith(f"{mean}.")]
        for name in ("useful", "useful-without-cover")
    )
    plain = {row["number"]: row["levels"] for row in without}
    pairs = [pair for row in with_cover for pair in zip(row["levels"], plain[row["number"]], strict=True)]
    return float(sum(covered[2] > bare[2] for covered, bare in pairs) / len(pairs))


def words(rows: Sequence[Row]) -> dict[str, str]:
    """Give what stands in the document under each name."""
    told: dict[str, str] = {}
    for name in ("example", "generated"):
        mine = _of(rows, name)
        for what in ("months", "hidden", "sensitive", "refused", *KINDS):
            told[f"{name}-{what}"] = _number(sum(row.get(what, 0) for row in mine))
        told[f"{name}-failed"] = _number(sum("failed" in row for row in mine))
    for mean in MEANS:
        for name in ("useful", "useful-without-cover"):
            told |= {
                f"{name}-{mean}-{what}": _percent(share) for what, share in shares(rows, name, mean).items()
            }
        told[f"coarser-{mean}"] = _percent(coarser_for_cover(rows, mean))
        told |= {f"levels-{mean}-{table}": text for table, text in _levels(rows, mean).items()}
    told["most-hidden"] = _percent(max(row["most_hidden"] for row in rows if "most_hidden" in row))
    told["slowest"] = f"{slowest(rows):.1f}".replace(".", ",") + " s"
    told |= {what: _percent(share) for row in _of(rows, "cover") for what, share in row.items() if "_" in what}
    return told


def _levels(rows: Sequence[Row], mean: int) -> dict[str, str]:
    """Say for each table how often it stood at which level, the finest first."""
    seen = Counter(
        tuple(level)
        for row in _of(rows, "useful")
        if row["number"].startswith(f"{mean}.")
        for level in row["levels"]
    )
    said: dict[str, str] = {}
    for table in sorted({name for name, _, _ in seen}):
        mine = [(steps, level, count) for (name, level, steps), count in seen.items() if name == table]
        total = sum(count for _, _, count in mine)
        order = dict.fromkeys(level for _, level, _ in sorted(mine))
        parts = {level: sum(count for _, other, count in mine if other == level) / total for level in order}
        said[table] = ", ".join(f"{level} {_percent(share)}" for level, share in parts.items())
    return said


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def fill(text: str, told: Mapping[str, str]) -> str:
    """Put what was measured between each pair of marks: `<!-- name -->...<!-- / -->`; others stay as they are."""

    def measured_now(found: re.Match[str]) -> str:
        return f"<!-- {found[1]} -->{told.get(found[1], found[2])}<!-- / -->"

    return re.sub(r"<!-- ([\w-]+) -->(.*?)<!-- / -->", measured_now, text, flags=re.DOTALL)


def main(everything: bool) -> int:
    """Measure, print and, where everything was measured, write the document."""
    sets = ALL if everything else SHARE
    figures = []
    for figure in measure(sets):
        figures.append(figure)
        print(figure.row(), flush=True)
    if everything:
        PAGE.write_text(
            fill(PAGE.read_text("utf-8"), words(KEPT.measured(sets))), encoding="utf-8", newline="\n"
        )
    return int(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main("--all" in sys.argv[1:]))
