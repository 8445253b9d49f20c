"""Compares choices with proved optima: prints how many tables, and the worst ratio of cells and of price."""

from benchmarks.tasks.hide import draw
from klubtrends.disclosure.suppress import solve

TABLES = [
    (shape, small, seed) for shape in ((6, 5), (9, 5), (12, 6)) for small in (0.1, 0.25) for seed in (1, 2)
]


def ratios() -> list[tuple[float, float]]:
    """Hide in each table as it is done in use, and again until the optimum is proved."""
    compared = []
    for shape, small, seed in TABLES:
        problem = draw(shape, small, seed)
        answer, best = solve(problem), solve(problem, gap=0, work=10**8)
        if answer is None or best is None or not best.proved:
            raise SystemExit(f"{shape}, {small}, {seed}: no proved optimum")
        compared.append((answer.hidden.sum() / best.hidden.sum(), answer.cost / best.cost))
    return compared


if __name__ == "__main__":
    compared = ratios()
    print(len(compared), max(cells for cells, _ in compared), max(price for _, price in compared))
