"""Attacks finished pages as an outsider would, from their bytes alone.

This room's other half decides what to hide; nothing of it is used here, so that one mistake is not made
twice. Where a page cannot be read, that is a finding: the attack fails closed.

Covered, in pages, CSV files, Excel and PowerPoint files, mails with attachments, plain text and notebooks:

- what follows from the tables of all files given, months and quarters as one system, in whole numbers: hidden
  cells, cells that stand nowhere but in a sum, counts shown below their threshold, and what the order of rows adds
  where it is one of size;
- counts, shares, fractions and averages of incidents in sentences, in digits, Roman ones and Danish words; sizes
  and comparisons in words, which must follow from shown counts; approved exceptions, told in the method section;
- departments, days and weeks beside an incident, children described by age or class, stable pseudonyms;
- numbers in attributes where counts stand; the looks of hidden cells; drawings of counts, which may hold nothing but
  named bars, expected ranges and an axis that ends where these ask for; what style sheets write, count or resize;
- what lies behind: hidden sheets, rows, columns and slides, notes, comments, names, formulas, number forms, texts left
  over, chart caches, embedded workbooks, notebook outputs, logs, packed arrays, properties, headings of mails;
- scripts, requests, invisible characters, structured identifiers, and paths of a computer.

Not covered, and for people to look after:

- names of persons, and stories that one can be known by without age, class, day or department;
- numbers and sizes in sentences that neither speak of incidents nor name a heading of the tables, and comparisons
  whose words do not name what they compare (a label in short, "det samme som sidst");
- comparisons with shown counts that are true by chance: of two shown counts some pair has nearly any ratio;
- the inside of pictures, the sizes of text boxes on slides, colours, and figures that neither stand with a table of
  counts nor are named after incidents;
- that a table is shown as coarsely as it is: the choice of level, and of what to hide, is itself a hint;
- what was expected, taken to be what it says: a function of figures that are shown;
- whether what is told openly was approved: the ledger knows;
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
    return read_file(File(str(page), page.read_bytes()) if isinstance(page, Path) else page)


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
