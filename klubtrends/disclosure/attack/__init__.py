"""Attacks finished pages as an outsider would, from their bytes alone.

This room's other half decides what to hide; nothing of it is used here, so that one mistake is not made
twice. Where a page cannot be read, that is a finding: the attack fails closed.

Covered: what follows from the tables of all pages given, in whole numbers; counts, shares, fractions and
averages of incidents in sentences, in digits and in Danish words; numbers in attributes where counts stand;
drawings of counts, which may hold nothing but named bars, expected ranges and an axis; what style sheets write
or count; comments, metadata, scripts, requests and invisible characters; structured identifiers.

Not covered, and for people to look after:

- names of persons, and stories that one can be known by: no number is needed for that;
- comparisons and sizes in words ("dobbelt så mange", "næsten alle", "flest"), Roman numerals, and numbers
  about incidents in sentences that do not say so, outside the tables' section;
- sizes and positions that a class of the style sheet gives, the inside of pictures, and figures that neither
  stand with a table of counts nor are named after incidents;
- that a table is shown as coarsely as it is: the choice of level, and of what to hide, is itself a hint;
- what was expected, taken to be what it says: a function of figures that are shown;
- who else knows what: a club knows its own cases, and whoever was there knows one. The protector counts on
  the first, nothing counts on the second.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from klubtrends import danish
from klubtrends.danish import MESSAGES, say
from klubtrends.disclosure.attack import attributes, drawings, markup, wording
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.outsider import Key, Learnt, System, Thresholds, learn, systems
from klubtrends.disclosure.attack.reading import BLOCKS, Node, Page, read


def audit(
    pages: Sequence[bytes | Path],
    *,
    contacts: Collection[str] = (),
    threshold: int = 5,
    thresholds: Mapping[str, int] | None = None,
) -> list[Finding]:
    """Find out what could be learnt from finished pages, taken together.

    Parameters
    ----------
    pages : sequence of bytes or Path
        Whole HTML pages, or the files that hold them.
    contacts : collection of str
        Telephone numbers and addresses that may stand on a page, word for word.
    threshold : int
        What a hidden count must be able to reach.
    thresholds : mapping, optional
        The same by label, for rows and columns that a sensitive type counts in ('I alt' for the total).

    Returns
    -------
    list of Finding
        Empty if nothing was found; no finding tells a hidden number.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    read_pages = [_read(number, page) for number, page in enumerate(pages, start=1)]
    found = [_unreadable(page, *problem) for page in read_pages for problem in page.problems]
    joined = systems([(f"{page.name}: {table.caption}", table) for page in read_pages for table in page.tables])
    for page in read_pages:
        _hear_announcements(page, joined)
    limits = Thresholds(threshold, thresholds or {})
    for system in joined:
        found += [_learnt(system, learnt) for learnt in learn(system, limits)]
    for page in read_pages:
        found += [
            *markup.check(page, contacts),
            *wording.check(page, _hidden(page)),
            *attributes.check(page),
            *drawings.check(page),
        ]
    return list(dict.fromkeys(found))


def _read(number: int, page: bytes | Path) -> Page:
    name = "/".join(page.parts[-2:]) if isinstance(page, Path) else say("found_page", number=number)
    return read(name, page.read_bytes() if isinstance(page, Path) else page)


def _hear_announcements(page: Page, joined: Sequence[System]) -> None:
    """Note that a type "more than expected" whose number is too small to show has at least one case."""
    months = {table.month for table in page.tables if table.month}
    told = [node.text() for node in page.root.walk() if node.tag in BLOCKS and _announces(node)]
    for system in joined:
        if system.month in months:
            singles = [key for key in system.hidden if len(key) == 1]
            system.announced |= {key for key in singles if any(label in text for label in key for text in told)}


def _announces(node: Node) -> bool:
    inner = any(isinstance(child, Node) and _announces(child) for child in node.children if node.tag in BLOCKS)
    return not inner and node.tag not in {"body", "html", "main"} and MESSAGES["signal_hidden"] in node.text()


def _hidden(page: Page) -> set[Key]:
    """Name the cells that stand hidden on a page."""
    return {key for system in systems([("", table) for table in page.tables]) for key in system.hidden}


def _unreadable(page: Page, part: str, caption: str) -> Finding:
    if part == "page":
        return Finding("unreadable", page.name, say("found_page_unreadable"))
    return Finding("unreadable", f"{page.name}: {caption}", say("found_table_unreadable"))


def _learnt(system: System, learnt: Learnt) -> Finding:
    cell = " × ".join(sorted(learnt.key)) or danish.TOTAL
    where = f"{learnt.where} ({system.month}, {cell})"
    if learnt.how == "exact":
        return Finding("exact", where, say("found_exact"))
    if learnt.how in {"not_small", "not_large"}:
        return Finding("narrow", where, say("found_narrow"))
    return Finding(
        "contradiction" if learnt.how == "contradiction" else "unsolved", where, say("found_unsolved")
    )
