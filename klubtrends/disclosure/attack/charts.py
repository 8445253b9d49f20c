"""Reads charts as Office stores them: titles, and the numbers that each keeps beside its picture."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from klubtrends.danish import HIDDEN, TOTAL, say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.grids import write_table
from klubtrends.disclosure.attack.packages import local
from klubtrends.disclosure.attack.reading import INCIDENT
from klubtrends.disclosure.attack.scales import round_end
from klubtrends.disclosure.attack.tree import Node

_PLAIN = frozenset({"general", "0", "#,##0", "@", ""})


def chart_title(tree: Element) -> str:
    """Give a chart's title, which is the caption of its numbers."""
    return " ".join(text for title in children(tree, "chart", "title") for text in texts(title))


def write_chart(name: str, section: Node, tree: Element) -> Iterator[Finding]:
    """Write a chart's numbers as the table that it is, and find what else it keeps."""
    title = chart_title(tree)
    for text in texts(tree):
        if text not in title:
            section.add("p", text)
    series = [one for one in tree.iter() if local(one) == "ser"]
    labels = list(dict.fromkeys(label for one in series for label in _points(one, "cat").values()))
    columns = [" ".join(_points(one, "tx").values()) or TOTAL for one in series]
    values = [_by_label(one) for one in series]
    if series:
        rows = [["", *columns], *([label, *(line.get(label, HIDDEN) for line in values)] for label in labels)]
        write_table(section, title or ("" if INCIDENT.search(section.text()) else "-"), rows)
    kept = sum(local(one) == "v" for one in tree.iter())
    if kept > sum(len(_points(one, part)) for one in series for part in ("cat", "tx", "val")):
        yield Finding("raw", f"{name}: {title}", say("found_behind"))
    if any(local(one) == "formatCode" and (one.text or "").lower() not in _PLAIN for one in tree.iter()):
        yield Finding("raw", f"{name}: {title}", say("found_behind"))
    largest = max([int(one) for line in values for one in line.values() if one.isdecimal()], default=0)
    ends = [float(one.get("val", "0")) for one in tree.iter() if local(one) in {"max", "min"}]
    if INCIDENT.search(section.text() + title) and any(
        end not in {0.0, float(round_end(largest))} for end in ends
    ):
        yield Finding("drawing", f"{name}: {title}", say("found_drawing_axis"))


def children(element: Element, *path: str) -> list[Element]:
    """List the elements at the end of a path of names, whatever their namespace."""
    found = [element]
    for step in path:
        found = [child for one in found for child in one if local(child) == step]
    return found


def texts(element: Element) -> list[str]:
    """List the paragraphs of an element."""
    found = ["".join(one.text or "" for one in paragraph.iter() if local(one) == "t")
             for paragraph in element.iter() if local(paragraph) == "p"]  # fmt: skip
    return [text for text in found if text.strip()]


def _by_label(series: Element) -> dict[str, str]:
    labels = _points(series, "cat")
    return {labels.get(at, str(at)): _whole(value) for at, value in _points(series, "val").items()}


def _points(series: Element, part: str) -> dict[str, str]:
    """Give the points that a part of a series keeps, by their number."""
    return {
        point.get("idx", "0"): "".join(point.itertext()).strip()
        for one in children(series, part)
        for point in one.iter()
        if local(point) == "pt"
    }


def _whole(value: str) -> str:
    return value.removesuffix(".0")
