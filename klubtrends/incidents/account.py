"""The account of what came in: facts for a machine, sentences for a person; never what stood in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from klubtrends.danish import capital, counted, listed, month_name, number, quarter_name, say, whole_week

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
class Changed:
    """One incident that says something else now, or turned out to be none: its week, and the month it counts in."""

    week: str  # '2026-W41'
    month: str


@dataclass(frozen=True)
class Resembling:
    """A new incident of a week, and the ids of those like it that came before and are in no sheet now."""

    week: str
    former: tuple[str, ...]


@dataclass(frozen=True)
class Dropped:
    """Columns of a file, by their letters, whose text was not kept, and why."""

    file: str
    columns: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class FileRows:
    """Some rows of a file, as Excel numbers them."""

    file: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Urgent:
    """How many new or changed incidents are of the highest severity, and what that is called."""

    incidents: int
    label: str


@dataclass(frozen=True)
class Contradicted:
    """Departments, by their names, that say there was nothing in a month in which they have incidents."""

    month: str
    departments: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """A month whose page is out, though incidents that it counts were changed since or erased."""

    month: str
    quarter_out: bool

    def lines(self, what: str) -> list[str]:
        """Say in Danish what becomes of the pages."""
        said = [say("erase_published", what=what, month=month_name(self.month))]
        return said if self.quarter_out else [*said, say("erase_quarter", quarter=quarter_name(self.month))]


@dataclass(frozen=True)
class Intake:
    """What came of the rows: those from `accepted` to `rejected_rows` are together `rows`.

    `corrected` replaced what they said before (`changed` tells of them and of the withdrawn, `published` of the
    months among theirs whose pages are out, `older` names files that may be from before another); `twins` are equal
    rows of one file, all new, `repeated` those known from another sheet; `kept_out` were erased or retired.
    `too_late` counts the reports of nothing for a month that is out; `withdrawn` incidents turned out to be nothing.
    `months` says where what is new counts. `resembling` are new incidents like one that came before and is in no
    sheet now: perhaps corrected there. `rejected` has an entry for each wrong cell, `mended` for each that was read
    with goodwill. Of what Excel hides, rows are read (`hidden_rows`) and tabs are not (`hidden_tabs`). `notes` counts
    those that are new or changed and wait for somebody to read them. `dropped` are the columns with text that were
    not kept (notes while notes are off, headings unknown, text beside the rows), `recorded` the files in which Forms
    says who answered, `identifiers` the rows with an identifier in such text or in a note. `locks` are names that
    Excel's lock files have, which are passed over; `files` are the paths where the sheets still lie.
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
    changed: tuple[Changed, ...]
    older: tuple[str, ...]
    twins: tuple[FileRows, ...]
    repeated: tuple[FileRows, ...]
    urgent: Urgent
    contradicted: tuple[Contradicted, ...]
    resembling: tuple[Resembling, ...]
    rejected: tuple[Remark, ...]
    mended: tuple[Remark, ...]
    hidden_rows: tuple[FileRows, ...]
    notes: int
    hidden_tabs: int
    dropped: tuple[Dropped, ...]
    recorded: tuple[str, ...]
    identifiers: int
    files: tuple[str, ...]
    locks: tuple[str, ...]
    published: tuple[Published, ...] = ()

    @property
    def dropped_columns(self) -> int:
        """Count the columns whose text was not kept."""
        return sum(len(each.columns) for each in self.dropped)

    def summary(self) -> dict[str, object]:
        """Give the same as plain values, for a machine."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Say it in Danish, a line a fact."""
        said = [self._total(), *_months(self.months)]
        if self.too_late:
            said.append(say("intake_too_late"))
        if self.withdrawn:
            said.append(say("intake_withdrawn", incidents=_digits(self.withdrawn, "hændelse", "hændelser")))
        said += [*self._urgent(), *self._changed(), *self._equal()]
        said += self._resembling()
        said += _gathered(self.rejected)
        if self.rejected:
            said.append(say("intake_mend"))
        said += [say("intake_mended", what=what) for what in _gathered(self.mended)]
        said += [say("intake_hidden", file=each.file, rows=_ranges(each.rows)) for each in self.hidden_rows]
        if self.notes:
            said.append(say("intake_notes", notes=_digits(self.notes, "note", "noter")))
        if self.hidden_tabs:
            tabs = _digits(self.hidden_tabs, "skjult fane", "skjulte faner")
            said.append(say("intake_hidden_tabs", tabs=tabs))
        said += [say("intake_dropped", file=each.file, columns=listed(each.columns), reason=each.reason)
                 for each in self.dropped]  # fmt: skip
        said += [say("intake_recorded", file=file) for file in self.recorded]
        if self.identifiers:
            said.append(say("intake_identifiers", rows=_digits(self.identifiers, "række", "rækker")))
        said += [say("intake_lock", file=file) for file in self.locks]
        if self.rows:
            later = "intake_files_later" if self.rejected else "intake_files"
            said.append(say(later, files=listed(self.files)))
        return said

    def _urgent(self) -> Iterator[str]:
        """Ask of what cannot wait, and of what cannot be."""
        if self.urgent.incidents:
            urgent = counted(self.urgent.incidents, "hændelse", "hændelser")
            yield say("intake_urgent", incidents=capital(urgent), label=self.urgent.label)
        for each in self.contradicted:
            yield say("intake_contradicted", month=month_name(each.month), departments=listed(each.departments))

    def _equal(self) -> Iterator[str]:
        """Say which rows are equal and how they were counted."""
        for each in self.twins:
            incidents = counted(len(each.rows), "hændelse", "hændelser")
            yield say("intake_twins", file=each.file, rows=_ranges(each.rows), incidents=incidents)
        for each in self.repeated:
            yield say("intake_repeated", file=each.file, rows=_ranges(each.rows))

    def _changed(self) -> Iterator[str]:
        """Say of which weeks the changed are, whose pages stay as they are, and whether their file is perhaps old."""
        if self.changed:
            yield say("intake_changed", weeks=_first_weeks(sorted({each.week for each in self.changed})))
        for each in self.published:
            weeks = _first_weeks(sorted({one.week for one in self.changed if one.month == each.month}))
            yield from each.lines(say("intake_changed_out", weeks=weeks))
        for file in self.older:
            yield say("intake_older", file=file)

    def _resembling(self) -> Iterator[str]:
        """Say which new rows may be corrected ones, each with the line that erases the old one."""
        if not self.resembling:
            return
        yield say("intake_resembling", rows=_digits(len(self.resembling), "ny række", "nye rækker"),
                  weeks=_first_weeks(sorted({each.week for each in self.resembling})))  # fmt: skip
        former = dict.fromkeys((each.week, name) for each in self.resembling for name in each.former)
        for week, name in sorted(former)[:MOST_NAMED]:
            yield say("intake_erase", week=capital(whole_week(week)), id=name)

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
    named = [whole_week(week) for week in weeks[:MOST_NAMED]]
    return listed([*named, _digits(left, "uge til", "uger til")] if left else named)
