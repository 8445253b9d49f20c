"""Notes read one by one in a notebook: hide more, approve for quoting, or delete.

A note's text is sent to the browser only when somebody has pressed a button there, and never as an output: a notebook
that is run by machine, saved or shared holds nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from klubtrends.danish import month_name, number, say, visible
from klubtrends.errors import Doubtful, KlubtrendsError
from klubtrends.incidents.codes import Codes, read_codes
from klubtrends.incidents.hiding import Wording
from klubtrends.incidents.notes import Note
from klubtrends.publishing.quotes import Waiting, approve, discard, waiting
from klubtrends.workspace import Workspace

SHOWN = {"button_color": "#e9ecf1", "text_color": "#1b1b1b"}
HINTED = {"button_color": "#fff3c4", "text_color": "#1b1b1b", "text_decoration": "underline"}
HIDDEN = {"button_color": "#3d4654", "text_color": "#ffffff", "text_decoration": "line-through"}
ROW = {"display": "flex", "flex_flow": "row wrap", "width": "100%", "align_items": "center"}
BUTTON = {"width": "auto", "height": "auto", "min_height": "36px", "padding": "4px 10px"}  # a finger's width
MAX_WIDTH = "46rem"


class Review:
    """The notes that wait, as a notebook shows them. Its text form tells nothing of them."""

    def __init__(self, workspace: Workspace, month: str | None) -> None:
        self.workspace = workspace
        self._month = month
        self.codes = read_codes(workspace.reference / "codes.toml")
        self._box = widgets.VBox(layout=widgets.Layout(width="100%", max_width=MAX_WIDTH))
        self._text = self._opening()

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        if not self._box.children:
            return {"text/plain": self._text}
        return {**self._box._repr_mimebundle_(), "text/plain": self._text}

    def _opening(self) -> str:
        """Offer to show the notes, or say that there are none."""
        if not waiting(self.workspace, self._month).notes:
            return say("review_none" if self.workspace.settings.notes else "review_off")
        self._box.children = (_button(say("review_begin"), self.show),)
        return say("review_waiting")

    def show(self, place: int = 0, said: str = "") -> None:
        """Show one of the notes as they are now; nothing of what was shown before stays in the browser."""
        before = self._box.children
        try:
            found = waiting(self.workspace, self._month)
            card = (
                Card(self, found, place % len(found.notes)).parts
                if found.notes
                else (_message(say("review_done")),)
            )
        except KlubtrendsError as error:
            card = (_message(str(error)), _button(say("review_begin"), self.show))
        self._box.children = (_message(said), *card)
        _close(before)


class Card:
    """One note: as it is kept, word by word, as it would be quoted, and what can be done with it."""

    def __init__(self, review: Review, found: Waiting, place: int) -> None:
        self._review, self._found, self._place = review, found, place
        self._note = found.notes[place]
        self._wording = Wording.of(self._note.text)
        self._asked = ""  # the quotation that she was asked about last
        self._preview = widgets.HTML()
        self._said = _message("")
        self._role = widgets.Text(
            placeholder=say("review_role_example"), description=say("review_role"),
            style={"description_width": "initial"}, layout=widgets.Layout(width="100%"),
        )  # fmt: skip
        hindrance = found.hindrance(self._note)
        quoting = (_message(hindrance),) if hindrance else self._quoting()
        self.parts = (_html(self._kept()), *quoting, self._said, self._choices(hindrance))

    def _kept(self) -> str:
        note, codes = self._note, self._review.codes
        title = say("review_title", place=number(self._place + 1), count=number(len(self._found.notes)),
                    label=_label(codes, note), month=month_name(note.month))  # fmt: skip
        text = " ".join(
            f"<u>{escape(word.text)}</u>" if word.hinted else escape(word.text) for word in self._wording.words
        )
        hint = f"<p>{say('review_hints')}</p>" if any(word.hinted for word in self._wording.words) else ""
        return f"<h3>{escape(title)}</h3><p><b>{say('review_kept')}</b></p><p>{text}</p>{hint}"

    def _quoting(self) -> tuple[widgets.Widget, ...]:
        """Give the words to press, the quotation that they make, and the role that approves it."""
        buttons = [self._word(place) for place in range(len(self._wording.words))]
        self._refresh()
        row = widgets.Box(buttons, layout=widgets.Layout(**ROW))
        return (
            _html(f"<p><b>{say('review_words')}</b> {say('review_words_help')}</p>"),
            row,
            self._preview,
            self._role,
        )

    def _word(self, place: int) -> widgets.Button:
        button = _button(visible(self._wording.words[place].text), lambda: self._turn(place, button))
        self._dress(place, button)
        return button

    def _turn(self, place: int, button: widgets.Button) -> None:
        self._wording = self._wording.turned(place)
        self._dress(place, button)
        self._refresh()

    def _dress(self, place: int, button: widgets.Button) -> None:
        """Let a word look and sound shown or hidden."""
        word = self._wording.words[place]
        button.style = widgets.ButtonStyle(**(HIDDEN if word.hidden else HINTED if word.hinted else SHOWN))
        button.disabled = word.fixed
        state = (
            "review_word_fixed" if word.fixed else "review_word_hidden" if word.hidden else "review_word_shown"
        )
        button.tooltip = say(state)

    def _refresh(self) -> None:
        quotation = escape(self._wording.quotation) or say("review_nothing_left")
        self._preview.value = f"<p><b>{say('review_quoted')}</b></p><blockquote>{quotation}</blockquote>"

    def _choices(self, hindrance: str) -> widgets.Box:
        first = () if hindrance else (_button(say("review_approve"), self._approve),)
        onward = () if len(self._found.notes) == 1 else (_button(say("review_next"), self._next),)
        row = (*first, _button(say("review_delete"), self._delete), *onward)
        return widgets.Box(row, layout=widgets.Layout(**ROW))

    def _approve(self) -> None:
        self._decide(self._quote, say("review_approved"))

    def _quote(self) -> None:
        """Quote it; if she is asked whether she is sure, the same words are quoted when she presses again."""
        quotation = self._wording.quotation
        try:
            approve(
                self._review.workspace, self._found.month, self._note, self._wording,
                approved=self._role.value, sure=self._asked == quotation,
            )  # fmt: skip
        except Doubtful:
            self._asked = quotation
            raise

    def _delete(self) -> None:
        self._decide(lambda: discard(self._review.workspace, self._note), say("review_deleted"))

    def _decide(self, deed: Callable[[], None], done: str) -> None:
        try:
            deed()
        except KlubtrendsError as error:
            self._said.value = _paragraph(str(error))
            return
        self._review.show(self._place, done)

    def _next(self) -> None:
        self._review.show(self._place + 1)


def review(workspace: Workspace, month: str | None = None) -> Review:
    """Show the notes that nobody has decided on, one by one, to hide more in them, approve or delete them.

    Notes whose time is over are deleted first.

    Parameters
    ----------
    month : str, optional
        The month on the desk, 'YYYY-MM': only its notes can be quoted. The last whole month if left out.

    Raises
    ------
    NotEnoughData, RegisterError, ReferenceTableError
        As `quotes.waiting`.
    """
    return Review(workspace, month)


def _close(shown: Sequence[widgets.Widget]) -> None:
    """Take widgets out of the browser and the kernel, what is in them first."""
    for each in shown:
        _close(getattr(each, "children", ()))
        each.close()


def _label(codes: Codes, note: Note) -> str:
    return codes.episodes.get(note.type, note.type)


def _button(text: str, press: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(description=text, layout=widgets.Layout(**BUTTON))
    button.on_click(lambda _: press())
    return button


def _paragraph(text: str) -> str:
    return f'<p role="status">{escape(visible(text))}</p>' if text.strip() else ""


def _html(markup: str) -> widgets.HTML:
    return widgets.HTML(markup)


def _message(text: str) -> widgets.HTML:
    return widgets.HTML(_paragraph(text))
