"""The command line: what commands there are with their arguments, and what comes of running one.

What each runs stands in `commands`. Only the standard library stands at the top, so that help answers at once.
Exit status: 0 done; 1 could not be done; 2 wrong arguments; 3 refused because it would disclose.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from klubtrends import commands
from klubtrends.commandline import Parser
from klubtrends.danish import say
from klubtrends.errors import KlubtrendsError

Arguments = argparse.Namespace


def run() -> int:
    """Run the command that was typed; what libraries print of their own accord goes to standard error."""
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    os.dup2(2, 1)
    return main()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except KlubtrendsError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives until the exit
        return 1
    except KeyboardInterrupt:
        print(say("cli_stopped"), file=sys.stderr)
        return 1
    except Exception as error:
        print(say("cli_broken", kind=type(error).__name__, where=_innermost(error)), file=sys.stderr)
        return 1


def _innermost(error: BaseException) -> str:
    """Name the last line of ours that an error passed through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "klubtrends" in frame.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def parser() -> Parser:
    """Make the parser of all commands."""
    top = Parser(prog="klubtrends", description=say("cli_about"))
    command = _commands(top)
    _add_making(command)
    _add_archive(command)
    _add_using(command)
    return top


def _commands(above: Parser) -> Callable[..., Parser]:
    """Give what adds commands to a parser; they are described in the catalogue under all their names."""
    title, shown = say("cli_commands"), say("cli_command")
    below = above.add_subparsers(title=title, metavar=shown, required=True, dest="command")

    def command(name: str, run: Callable[[Arguments], int | None] | None, *, json_too: bool = False) -> Parser:
        what = say("_".join(["cli", *above.prog.split()[1:], name]))
        made: Parser = below.add_parser(name, help=what, description=what)
        made.set_defaults(run=run, refuse=made.error)
        if run and name not in ("init", "example", "audit", "scrub"):
            made.add_argument("--workspace", metavar="DIR", help=say("cli_workspace"))
        if json_too:
            made.add_argument("--json", action="store_true", help=say("cli_json"))
        return made

    return command


def _add_making(command: Callable[..., Parser]) -> None:
    """Add the commands that make a workspace and fill its archive."""
    init = command("init", commands.init)
    init.add_argument("dir", metavar="DIR", type=_path, help=say("cli_init_dir"))
    init.add_argument("--municipality", metavar="NAME", help=say("cli_init_municipality"))
    init.add_argument("--departments", metavar="NAMES", help=say("cli_init_departments"))
    init.add_argument("--threshold", metavar="N", type=int, help=say("cli_init_threshold"))
    init.add_argument("--contact", metavar="MAIL", default="", help=say("cli_init_contact"))

    example = command("example", commands.example)
    example.add_argument("dir", metavar="DIR", nargs="?", type=_path, default=Path("klubtrends-eksempel"),
                         help=say("cli_example_dir"))  # fmt: skip
    example.add_argument("--months", metavar="N", type=int, default=30, help=say("cli_example_months"))
    example.add_argument(
        "--until", metavar="YYYY-MM", type=_month, default="2026-10", help=say("cli_example_until")
    )
    example.add_argument("--seed", metavar="N", type=_seed, default=1, help=say("cli_example_seed"))

    collect = command("collect", commands.collect, json_too=True)
    collect.add_argument("source", metavar="SOURCE", nargs="*", help=say("cli_collect_source"))
    collect.add_argument(
        "--deadline", metavar="SECONDS", type=float, default=120.0, help=say("cli_collect_deadline")
    )


def _add_archive(command: Callable[..., Parser]) -> None:
    """Add the commands that look after what was collected."""
    archive = _commands(command("archive", None))
    archive("list", commands.archive_list, json_too=True)
    show = archive("show", commands.archive_show, json_too=True)
    show.add_argument("what", metavar="WHAT", help=say("cli_archive_what"))
    show.add_argument("day", metavar="YYYY-MM-DD", nargs="?", type=_day, help=say("cli_archive_day"))
    archive("check", commands.archive_check, json_too=True)
    export = archive("export", commands.archive_export, json_too=True)
    export.add_argument("dir", metavar="DIR", type=_path, help=say("cli_archive_dir"))
    pull = archive("pull", commands.archive_pull, json_too=True)
    pull.add_argument("place", metavar="FROM", help=say("cli_archive_from"))
    pull.add_argument("--deadline", metavar="SECONDS", type=float, default=600.0, help=say("cli_pull_deadline"))


def _add_using(command: Callable[..., Parser]) -> None:
    """Add the commands of a month: sheets in, pages out, and looking after both."""
    command("rebuild", commands.rebuild)
    template = command("template", commands.template)
    template.add_argument("file", metavar="FILE", type=_path, help=say("cli_template_file"))
    template.add_argument("--link", metavar="URL", default="", help=say("cli_template_link"))
    files = command("import", commands.import_sheets, json_too=True)
    files.add_argument("file", metavar="FILE", nargs="+", type=_path, help=say("cli_import_file"))
    command("erase", commands.erase).add_argument("id", metavar="INCIDENT-ID", help=say("cli_erase_id"))
    command("retain", commands.retain)
    register = _commands(command("register", None))
    week = register("show", commands.register_show)
    week.add_argument("week", metavar="UGE", nargs="+", help=say("cli_register_week"))
    register("check", commands.register_check, json_too=True)
    command("departments", commands.departments, json_too=True).add_argument(
        "month", metavar="YYYY-MM", nargs="?", type=_month, help=say("cli_month")
    )
    scrubbing = command("scrub", commands.scrub)
    scrubbing.add_argument("--strict", action="store_true", help=say("cli_scrub_strict"))
    for name, run in (("briefing", commands.briefing), ("publish", commands.publish)):
        command(name, run).add_argument(
            "month", metavar="YYYY-MM", nargs="?", type=_month, help=say("cli_month")
        )
    analyse = command("analyse", commands.analyse, json_too=True)
    analyse.add_argument("month", metavar="YYYY-MM", nargs="?", type=_month, help=say("cli_month"))
    analyse.add_argument("--executor", choices=("loop", "processes", "dask"), default="loop",
                         help=say("cli_analyse_executor"))  # fmt: skip
    analyse.add_argument("--scheduler", metavar="ADDRESS", default="", help=say("cli_analyse_scheduler"))
    analyse.add_argument("--charts", metavar="PLACE", default="", help=say("cli_analyse_charts"))
    pages = command("audit", commands.audit, json_too=True)
    pages.add_argument("file", metavar="FILE", nargs="+", type=_path, help=say("cli_audit_file"))
    ledger = _commands(command("ledger", None))
    ledger("show", commands.ledger_show, json_too=True).add_argument(
        "--month", metavar="YYYY-MM", type=_month, help=say("cli_ledger_month")
    )
    ledger("check", commands.ledger_check)
    command("doctor", commands.doctor, json_too=True)
    command("lab", commands.lab)


def _path(text: str) -> Path:
    """Read a path; not every console knows the home folder's short name."""
    from klubtrends.files import at_home

    return at_home(text)


def _month(text: str) -> str:
    from klubtrends.periods import MONTH_PATTERN

    if not MONTH_PATTERN.fullmatch(text) or not "2000" < text < "2100":
        raise argparse.ArgumentTypeError(say("cli_no_month"))
    return text


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(say("cli_no_day")) from None


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(say("cli_no_seed"))
    return int(text)


if __name__ == "__main__":
    raise SystemExit(run())
