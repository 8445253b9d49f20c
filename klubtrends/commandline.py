"""An argument parser that speaks Danish, and tells of what it does not know before anything else."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from itertools import takewhile
from typing import NoReturn

from klubtrends.danish import COMMAND_LINE, say


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Danish."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings, add_help=False)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = say("cli_arguments"), say("cli_options")
        self.add_argument("-h", "--help", action="help", help=say("cli_help"))

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse the arguments of this command; with any that is unknown, say so and how the command is used."""
        words = list(sys.argv[1:] if args is None else args)
        self._refuse([word for word in self._own(words) if not self._knows(word)])
        chosen, rest = super().parse_known_args(words, namespace)
        self._refuse(rest)
        return chosen, rest

    def _own(self, words: Sequence[str]) -> list[str]:
        """Find the long options that are this parser's: up to a bare --, or (where commands follow) a command."""
        before = takewhile(lambda word: word != "--", words)
        if self._subparsers:
            before = takewhile(lambda word: word.startswith("-"), before)
        options = [word for word in before if word.startswith("--")]
        return [] if "-h" in words or "--help" in words else options

    def _knows(self, word: str) -> bool:
        """Tell whether a word is an option or the beginning of one."""
        name = word.partition("=")[0]
        return any(option.startswith(name) for option in self._option_string_actions)

    def _refuse(self, unknown: Sequence[str]) -> None:
        """If there is anything unknown, leave; offer the option that was perhaps meant."""
        if not unknown:
            return
        known = list(self._option_string_actions)
        meant = difflib.get_close_matches(unknown[0].partition("=")[0], known, n=1)
        words = " ".join(unknown)
        if meant and unknown[0].startswith("--"):
            self.error(say("cli_unknown_perhaps", words=words, meant=meant[0]))
        self.error(say("cli_unknown", words=words))

    def format_usage(self) -> str:
        """Write how the command is used."""
        return super().format_usage().replace("usage:", say("cli_usage"), 1)

    def format_help(self) -> str:
        """Write the whole help."""
        return super().format_help().replace("usage:", say("cli_usage"), 1)

    def error(self, message: str) -> NoReturn:
        """Say what was wrong with the arguments, and leave with status 2."""
        for english, danish in COMMAND_LINE:
            message = message.replace(english, danish)
        self.exit(2, f"{self.format_usage()}{message}\n")
