"""What becomes of a note when somebody has read it: quoted in the month's words, or gone; never both, never neither.

The words are written first, whole or not at all, while the register is held; then the note goes. Whoever is killed in
between finds the quotation approved and the note still there: `unreviewed` keeps the month from being published until
the same is approved again, which adds nothing, or the note is deleted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from klubtrends.danish import MARKS, counted, month_name, say, visible
from klubtrends.disclosure.specs import FEWEST_DEPARTMENTS
from klubtrends.errors import DisclosureRisk, Doubtful, NotEnoughData, WorkspaceError
from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.hiding import LEFT_OUT, Wording
from klubtrends.incidents.notes import Note
from klubtrends.incidents.register import Register
from klubtrends.incidents.scrub import identifier_spans, indirect_spans, name_spans
from klubtrends.incidents.upkeep import oldest_noted
from klubtrends.publishing.edition import prepare
from klubtrends.publishing.out import PAGE, month_on_desk, open_ledger
from klubtrends.reference.words import Words, read_words, words_path, write_words
from klubtrends.workspace import Workspace

SECTION = "ser"  # good episodes stand in it as well
OURS = "|".join(re.escape(mark[1:]) for mark in (*MARKS.values(), LEFT_OUT))
MEANS_SOMETHING = re.compile(rf"([\\`*_<>&|~]|!(?=[\[-])|\[(?!{OURS})|(?<=\])[(\[])")  # in Markdown
BEGINS_SOMETHING = re.compile(r"^(\d*|\[[^\]]*\])(?=[#+=.):-])")


@dataclass(frozen=True)
class Waiting:
    """The notes that nobody has decided on, and the month on the desk, of which alone they can be quoted."""

    notes: tuple[Note, ...]
    month: str
    is_out: bool

    def hindrance(self, note: Note) -> str:
        """Say why a note can only be deleted; nothing if it can be quoted."""
        if note.month != self.month:
            return say("quote_other_month", month=month_name(note.month), desk=month_name(self.month))
        return say("quote_month_out", month=month_name(self.month)) if self.is_out else ""


def waiting(workspace: Workspace, month: str | None = None) -> Waiting:
    """Forget the notes whose time is over, and list the others, those of the month on the desk first.

    Parameters
    ----------
    month : str, optional
        'YYYY-MM'; the last whole month before the workspace's own time if left out.

    Raises
    ------
    NotEnoughData
        If the month is none.
    RegisterError
        If the register cannot be reached, or what was forgotten cannot be wiped.
    ReferenceTableError
        If the calendar cannot be used.
    """
    month = month_on_desk(workspace, month)
    noted = oldest_noted(workspace)
    with Register(workspace.incidents_file) as register:
        register.forget_notes(noted)
        notes = sorted(register.notes(), key=lambda note: note.month != month)
    return Waiting(tuple(notes), month, open_ledger(workspace).entry(PAGE, month) is not None)


def discard(workspace: Workspace, note: Note) -> None:
    """Delete a note for good, unquoted.

    Raises
    ------
    RegisterError
        As `Notes.decide`.
    """
    with Register(workspace.incidents_file) as register:
        register.decide(note)


def approve(
    workspace: Workspace, month: str, note: Note, wording: Wording, *, approved: str, sure: bool = False
) -> None:
    """Quote a note in the words of the month on the desk, count it as told there, and delete it for good.

    Parameters
    ----------
    wording : Wording
        Of the note, as the reviewer left it.
    approved : str
        Whose decision it is: a role, never a name.
    sure : bool
        Whether a person has looked at what `Doubtful` would say of this very wording, and quotes it all the same.

    Raises
    ------
    NotEnoughData
        If no role is given, or no word of the note is left.
    Doubtful
        If what would be quoted describes somebody, or too few departments have reported what it is about.
    DisclosureRisk
        If the role holds a name or a number, or the note is of another month or its month is out.
    WorkspaceError
        If the words cannot be written.
    ReferenceTableError
        If the month's words cannot be read, or cannot take the role in.
    RegisterError
        As `Notes.decide`. Except for wiping, the note is still there whatever is raised.
    """
    role = " ".join(visible(approved).split())
    if not role:
        raise NotEnoughData(say("quote_no_role"))
    if name_spans(role) or identifier_spans(role):
        raise DisclosureRisk(say("quote_role_named"))
    if not wording.quotation:
        raise NotEnoughData(say("quote_nothing_left"))
    with Register(workspace.incidents_file) as register:
        if not sure and (asked := _doubts(register, note, wording.quotation)):
            raise Doubtful(say("quote_doubts", doubts=" ".join(asked)))
        register.decide(note, lambda: _quote(workspace, register, month, note, (wording.quotation, role)))


def _doubts(register: Register, note: Note, quotation: str) -> list[str]:
    """Say what a person should look at before this is quoted: hiding words may bring a description together."""
    alike = register.incidents().filter(pl.col("arrived") == note.month, pl.col("type") == note.type)
    places = alike["department"].n_unique()
    asked = [say("quote_doubt_described")] if indirect_spans(quotation) else []
    if places < FEWEST_DEPARTMENTS:
        places_told = counted(places, "afdeling", "afdelinger")
        asked.append(say("quote_doubt_few", month=month_name(note.month), departments=places_told))
    return asked


def _quote(workspace: Workspace, register: Register, month: str, note: Note, said: tuple[str, str]) -> None:
    is_out = open_ledger(workspace).entry(PAGE, month) is not None
    if hindrance := Waiting((), month, is_out).hindrance(note):
        raise DisclosureRisk(hindrance)
    path = words_path(workspace.reference, month)
    if not path.exists():
        _ = prepare(workspace, month).words_file  # as if the briefing had been opened first
    words = read_words(path)
    known = register.incidents().filter(pl.col("arrived") == month, pl.col("type") == note.type).height
    label = read_codes(workspace.reference / "codes.toml").label(note.type)
    quotation, role = said
    quoted = with_quotation(words, quotation, label=label, counted=known, approved=role)
    try:
        write_words(path, quoted)
        return
    except OSError:
        pass
    raise WorkspaceError(say("quote_unwritten", file=path.name))


def with_quotation(words: Words, quotation: str, *, label: str, counted: int, approved: str) -> Words:
    """Return words with a quotation and its line FORTALT; what stands there already is not added again.

    `counted` is how many incidents of the type the month has: where all of them are told, this one is among them.
    """
    section, line = words.get(SECTION), f"> {_literal(quotation)}"
    told = sum(each.count for each in words.told if each.label.casefold() == label.casefold())
    stands = line in section.split("\n")
    if not stands:
        words = words.with_section(SECTION, f"{section}\n\n{line}")
    if told < counted and not (stands and told):
        words = words.with_told(label, approved=approved)
    return words


def _literal(text: str) -> str:
    """Write a line of Markdown that says a text as it is."""
    return BEGINS_SOMETHING.sub(r"\1\\", MEANS_SOMETHING.sub(r"\\\1", text))
