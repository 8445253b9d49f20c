"""What the calibration says, as the tables of docs/calibration.md and a picture for who reads the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.calibrating import HISTORIES, OWN, STEADY, Mean, found, mean, of
from benchmarks.disclosing import fill
from benchmarks.kept import Row
from benchmarks.measure import CHECKOUT

PAGE = CHECKOUT / "docs" / "calibration.md"
PICTURE = CHECKOUT / "docs" / "calibration.svg"
SIZES = ("2", "3", "5", "7", "10")
LONG = (160, 208, 300)
Line = Sequence[str]


def write(rows: Sequence[Row]) -> None:
    """Fill in the tables of the document, and draw its picture."""
    tables = {name: "\n".join(["", *lines, ""]) for name, lines in told(rows).items()}
    PAGE.write_text(fill(PAGE.read_text("utf-8"), tables), encoding="utf-8", newline="\n")
    PICTURE.write_text(picture(rows), encoding="utf-8", newline="\n")


def told(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Give the lines of each table."""
    both = [*of(rows, "predictive"), *of(rows, "weekly")]
    return {
        "watch": _table(["Weeks of history", *_HEAD, "delay, weeks"], _by_history(rows)),
        "methods-long": _methods([row for row in both if row["number"] in STEADY and _weeks(row) in LONG]),
        "methods-year": _methods([row for row in both if row["number"] in STEADY and _weeks(row) == 52]),
        "methods-short": _methods([row for row in both if row["number"] in STEADY and _weeks(row) == 26]),
        "rising": _methods([row for row in both if row["number"].endswith("rising") and _weeks(row) in LONG]),
        "seasonal": _methods([row for row in both if row["number"].endswith("seasonal") and _weeks(row) in LONG]),
        "decided": _table(["Method", *_DECIDED], _decided(both)),
        "several": _methods([*of(rows, "several"), *_like_several(rows)]),
        "growing": _table(["Growth in half a year, method", *(f"{weeks} weeks" for weeks in _GROWN)], _growing(rows)),
        "published": _table(["Method", "false alarms a week", "no answer", *_STRENGTHS, "all"], _published(rows)),
        "each": _table(["Scenario", *_EACH], _each(rows)),
    }  # fmt: skip


_HEAD = ["false alarms a month", *(f"{size} cases" for size in SIZES)]
_DECIDED = ["false alarms, from 5 cases on", "3", "5", "7", "false alarms, from 3 cases on", "3", "5", "7"]
_GROWN = ("0", "4", "9", "13", "17", "26")
_STRENGTHS = tuple(f"k = {k}" for k in (1, 3, 5, 7, 10))
_EACH = ("false alarms, default", "compatible", "found, default", "compatible")


def _table(head: Line, lines: Iterator[Line]) -> list[str]:
    rule = "|".join(["---", *["--:"] * (len(head) - 1)])
    return [f"| {' | '.join(head)} |", f"|{rule}|", *(f"| {' | '.join(line)} |" for line in lines)]


def _weeks(row: Row) -> int:
    return int(row["number"].split()[0])


def _by_history(rows: Sequence[Row]) -> Iterator[Line]:
    for weeks in HISTORIES:
        mine = [row for row in of(rows, "predictive", STEADY) if _weeks(row) == weeks]
        shares = [_percent(mean(mine, OWN, "decided", "5", "found", size)) for size in SIZES]
        delay = _number(mean(mine, OWN, "delay", "7"), 1)
        yield [str(weeks), _number(mean(mine, OWN, "decided", "5", "false"), 3), *shares, delay]


def _methods(rows: Sequence[Row]) -> list[str]:
    head = [
        "Method",
        *_HEAD,
        "5 cases, equal false alarms",
        "of frequent types",
        "rare types",
        "frequent types",
        "delay, weeks",
        "no answer",
    ]
    names = dict.fromkeys(name for row in rows for name in row["methods"])
    return _table(head, (_method(rows, name) for name in names))


def _method(rows: Sequence[Row], name: str) -> Line:
    return [
        name,
        _number(mean(rows, name, "false"), 2),
        *(_percent(mean(rows, name, "found", size)) for size in SIZES),
        _percent(mean(rows, name, "alike", "5")),
        _percent(mean(rows, name, "alike_frequent", "5")),
        _percent(mean(rows, name, "rare", "5")),
        _percent(mean(rows, name, "frequent", "5")),
        _number(mean(rows, name, "delay", "7"), 1),
        _percent(mean(rows, name, "silent")),
    ]


def _decided(rows: Sequence[Row]) -> Iterator[Line]:
    steady = [row for row in rows if row["number"] in STEADY and _weeks(row) in LONG]
    for name in dict.fromkeys(name for row in steady for name in row["methods"]):
        if name.startswith(("Predictive", "Farrington Flexible")):
            parts = [[_number(mean(steady, name, "decided", least, "false"), 3),
                      *(_percent(mean(steady, name, "decided", least, "found", size)) for size in ("3", "5", "7"))]
                     for least in ("5", "3")]  # fmt: skip
            yield [name, *parts[0], *parts[1]]


