"""The register's notes: free text, scrubbed at the door, kept until somebody has decided on it or its time is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from klubtrends.danish import say
from klubtrends.errors import RegisterError
from klubtrends.incidents.store import Store

ANSWER = "s"  # how the id of a form's answer begins; other ids are digests of what the row says
FIND = """
SELECT note.id, incident.arrived, incident.kind, incident.type, note.text FROM note JOIN incident USING (id)
"""


@dataclass(frozen=True)
class Note:
    """A note that waits for a person: its incident's id, month, kind and type, and what was left of it at the door."""

    id: str
    month: str
    kind: str
    type: str
    text: str = field(repr=False)


class Notes(Store):
    """What the register does with notes. Tables: `note`, and `decided`, the ids whose notes are let in no more."""

    def notes(self) -> list[Note]:
        """Give the notes that nobody has decided on yet, those of the oldest month first, in no other order."""
        with self._explained():
            return [
                Note(*row) for row in self._connection.execute(f"{FIND} ORDER BY incident.arrived, note.id")
            ]

    def decide(self, note: Note, first: Callable[[], None] = lambda: None) -> None:
        """Take a note out for good and leave no byte of it; it stays out when its row comes again, corrected or not.

        Parameters
        ----------
        note : Note
            As it was shown.
        first : callable
            What must be done before the note goes. Nobody else can change the register meanwhile; if it fails, or
            the process is killed, the note is still there.

        Raises
        ------
        RegisterError
            If the note is gone or says something else by now (`first` is not called then); or if it is taken out,
            but another program holds the file so that what it left cannot be wiped yet.
        """
        with self._transaction():
            if self._one(f"{FIND} WHERE note.id = ?", note.id) != (
                note.id,
                note.month,
                note.kind,
                note.type,
                note.text,
            ):
                raise RegisterError(say("note_changed"))
            first()
            self._insert("decided", (note.id,))
            self._forget("DELETE FROM note WHERE id = ?", note.id)
        self.wipe()

    def forget_notes(self, before: str) -> int:
        """Take out the notes of months before one, leave no byte of them, and tell how many they were.

        Raises
        ------
        RegisterError
            As `decide`, of the wiping.
        """
        with self._transaction():
            count = self._forget("DELETE FROM note WHERE arrived < ?", before)
        if count:
            self.wipe()
        return count

    def _keep_note(self, name: str, text: str, since: str) -> bool:
        """Keep the note of an incident that is there, instead of what was; tell whether it is new.

        One that was decided on is not let in, nor one of a month before `since`. An answer of a form that says
        nothing any more takes its note back.
        """
        if not text and not name.startswith(ANSWER):
            return False
        (arrived,) = self._one("SELECT arrived FROM incident WHERE id = ?", name)
        welcome = text and arrived >= since and not self._one("SELECT 1 FROM decided WHERE id = ?", name)
        if welcome and self._one("SELECT 1 FROM note WHERE id = ? AND text = ?", name, text):
            return False
        self._forget("DELETE FROM note WHERE id = ?", name)
        return bool(welcome) and self._insert("note", (name, arrived, text))
