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
from klubtrends.disclosure.attack import attributes, comparisons, drawings, markup, whereabouts, wording
from klubtrends.disclosure.attack.counts import months_of
from klubtrends.disclosure.attack.files import KINDS as KINDS
from klubtrends.disclosure.attack.files import read_file
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.outsider import System, hidden_keys, systems
from klubtrends.disclosure.attack.reading import File as File
from klubtrends.disclosure.attack.reading import Page, read_html
from klubtrends.disclosure.attack.solving import Learnt, Thresholds, learn


def audit(
    pages: Sequence[bytes | Path | File],
    *,
    contacts: Collection[str] = (),
    names: Collection[str] = (),
    threshold: int = 5,
    thresholds: Mapping[str, int] | None = None,
) -> list[Finding]:
    """Find out what could be learnt from finished pages, taken together.

    Parameters
    ----------
    pages : sequence of bytes, Path or File
        Whole HTML pages, finished files of any kind in `KINDS`, or what such files will hold.
    contacts : collection of str
        Telephone numbers and addresses that may stand on a page, word for word.
    names : collection of str
        Names of departments: they may stand on a page, but not beside an incident.
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
    read_pages = [part for number, page in enumerate(pages, start=1) for part in _read(number, page)]
    found = [problem for page in read_pages for problem in page.problems]
    joined = systems([(f"{page.name}: {table.caption}", table) for page in read_pages for table in page.tables])
    for page in read_pages:
        _hear(page, joined)
    limits = Thresholds(threshold, thresholds or {})
    for system in joined:
        found += [_learnt(learnt) for learnt in learn(system, limits)]
    for page in read_pages:
        found += [
            *markup.check(page, contacts),
            *wording.check(page, hidden_keys(page.tables)),
            *comparisons.check(page),
            *whereabouts.check(page, names),
            *attributes.check(page),
            *drawings.check(page),
        ]
    return list(dict.fromkeys(found))


def _read(number: int, page: bytes | Path | File) -> list[Page]:
    if isinstance(page, bytes):
        return [read_html(say("found_page", number=number), page)]
    return read_file(File("/".join(page.parts[-2:]), page.read_bytes()) if isinstance(page, Path) else page)


def _hear(page: Page, joined: Sequence[System]) -> None:
    """Note what a page announces: a type "more than expected" has at least one case, and what was told openly."""
    months = {table.period for table in page.tables if table.period and not months_of(table.period)}
    said = [block.text for block in page.blocks if MESSAGES["signal_hidden"] in block.text]
    for system in joined:
        for period, key in list(system.hidden):
            if period in months and len(key) == 1 and any(label in text for label in key for text in said):
                system.hear((period, key), 1)
        for told in page.told:
            system.hear_of(told.month, told.label, told.count)


def _learnt(learnt: Learnt) -> Finding:
    period, key = learnt.cell
    where = f"{learnt.where} ({period}, {' × '.join(sorted(key)) or danish.TOTAL})"
    if learnt.how in {"contradiction", "unsolved"}:
        return Finding(learnt.how, where, say("found_unsolved"))
    if learnt.how == "exact":
        return Finding("exact", where, say("found_exact"))
    if learnt.how in {"small", "order"}:
        return Finding(learnt.how, where, say("found_small" if learnt.how == "small" else "found_order"))
    return Finding("narrow", where, say("found_narrow"))