def _like_several(rows: Sequence[Row]) -> list[Row]:
    """Give the watch's own method on the same scenarios."""
    numbers = {row["number"] for row in of(rows, "several")}
    same = [row for row in of(rows, "predictive") if row["number"] in numbers]
    return [{**row, "methods": {OWN: row["methods"][OWN]}} for row in same]


def _growing(rows: Sequence[Row]) -> Iterator[Line]:
    for row in of(rows, "growing"):
        for name, facts in row["methods"].items():
            for level, words in (("own", "own level"), ("alike", "equal false alarms")):
                shares = [_percent(Mean(*facts[level][weeks][:2])) for weeks in _GROWN]
                yield [f"× {row['number']}: {name}, {words}", *shares]


def _published(rows: Sequence[Row]) -> Iterator[Line]:
    mine = [*of(rows, "published"), *of(rows, "periods")]
    for name in dict.fromkeys(name for row in mine for name in row["methods"]):
        own = [row for row in mine if name in row["methods"]]
        shares = [_percent(mean(own, name, "found", k.removeprefix("k = "))) for k in _STRENGTHS]
        false, missing = mean(own, name, "false"), mean(own, name, "missing")
        yield [name, _number(false, 4), _percent(missing), *shares, _number(found(own, name), 3)]


def _each(rows: Sequence[Row]) -> Iterator[Line]:
    names = ("Farrington Flexible", "Farrington Flexible, compatible")
    for row in of(rows, "published"):
        false = [_number(mean([row], name, "false"), 4) for name in names]
        yield [row["number"], *false, *(_number(found([row], name), 3) for name in names)]


def _number(figure: Mean, digits: int) -> str:
    return f"{figure.value:.{digits}f} ± {figure.error:.{digits}f}" if figure.value == figure.value else ""


def _percent(figure: Mean) -> str:
    return f"{100 * figure.value:.0f} %" if figure.value == figure.value else ""


# The picture

_SHOWN = (("8", "To måneders"), ("52", "Et års"), ("160", "Tre års"))
_WIDTH, _LEFT, _TOP, _ROW, _COLUMN, _DOT = 720, 150, 112, 80, 140, 22
_INK, _SEEN, _NOT = "#1c2b33", "#0b6e75", "#c9d6d8"
_ABOUT = "Ud af ti gange, hvor der på en måned kommer så mange hændelser af én slags mere end ellers"
_TITLE = "Så ofte siger siden til, når noget er ude af det almindelige"


def picture(rows: Sequence[Row]) -> str:
    """Draw of ten outbreaks those that the watch finds, by their size and by how long a history there is."""
    height = _TOP + _ROW * len(_SHOWN) + 78
    parts = [_text(24, 34, _TITLE, 20, "bold"), _text(24, 58, _ABOUT, 14)]
    parts += [
        _text(_LEFT + _COLUMN * at, 96, f"{size} ekstra", 15, "bold") for at, size in enumerate(SIZES[1:])
    ]
    alarms = []
    for at, (weeks, words) in enumerate(_SHOWN):
        mine = [row for row in of(rows, "predictive", STEADY) if row["number"].startswith(f"{weeks} ")]
        top = _TOP + _ROW * at
        parts += [_text(24, top + 24, words, 15, "bold"), _text(24, top + 44, "meldinger", 15)]
        for column, size in enumerate(SIZES[1:]):
            share = mean(mine, OWN, "decided", "5", "found", size).value
            parts += _dots(_LEFT + _COLUMN * column, top + 8, round(10 * share))
        alarms.append(mean(mine, OWN, "decided", "5", "false").value)
    bottom = _TOP + _ROW * len(_SHOWN)
    months = 5 * round(1 / max(alarms) / 5)
    said = f"Falsk alarm, når intet er anderledes: cirka hver {months}. måned eller sjældnere."
    parts += [_dot(32, bottom + 14, seen=True), _text(48, bottom + 19, "set", 14), _dot(98, bottom + 14, seen=False),
              _text(114, bottom + 19, "ikke set", 14), _text(24, bottom + 50, said, 14)]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" lang="da">'
        f"<title>{_TITLE}</title><desc>{said}</desc>"
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )


def _dots(left: int, top: int, seen: int) -> Iterator[str]:
    for at in range(10):
        yield _dot(left + 9 + _DOT * (at % 5), top + 9 + _DOT * (at // 5), seen=at < seen)


def _dot(x: int, y: int, *, seen: bool) -> str:
    paint = f'fill="{_SEEN}"' if seen else f'fill="#ffffff" stroke="{_NOT}" stroke-width="2"'
    return f'<circle cx="{x}" cy="{y}" r="8" {paint}/>'


def _text(x: int, y: int, words: str, size: int, weight: str = "normal") -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="system-ui, sans-serif" font-size="{size}" font-weight="{weight}"'
        f' fill="{_INK}">{words}</text>'
    )
