"""The catalogue of messages holds what is said, and nothing that is never said."""

import ast
import re
import string
from pathlib import Path

from klubtrends.danish import COMMANDS, DOOR, MESSAGES, SHOWN, TOLD

PACKAGE = Path(__file__).parents[1] / "klubtrends"


def said() -> list[tuple[str, str, set[str] | None]]:
    """List each call of `say` as (where, code, the facts it passes; None if they come in a mapping)."""
    calls = []
    for module in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("say", "danish.say"):
                facts = {keyword.arg for keyword in node.keywords}
                code = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
                calls.append((f"{module.name}:{node.lineno}", code, None if None in facts else facts))
    return calls


def test_every_message_said_is_in_the_catalogue_with_its_facts():
    """A missing fact would turn a clear message into a crash."""
    wrong = [where for where, code, _ in said() if code and code not in MESSAGES]
    assert wrong == []

    for where, code, facts in said():
        if code and facts is not None:
            needed = {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(MESSAGES[code]) if name}
            assert needed <= facts, f"{where}: {code} lacks {needed - facts}"


def test_every_message_in_the_catalogue_is_said():
    """What nobody says is taken out."""
    everything = " ".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "danish" or path.name == "__init__.py"
    )
    everything += " ".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.j2"))
    words = set(re.findall(r"""["'][a-z0-9_]+["']""", everything))
    computed = (
        "cli_",
        "ask_",
        "total_",
        "kind_",
        "analyse_",
    )  # the rest of these codes is a command, a question, a place, a kind, what became of a partition

    unsaid = [
        code for code in MESSAGES if not {f'"{code}"', f"'{code}'"} & words and not code.startswith(computed)
    ]
    assert unsaid == []


def test_no_message_stands_in_two_rooms():
    """One would silently take the other's place."""
    assert len(MESSAGES) == len(TOLD) + len(DOOR) + len(SHOWN) + len(COMMANDS)


def test_no_message_is_empty_or_shouts():
    """Messages are sentences for people."""
    assert all(text.strip() and "!" not in text.replace("<!--", "") for text in MESSAGES.values())
