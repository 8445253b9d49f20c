"""The account of what came in: facts for a machine, sentences for a person; never what stood in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from klubtrends.danish import listed, month_name, number, say

MOST_NAMED = 10  # rows or weeks of one line; of the others only the number is told


@dataclass(frozen=True)
class Remark:
    """What is to be said of one cell: why it could not be used and what to write, or how it was read; no text."""

    file: str
    row: int  # as Excel numbers them
    column: str  # the Danish heading
    reason: str


@dataclass(frozen=True)
class MonthRows:
    """How many new rows belong to one month and count in one, the same or (if they came too late) another."""

    belongs: str  # '2026-10'
    counts: str
    rows: int


@dataclass(frozen=True)
class Intake:
    """What came of the rows: those from `accepted` to `rejected_rows` are together `rows`.

    `corrected` replaced what they said before; `kept_out` were erased or retired. `too_late` counts the reports of
    nothing for a month that is out; `withdrawn` incidents turned out to be nothing. `months` says where what is new
    counts. `resembling` are the weeks of new incidents like one that came before and is in no sheet now: perhaps
    corrected there. `rejected` has an entry for each wrong cell, `mended` for each that was read with goodwill. Of
    what Excel hides, rows are read (`hidden_rows`) and tabs are not (`hidden_tabs`). `notes` counts those that are new
    or changed and wait for somebody to read them. `dropped_columns` counts the columns with text that were not kept
    (notes while notes are off, headings unknown, text beside the rows), `identifiers` the rows with an identifier in
    such text or in a note. `files` are the paths where the sheets still lie.
    """

    rows: int
    accepted: int
    corrected: int
    already_known: int
    kept_out: int
    zero_reports: int
    too_late: int
    rejected_rows: int
    withdrawn: int
    months: tuple[MonthRows, ...]
    resembling: tuple[str, ...]
    rejected: tuple[Remark, ...]
    mended: tuple[Remark, ...]
    hidden_rows: int
    notes: int
    hidden_tabs: int
    dropped_columns: int
    identifiers: int
    files: tuple[str, ...]

    def summary(self) -> dict[str, object]:
        """Give the same as plain values, for a machine."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Say it in Danish, a line a fact."""
        said = [self._total(), *_months(self.months)]
        if self.too_late:
            said.append(say("intake_too_late"))
        if self.withdrawn:
            said.append(say("intake_withdrawn", count=number(self.withdrawn)))
        if self.resembling:
            said.append(say("intake_resembling", rows=_digits(len(self.resembling), "ny række", "nye rækker"),
                            weeks=_first_weeks(sorted({*self.resembling}))))  # fmt: skip
        said += _gathered(self.rejected)
        if self.rejected:
            said.append(say("intake_mend"))
        said += [say("intake_mended", what=what) for what in _gathered(self.mended)]
        if self.hidden_rows:
            said.append(say("intake_hidden", rows=_digits(self.hidden_rows, "række", "rækker")))
        if self.notes:
            said.append(say("intake_notes", notes=_digits(self.notes, "note", "noter")))
        if self.hidden_tabs:
            tabs = _digits(self.hidden_tabs, "skjult fane", "skjulte faner")
            said.append(say("intake_hidden_tabs", tabs=tabs))
        if self.dropped_columns:
            said.append(say("intake_dropped", columns=_digits(self.dropped_columns, "kolonne", "kolonner")))
        if self.identifiers:
            said.append(say("intake_identifiers", rows=_digits(self.identifiers, "række", "rækker")))
        if self.rows:
            later = "intake_files_later" if self.rejected else "intake_files"
            said.append(say(later, files=listed(self.files)))
        return said

    def _total(self) -> str:
        """Say how many rows were read and what they were; what there was none of is not named."""
        if not self.rows:
            return say("intake_empty")
        reports = number(self.zero_reports)
        times = say("intake_once") if self.zero_reports == 1 else say("intake_times", count=reports)
        parts = {
            _digits(self.accepted, "ny", "nye"): self.accepted,
            say("intake_nothing", times=times): self.zero_reports,
            say("intake_corrected", count=number(self.corrected)): self.corrected,
            say("intake_kept_out", count=number(self.kept_out)): self.kept_out,
            say("intake_known", count=number(self.already_known)): self.already_known,
            say("intake_late_reports", count=number(self.too_late)): self.too_late,
            say("intake_rejected", count=number(self.rejected_rows)): self.rejected_rows,
        }
        told = ", ".join(part for part, count in parts.items() if count)
        return say("intake_rows", rows=_digits(self.rows, "række", "rækker"), parts=told)


def _digits(count: int, one: str, many: str) -> str:
    return f"{number(count)} {one if count == 1 else many}"


def _months(months: Iterable[MonthRows]) -> Iterator[str]:
    """Say where new rows count: those in their own month together, those that came too late month by month."""
    own = {each.counts: each.rows for each in months if each.counts == each.belongs}
    if own:
        (first, rows), *rest = own.items()
        told = [say("intake_counts", count=number(rows), month=month_name(first))]
        told += [say("intake_counts_too", count=number(rows), month=month_name(month)) for month, rows in rest]
        yield f"{listed(told)}."
    for each in months:
        belongs, counts = month_name(each.belongs), month_name(each.counts)
        if belongs != counts and each.rows == 1:
            yield say("intake_moved_one", belongs=belongs, counts=counts)
        elif belongs != counts:
            yield say("intake_moved", count=number(each.rows), belongs=belongs, counts=counts)


def _gathered(rejected: Iterable[Remark]) -> Iterator[str]:
    """Say each reason once a file and column, with all its rows."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for each in rejected:
        rows.setdefault((each.file, each.column, each.reason), []).append(each.row)
    for (file, column, reason), numbers in rows.items():
        yield say("intake_cell", file=file, rows=_ranges(numbers), column=column, reason=reason)


def _ranges(numbers: Iterable[int]) -> str:
    """Write row numbers, neighbours as one, and of many only how many are left: '4-19, 21 og 4.931 rækker til'."""
    runs: list[list[int]] = []
    for each in numbers:
        if runs and each == runs[-1][1] + 1:
            runs[-1][1] = each
        else:
            runs.append([each, each])
    left = sum(last - first + 1 for first, last in runs[MOST_NAMED:])
    named = [f"{first}-{last}" if last > first else str(first) for first, last in runs[:MOST_NAMED]]
    return listed([*named, _digits(left, "række til", "rækker til")] if left else named)


def _first_weeks(weeks: Sequence[str]) -> str:
    left = len(weeks[MOST_NAMED:])
    return listed([*weeks[:MOST_NAMED], _digits(left, "uge til", "uger til")] if left else weeks)
