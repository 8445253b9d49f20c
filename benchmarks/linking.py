"""How often unrelated apps and incidents seem to be linked: `python -m benchmarks.linking`, a minute or two."""

from __future__ import annotations

import sys

from benchmarks.measure import CHECKOUT
from benchmarks.table import HEADING, Figure

REPORTS, WITHOUT = 200, 20
ASKED, MOST = 0.03, 0.06


def figures() -> list[Figure]:
    """Draw reports of 100 unrelated apps with 8 types and count those with a false hit."""
    sys.path.insert(0, str(CHECKOUT / "tests" / "analysis"))
    from test_links import unrelated

    from klubtrends.analysis.links import correlated

    def share(reports: int, weeks: int, *, whiten: bool) -> float:
        found = (correlated(*unrelated(7_000 + seed, weeks=weeks), whiten=whiten) for seed in range(reports))
        return sum(bool(one.adjusted.min() <= ASKED) for one in found) / reports

    return [
        Figure("reports with a false link, three years", share(REPORTS, 156, whiten=True), "", MOST),
        Figure("reports with a false link, 60 weeks", share(REPORTS, 60, whiten=True), "", 0.08),
        Figure("the same without prewhitening, three years", share(WITHOUT, 156, whiten=False), ""),
    ]


if __name__ == "__main__":
    print("\n".join([*HEADING, *(figure.row() for figure in figures())]))
