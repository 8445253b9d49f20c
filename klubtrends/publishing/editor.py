"""Fields for the coordinator's words in a notebook: looked over while she types, saved in the month's file.

What she types is in the widgets, not in the notebook's file: that holds one line, which names the month's file.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets

from klubtrends.danish import SECTIONS, SUGGESTION, listed, say
from klubtrends.errors import KlubtrendsError
from klubtrends.publishing.hindrances import suggested_in
from klubtrends.publishing.spotted import Public, Spot, marked, scrubbed, spots_in, word_at
from klubtrends.publishing.written import WrittenPage
from klubtrends.reference.bundle import accepted
from klubtrends.reference.files import decoded, tidy
from klubtrends.reference.words import Words, parse_words, write_words

HALF = {"flex": "1 1 18rem", "width": "auto", "min_width": "0"}  # side by side, or below where room is scarce
READING = "white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.5"
FEWEST_ROWS, MOST_ROWS = 4, 14
NARROW = 40  # characters of a line in the narrowest field
LONGEST_WORD = 40  # characters of a name on a button


class Panel:
    """One section: its text, how it looks without names and numbers, what was found, and what can be done."""

    def __init__(
        self, heading: str, text: str, look: Callable[[str], list[Spot]], declare: Callable[[str], None]
    ) -> None:
        self._look, self._declare = look, declare
        rows = 1 + sum(1 + len(line) // NARROW for line in text.split("\n"))
        self.area = widgets.Textarea(
            text, description=heading, rows=min(max(rows, FEWEST_ROWS), MOST_ROWS),
            style={"description_width": "max-content"},
            layout=widgets.Layout(flex_flow="column", align_items="stretch", height="auto", **HALF),
        )  # fmt: skip
        self.shown = widgets.HTML(layout=widgets.Layout(**HALF))
        self.verdict = widgets.HTML()
        self.scrub = _button(say("editor_scrubbed"), self._scrub)
        self.accept = _button(say("editor_accept"), self._accept)
        self.names: dict[str, Any] = {}  # a button for each name that is found
        self.actions = widgets.HBox(layout=widgets.Layout(flex_flow="row wrap"))
        both = widgets.HBox([self.area, self.shown], layout=widgets.Layout(flex_flow="row wrap"))
        self.box = widgets.VBox([both, self.verdict, self.actions])
        self.area.observe(self.look, names="value")
        self.look()

    @property
    def text(self) -> str:
        """Give what stands in the field."""
        return tidy(str(self.area.value))

    def look(self, _: object = None) -> None:
        """Look the text over, and show what was found."""
        text, spots = self.text, self._look(self.text)
        suggested = [say("editor_suggested")] if SUGGESTION in text else []
        self.shown.value = f'<div style="{READING}">{marked(text, spots)}</div>'
        self.verdict.value = _status(" ".join([*suggested, _verdict(spots)]))
        self._offer(dict.fromkeys(word_at(text, spot) for spot in spots if spot.kind == "name"))
        self.scrub.disabled = not any(spot.stops for spot in spots)

    def _offer(self, names: dict[str, None]) -> None:
        """Keep a button for each name, and no other."""
        for gone in self.names.keys() - names.keys():
            self.names.pop(gone).close()
        for name in names.keys() - self.names.keys():
            label = say("editor_no_name", name=name[:LONGEST_WORD])
            self.names[name] = _button(label, partial(self._pressed, name))
        accept = (self.accept,) if SUGGESTION in self.text else ()
        self.actions.children = (*accept, self.scrub, *(self.names[name] for name in names))

    def _pressed(self, name: str, _: object) -> None:
        self._declare(name)

    def _accept(self, _: object) -> None:
        self.area.value = accepted(self.text)

    def _scrub(self, _: object) -> None:
        self.area.value = scrubbed(self.text, self._look(self.text))


class Editor:
    """A month's words in fields, one for each section, and a button that saves them."""

    def __init__(self, page: WrittenPage, public: Public) -> None:
        self._page, self._public = page, public
        self._before = page.path.read_bytes()
        self._words = parse_words(page.path.name, decoded(page.path.name, self._before))
        self.panels = {
            slug: Panel(heading, self._words.get(slug), self._looked_at(slug), self._declare)
            for slug, heading in SECTIONS.items()
        }
        self.save = _button(say("editor_save"), self._save)
        self.save.button_style = "primary"
        self.finish = _button(say("editor_finish"), self._finish)
        self.said = widgets.HTML()
        about = widgets.HTML(f'<div style="{READING}">{escape(say("editor_about"))}</div>')
        panels = (panel.box for panel in self.panels.values())
        done = widgets.HBox([self.save, self.finish], layout=widgets.Layout(flex_flow="row wrap"))
        self.box = widgets.VBox([about, *panels, done, self.said])

    def _looked_at(self, slug: str) -> Callable[[str], list[Spot]]:
        return lambda text: spots_in({slug: text}, self._public, self._words.no_names)

    def _declare(self, name: str) -> None:
        """Say of a word that it is no name; it stands in the file once that is saved."""
        try:
            self._words = self._words.with_no_name(name)
        except KlubtrendsError as error:
            self._tell(str(error))
        for panel in self.panels.values():
            panel.look()

    def _save(self, _: object) -> None:
        self._tell(self._saved())

    def _finish(self, _: object) -> None:
        self._tell(self._saved(finished=True))

    def _saved(self, *, finished: bool = False) -> str:
        """Write the file unless it is another by now, and say how that went.

        If she says that it is finished, the line that says draft goes, unless the words cannot leave as they are.
        """
        file = self._page.name
        try:
            if self._page.path.read_bytes() != self._before:
                return say("editor_moved", file=file)
            words = self._typed()
            left = suggested_in(words)
            words = words.finished() if finished and not left else words
            write_words(self._page.path, words)
            self._words, self._before = words, self._page.path.read_bytes()
        except KlubtrendsError as error:
            return str(error)
        except (OSError, ValueError):  # a file that cannot be reached; half a character
            return say("editor_unwritten", file=file)
        stops = [SECTIONS[spot.section] for spot in self._spots() if spot.stops]
        if finished and left:
            return say("editor_unfinished", file=file, sections=listed(left))
        if stops:
            return say("editor_saved_stops", file=file, sections=listed(list(dict.fromkeys(stops))))
        return say("editor_finished" if finished else "editor_saved", file=file)

    def _typed(self) -> Words:
        words = self._words
        for slug, panel in self.panels.items():
            words = words.with_section(slug, panel.text)
        return words

    def _spots(self) -> list[Spot]:
        return spots_in(self._words.sections, self._public, self._words.no_names)

    def _tell(self, message: str) -> None:
        self.said.value = _status(message)

    def __repr__(self) -> str:
        return say("editor_stored", file=self._page.name)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {**self.box._repr_mimebundle_(), "text/plain": repr(self)}


def _button(label: str, pressed: Callable[[object], None]) -> Any:
    button = widgets.Button(description=label, layout=widgets.Layout(width="auto", max_width="100%"))
    button.on_click(pressed)
    return button


def _status(message: str) -> str:
    return f'<div role="status" style="{READING}">{escape(message)}</div>'


def _verdict(spots: list[Spot]) -> str:
    """Say in a line what was found."""
    stops = dict.fromkeys(say("look_line", what=spot.what, line=spot.line) for spot in spots if spot.stops)
    said = [say("look_stops", what=listed([*stops]))] if stops else []
    if not all(spot.stops for spot in spots):
        said.append(say("look_hints"))
    return " ".join(said) or say("look_clean")
