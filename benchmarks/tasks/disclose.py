"""Publishes invented histories and measures what they give away or show: disclose RESULTS.jsonl CODE SET NUMBER...

Every history is one line of the results, written when it is done, so that a run that was cut goes on. A NUMBER is a
history's; of the sets 'useful' it is the mean number of incidents a month and a seed, as in '40.3'; of the set
'cover' it is a number of keys.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.attacker import EXACT, INSIDER, NARROW
from benchmarks.cover import coarse, withheld
from benchmarks.histories import History, Published, publish, shipped_codes
from benchmarks.invented import example, generated, steady
from benchmarks.possible import UNDECIDED
from klubtrends.disclosure import coarsen, system
from klubtrends.disclosure.cells import Cell
from klubtrends.disclosure.protect import Protected
from klubtrends.disclosure.specs import MonthsSpec
from klubtrends.publishing.counted import table_specs

Row = dict[str, object]
WITHOUT_COVER = "useful-without-cover"


def history_of(name: str, number: str) -> History:
    """Draw a history of one of the sets."""
    if name == "generated":
        return generated(int(number))
    if name == "example":
        return example(int(number))
    mean, seed = number.split(".")
    return steady(float(mean), int(seed))


def measured(name: str, number: str) -> Row:
    """Publish one history and measure it."""
    if name == "cover":
        return covered(int(number))
    history, begun = history_of(name, number), time.process_time()
    published = publish(history)
    seconds = time.process_time() - begun
    facts = useful(published) if name.startswith("useful") else safe(published)
    return {
        "months": len(history.order),
        "lines": len(published.lines),
        "seconds": round(seconds, 2),
        "slowest": round(published.slowest, 2),
        "refused": published.refused,
        **facts,
    }


def safe(published: Published) -> Row:
    """Count what the attacker tried, and what it learnt."""
    report = published.attacked()
    kinds = {kind: report.number(kind) for kind in (EXACT, NARROW, INSIDER, UNDECIDED)}
    return {
        "hidden": report.hidden,
        "sensitive": report.sensitive,
        **kinds,
        "most_hidden": most_hidden(published),
    }


def most_hidden(published: Published) -> float:
    """Give the largest share of a table that is hidden."""
    return max(table.hidden_share for page in published.pages for table in page.tables)


def useful(published: Published) -> Row:
    """Count the incidents that lie in cells that are shown, by how fine these are, and the tables of each level."""
    shown: Counter[str] = Counter()
    values = [row.cell for row in published.releases if row.value is not None and row.cell.kind == "negative"]
    counts = Counter(line[:4] for line in published.lines if line[1] == "negative")
    for (month, _, code, age), count in counts.items():
        own = [cell for cell in values if month in cell.months and _counts(cell, type=code, age_band=age)]
        shown.update(dict.fromkeys((name for name, fine in FINE.items() if any(map(fine, own))), count))
    return {
        "incidents": sum(counts.values()),
        **{name: shown[name] for name in FINE},
        "most_hidden": most_hidden(published),
        "levels": [level for page in published.pages for level in levels(page)],
    }


def levels(page: Protected) -> Iterator[tuple[str, str, int]]:
    """List each table's name, its level, and how many steps finer it might have been."""
    for spec in table_specs(shipped_codes(), page.month):
        if not isinstance(spec, MonthsSpec):
            level, steps = page.table(spec.name).level, [step.name for step in spec.steps]
            yield spec.name, level, steps.index(level) if level in steps else len(steps)


def covered(keys: int) -> Row:
    """Ask of many keys how often a table of two lines is coarse, and how often a total alone is not shown."""
    worlds = {"none_small": (30, 30), "one_none": (60, 0), "one_small": (57, 3)}
    totals = {"of_0": 0, "of_3": 3, "of_6": 6, "of_12": 12}
    return {
        **{f"coarse_{name}": coarse(*world, number=keys) for name, world in worlds.items()},
        **{f"withheld_{name}": withheld(total, number=keys) for name, total in totals.items()},
    }


def _counts(cell: Cell, **codes: str) -> bool:
    return all(not cell.codes(name) or code in cell.codes(name) for name, code in codes.items())


def _one_month(cell: Cell) -> bool:
    return bool(cell.parts) and len(cell.months) == 1


def _lines(labels: Mapping[str, str]) -> set[tuple[str, ...]]:
    """List the sets of codes that share a label."""
    return {tuple(sorted(code for code in labels if labels[code] == label)) for label in labels.values()}


THEMES = _lines({kind.code: kind.theme for kind in shipped_codes().types})
FINE = {
    "any": lambda cell: True,
    "finer": lambda cell: bool(cell.parts),
    "finer_by_month": _one_month,
    "by_theme": lambda cell: cell.codes("type") in THEMES or len(cell.codes("type")) == 1,
    "by_type": lambda cell: len(cell.codes("type")) == 1,
    "by_age": lambda cell: bool(cell.codes("age_band")),
}


def main(path: Path, code: str, name: str, *numbers: str) -> None:
    """Measure histories and write a line for each."""
    if name == WITHOUT_COVER:
        for module in (system, coarsen):
            vars(module)["COVER"] = 0.0
    for number in numbers:
        try:
            row = measured(name, number)
        except Exception as error:
            row = {"failed": type(error).__name__}
        line = json.dumps({"code": code, "set": name, "number": number, **row})
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{line}\n")  # a run that was cut may have left half a line


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
