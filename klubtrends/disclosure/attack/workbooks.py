"""Reads Excel files, cell by cell as they are stored: nothing may lie behind what a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from klubtrends.danish import say
from klubtrends.disclosure.attack.charts import write_chart
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.grids import runs, write_blocks
from klubtrends.disclosure.attack.packages import Package, attribute, local, opened
from klubtrends.disclosure.attack.reading import File, Page, no_page, page_of
from klubtrends.disclosure.attack.tree import Node

_KNOWN = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app)\.xml|xl/(?:workbook|sharedStrings|styles)\.xml"
    r"|xl/theme/theme\d+\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/(?:_rels/)?sheet\d+\.xml(?:\.rels)?"
    r"|xl/(?:drawings|charts)/(?:_rels/)?(?:drawing|chart)\d+\.xml(?:\.rels)?"
)
_QUIET = frozenset({
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "drawing", "sheetProtection", "rowBreaks",
    "phoneticPr", "ignoredErrors", "dataValidations",
})  # fmt: skip
_PLAIN_FORMATS = frozenset({"general", "0", "#,##0", "@", ""})
_BUILT_IN = {
    0: "General",
    1: "0",
    3: "#,##0",
    49: "@",
    **dict.fromkeys((*range(14, 23), 45, 46, 47), "d/m/yyyy"),
}
_DATE = re.compile(r"(?=.*[dmyh])[dmyhs\s/.,:;\\@-]+", re.IGNORECASE)
_COLUMN = re.compile(r"([A-Z]{1,3})(\d+)")


@dataclass(frozen=True)
class _Looks:
    """How a cell's number is shown, and how far its text is moved in."""

    form: str
    indent: int


def read_workbook(file: File, *, title: str = "") -> list[Page]:
    """Read an Excel file; `title` is the caption of a table that has none of its own."""
    name, package = file.name, opened(file)
    if package is None or "xl/workbook.xml" not in package.trees:
        return [no_page(name)]
    root = Node("", {})
    problems = [*package.check(_KNOWN), *_hidden_parts(package)]
    package.write_properties(root)
    texts = ["".join(one.itertext()) for one in package.trees.get("xl/sharedStrings.xml", ())]
    used: set[int] = set()
    for part, named in _sheets(package):
        sheet = _Sheet(package, part, texts, _looks(package))
        section = root.add("part")
        section.add("h2", named)
        rows = sheet.rows()
        used |= sheet.used
        write_blocks(section, rows, title=title or named)
        _write_words(section, package.trees[part])
        problems += [Finding(kind, f"{name} ({named})", what) for kind, what in dict.fromkeys(sheet.wrong())]
        for chart in sheet.charts():
            problems += write_chart(name, section, package.trees[chart])
    if used != set(range(len(texts))):
        problems.append(Finding("raw", name, say("found_left_over")))
    return [page_of(name, root, problems=problems)]


def _sheets(package: Package) -> Iterator[tuple[str, str]]:
    related = package.related("xl/workbook.xml")
    for sheet in package.trees["xl/workbook.xml"].iter():
        if local(sheet) == "sheet" and related.get(attribute(sheet, "id"), "") in package.trees:
            yield related[attribute(sheet, "id")], sheet.get("name", "")


def _hidden_parts(package: Package) -> Iterator[Finding]:
    """Find what a workbook hides or names: sheets, and names that stand for cells, formulas or numbers."""
    for element in package.trees["xl/workbook.xml"].iter():
        if local(element) == "sheet" and element.get("state", "visible") != "visible":
            yield Finding("hidden", f"{package.name} ({element.get('name', '')})", say("found_hidden_part"))
        if local(element) == "definedName" and not element.get("name", "").startswith("_xlnm.Print_"):
            yield Finding("hidden", f"{package.name} ({element.get('name', '')})", say("found_hidden_part"))
        if local(element) in {"externalReferences", "pivotCaches", "fileSharing", "extLst"}:
            yield Finding("hidden", f"{package.name} ({local(element)})", say("found_hidden_part"))


def _looks(package: Package) -> list[_Looks]:
    """List the looks that cells name by number."""
    styles = package.trees.get("xl/styles.xml")
    if styles is None:
        return []
    named = {
        int(one.get("numFmtId", "0")): one.get("formatCode", "")
        for one in styles.iter()
        if local(one) == "numFmt"
    }
    forms: Mapping[int, str] = {**_BUILT_IN, **named}
    found = []
    for group in styles:
        if local(group) == "cellXfs":
            for look in group:
                indent = max(
                    [int(one.get("indent", "0")) for one in look if local(one) == "alignment"], default=0
                )
                found.append(_Looks(forms.get(int(look.get("numFmtId", "0")), "?"), indent))
    return found


class _Sheet:
    """One sheet: its cells as text, and what is wrong with it."""

    def __init__(self, package: Package, part: str, texts: list[str], looks: list[_Looks]) -> None:
        self._package, self._part, self._texts, self._looks = package, part, texts, looks
        self._tree = package.trees[part]
        self._odd: list[tuple[str, str]] = []
        self.used: set[int] = set()

    def rows(self) -> list[list[str]]:
        """Give every cell as text, an indented one with blanks before it."""
        found: dict[int, dict[int, str]] = {}
        for cell in self._tree.iter():
            place = _COLUMN.fullmatch(cell.get("r", "")) if local(cell) == "c" else None
            if place is not None:
                found.setdefault(int(place[2]), {})[_number(place[1])] = self._text(cell)
            elif local(cell) == "c":
                self._odd.append(("unreadable", say("found_file_unreadable")))
        width = max([max(row) for row in found.values()], default=0)
        return [
            [found.get(row, {}).get(at, "") for at in range(1, width + 1)]
            for row in range(1, max(found, default=0) + 1)
        ]

    def wrong(self) -> Iterator[tuple[str, str]]:
        """Name what no sheet of ours has."""
        yield from self._odd
        for element in self._tree:
            if local(element) not in _QUIET:
                yield "hidden", say("found_hidden_part")
        for element in self._tree.iter():
            if local(element) in {"row", "col"} and _is_hidden(element):
                yield "hidden", say("found_hidden_part")

    def charts(self) -> list[str]:
        """List the charts on this sheet."""
        drawings = [part for part in self._package.related(self._part).values() if "/drawings/" in part]
        return [part for drawing in drawings for part in self._package.related(drawing).values()
                if part in self._package.trees and "/charts/" in part]  # fmt: skip

    def _text(self, cell: Element) -> str:
        kind, look = cell.get("t", "n"), self._look(cell)
        parts = {local(part): "".join(part.itertext()) for part in cell}
        if "f" in parts:
            self._odd.append(("formula", say("found_formula")))
        value = parts.get("v", "")
        if kind == "s" and value.isdecimal() and int(value) < len(self._texts):
            self.used.add(int(value))
            text = self._texts[int(value)]
        else:
            text = parts.get("is", value)
        if kind in {"s", "str", "inlineStr"} and runs(text):
            self._odd.append(("formula", say("found_formula")))
        if kind == "n" and value:
            text = self._number(value, look.form)
        return "  " * look.indent + text

    def _look(self, cell: Element) -> _Looks:
        at = int(cell.get("s", "0"))
        return self._looks[at] if at < len(self._looks) else _Looks("General", 0)

    def _number(self, value: str, form: str) -> str:
        """Write a number as it is stored; where its form shows it as something else, that is a finding."""
        if _DATE.fullmatch(form) and form.lower() not in _PLAIN_FORMATS:
            return value
        if form.lower() not in _PLAIN_FORMATS:
            self._odd.append(("raw", say("found_behind")))
        whole = re.fullmatch(r"(-?\d+)(?:\.0*)?", value)
        return whole[1] if whole else value.replace(".", ",")


def _number(column: str) -> int:
    number = 0
    for letter in column:
        number = 26 * number + ord(letter) - 64
    return number


def _is_hidden(element: Element) -> bool:
    return (
        element.get("hidden") in {"1", "true"}
        or element.get("ht", "1") in {"0", "0.0"}
        or element.get("width", "1") in {"0", "0.0"}
    )


def _write_words(section: Node, tree: Element) -> None:
    """Write headers, footers and the words of drop-downs."""
    for element in tree.iter():
        if local(element) in {
            "oddHeader",
            "oddFooter",
            "evenHeader",
            "evenFooter",
            "firstHeader",
            "firstFooter",
        }:
            section.add("p", re.sub(r"&[A-Z]", " ", element.text or ""))
        if local(element) == "dataValidation":
            for name in ("prompt", "promptTitle", "error", "errorTitle"):
                section.add("p", element.get(name, ""))
        if local(element) in {"formula1", "formula2"}:
            section.add("p", element.text or "")
