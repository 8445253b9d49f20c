"""The commands: arguments in, one call, exit status out.

Only the standard library stands at the top, so that help answers at once; each command fetches its own rooms.
Exit status: 0 done; 1 could not be done; 2 wrong arguments; 3 refused because it would disclose.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from klubtrends.commandline import Parser
from klubtrends.danish import say
from klubtrends.errors import KlubtrendsError, WorkspaceError

if TYPE_CHECKING:
    from klubtrends.workspace import Workspace

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
    commands = above.add_subparsers(title=title, metavar=shown, required=True, dest="command")

    def command(name: str, run: Callable[[Arguments], int | None] | None, *, json_too: bool = False) -> Parser:
        what = say("_".join(["cli", *above.prog.split()[1:], name]))
        made: Parser = commands.add_parser(name, help=what, description=what)
        made.set_defaults(run=run)
        if run and name not in ("init", "example", "audit", "scrub"):
            made.add_argument("--workspace", metavar="DIR", help=say("cli_workspace"))
        if json_too:
            made.add_argument("--json", action="store_true", help=say("cli_json"))
        return made

    return command


def _add_making(command: Callable[..., Parser]) -> None:
    """Add the commands that make a workspace and fill its archive."""
    init = command("init", _init)
    init.add_argument("dir", metavar="DIR", type=_path, help=say("cli_init_dir"))
    init.add_argument("--municipality", metavar="NAME", help=say("cli_init_municipality"))
    init.add_argument("--departments", metavar="NAMES", help=say("cli_init_departments"))
    init.add_argument("--threshold", metavar="N", type=int, help=say("cli_init_threshold"))
    init.add_argument("--contact", metavar="MAIL", default="", help=say("cli_init_contact"))

    example = command("example", _example)
    example.add_argument("dir", metavar="DIR", nargs="?", type=_path, default=Path("klubtrends-eksempel"),
                         help=say("cli_example_dir"))  # fmt: skip
    example.add_argument("--months", metavar="N", type=int, default=30, help=say("cli_example_months"))
    example.add_argument(
        "--until", metavar="YYYY-MM", type=_month, default="2026-10", help=say("cli_example_until")
    )
    example.add_argument("--seed", metavar="N", type=_seed, default=1, help=say("cli_example_seed"))

    collect = command("collect", _collect, json_too=True)
    collect.add_argument("source", metavar="SOURCE", nargs="*", help=say("cli_collect_source"))
    collect.add_argument(
        "--deadline", metavar="SECONDS", type=float, default=120.0, help=say("cli_collect_deadline")
    )


def _add_archive(command: Callable[..., Parser]) -> None:
    """Add the commands that look after what was collected."""
    archive = _commands(command("archive", None))
    archive("list", _archive_list, json_too=True)
    show = archive("show", _archive_show, json_too=True)
    show.add_argument("what", metavar="WHAT", help=say("cli_archive_what"))
    show.add_argument("day", metavar="YYYY-MM-DD", nargs="?", type=_day, help=say("cli_archive_day"))
    archive("check", _archive_check, json_too=True)
    export = archive("export", _archive_export, json_too=True)
    export.add_argument("dir", metavar="DIR", type=_path, help=say("cli_archive_dir"))
    pull = archive("pull", _archive_pull, json_too=True)
    pull.add_argument("place", metavar="FROM", help=say("cli_archive_from"))
    pull.add_argument("--deadline", metavar="SECONDS", type=float, default=600.0, help=say("cli_pull_deadline"))


def _add_using(command: Callable[..., Parser]) -> None:
    """Add the commands of a month: sheets in, pages out, and looking after both."""
    command("rebuild", _rebuild)
    template = command("template", _template)
    template.add_argument("file", metavar="FILE", type=_path, help=say("cli_template_file"))
    template.add_argument("--link", metavar="URL", default="", help=say("cli_template_link"))
    files = command("import", _import, json_too=True)
    files.add_argument("file", metavar="FILE", nargs="+", type=_path, help=say("cli_import_file"))
    command("erase", _erase).add_argument("id", metavar="INCIDENT-ID", help=say("cli_erase_id"))
    command("retain", _retain)
    register = _commands(command("register", None))
    week = register("show", _register_show)
    week.add_argument("week", metavar="YYYY-Wnn", type=_week, help=say("cli_register_week"))
    register("check", _register_check, json_too=True)
    command("departments", _departments, json_too=True).add_argument(
        "month", metavar="YYYY-MM", nargs="?", type=_month, help=say("cli_month")
    )
    scrubbing = command("scrub", _scrub)
    scrubbing.add_argument("--strict", action="store_true", help=say("cli_scrub_strict"))
    for name, run in (("briefing", _briefing), ("publish", _publish)):
        command(name, run).add_argument(
            "month", metavar="YYYY-MM", nargs="?", type=_month, help=say("cli_month")
        )
    pages = command("audit", _audit, json_too=True)
    pages.add_argument("file", metavar="FILE", nargs="+", type=_path, help=say("cli_audit_file"))
    ledger = _commands(command("ledger", None))
    ledger("show", _ledger_show, json_too=True).add_argument(
        "--month", metavar="YYYY-MM", type=_month, help=say("cli_ledger_month")
    )
    ledger("check", _ledger_check)
    command("doctor", _doctor, json_too=True)
    command("lab", _lab)


def _path(text: str) -> Path:
    """Read a path; not every console knows the home folder's short name."""
    return Path(text).expanduser()


def _month(text: str) -> str:
    from klubtrends.periods import MONTH_PATTERN

    if not MONTH_PATTERN.fullmatch(text) or not "2000" < text < "2100":
        raise argparse.ArgumentTypeError(say("cli_no_month"))
    return text


def _week(text: str) -> str:
    if not re.fullmatch(r"20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])", text):
        raise argparse.ArgumentTypeError(say("cli_no_week"))
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


def _open(chosen: Arguments) -> Workspace:
    from klubtrends.workspace import Workspace

    return Workspace.open(chosen.workspace)


def _init(chosen: Arguments) -> None:
    from klubtrends.reference.departments import write_departments
    from klubtrends.welcome import READERS
    from klubtrends.workspace import Settings, check_place, create, synchronised_by

    check_place(chosen.dir)
    if service := synchronised_by(chosen.dir):
        print(say("workspace_synchronised", where=chosen.dir.resolve(), service=service), file=sys.stderr)
    given = {name: getattr(chosen, name) for name in READERS}
    answers = {name: READERS[name](str(text)) for name, text in given.items() if text is not None}
    answers |= {name: _ask(name, READERS[name]) for name in READERS if name not in answers}
    names = answers.pop("departments")
    workspace = create(chosen.dir, Settings(**answers))
    write_departments(workspace.reference / "departments.csv", names)
    print(say("init_done", where=workspace.root))
    if not workspace.settings.contact:
        print(say("init_no_contact"))


def _ask(name: str, read: Callable[[str], object]) -> object:
    """Ask until there is an answer that can be used; a script is not asked twice."""
    while True:
        try:
            answer = input(say(f"ask_{name}") + " ")
        except EOFError:
            if sys.stdin.isatty():
                raise WorkspaceError(say("init_unanswered", option=f"--{name}")) from None
            answer = ""  # nobody is there to ask: what no answer means, if it means anything
            print()
        try:
            return read(answer)
        except WorkspaceError as error:
            if not sys.stdin.isatty():
                raise
            print(error, file=sys.stderr)


def _example(chosen: Arguments) -> None:
    from klubtrends.example import build

    try:
        workspace = build(chosen.dir, months=chosen.months, until=chosen.until, seed=chosen.seed)
    except ValueError as error:
        parser().error(str(error))
    print(say("example_done", where=workspace.root))


def _collect(chosen: Arguments) -> int:
    from klubtrends.collect import collect
    from klubtrends.progress import shown_progress
    from klubtrends.sources import sources

    workspace = _open(chosen)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stopped service keeps what was answered, too
    if unknown := [name for name in chosen.source if name not in sources()]:
        parser().error(say("cli_no_source", source=unknown[0], known=", ".join(sources())))
    if workspace.settings.example:
        raise WorkspaceError(say("collect_example"))
    with shown_progress(quiet=chosen.json) as tell:
        runs = collect(workspace, chosen.source, deadline=chosen.deadline, tell=tell)
    _report([run.summary() for run in runs], [run.line() for run in runs], as_json=chosen.json)
    return int(any(run.failed for run in runs))


def _archive_list(chosen: Arguments) -> None:
    from klubtrends.collect.inventory import holdings

    held = holdings(_open(chosen))
    _report(
        [held_one.summary() for held_one in held], [held_one.line() for held_one in held], as_json=chosen.json
    )


def _archive_show(chosen: Arguments) -> None:
    from klubtrends.collect.inventory import show

    shown = show(_open(chosen), chosen.what, chosen.day)
    lines = [line for answer in shown for line in answer.lines()]
    _report([answer.summary() for answer in shown], lines, as_json=chosen.json)


def _archive_check(chosen: Arguments) -> int:
    from klubtrends.collect.inventory import check

    checked = check(_open(chosen))
    _report(checked.summary(), checked.lines(), as_json=chosen.json)
    return int(bool(checked.complaints))


def _archive_export(chosen: Arguments) -> int:
    from klubtrends.collect.share import export

    exported = export(_open(chosen), chosen.dir)
    _report(exported.summary(), exported.lines(), as_json=chosen.json)
    return int(bool(exported.complaints))


def _archive_pull(chosen: Arguments) -> int:
    from klubtrends.collect.pull import pull

    pulled = pull(_open(chosen), chosen.place, deadline=chosen.deadline)
    _report(pulled.summary(), pulled.lines(), as_json=chosen.json)
    return int(bool(pulled.refused))


def _report(facts: object, lines: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines))


def _rebuild(chosen: Arguments) -> None:
    from klubtrends.collect import rebuild
    from klubtrends.collect.memory import alone_with

    workspace = _open(chosen)
    with alone_with(workspace) as memory:
        files = rebuild(workspace)
        for source in list(memory.unread):
            memory.settled(source)
    print(say("rebuild_done", count=len(files)))


def _template(chosen: Arguments) -> None:
    from klubtrends.incidents.codes import read_codes
    from klubtrends.incidents.template import write_template
    from klubtrends.publishing.wall import write_wall_sheet
    from klubtrends.reference import read_departments

    workspace = _open(chosen)
    if chosen.file.suffix.casefold() == ".html":
        write_wall_sheet(workspace, chosen.file, link=chosen.link)
        print(say("template_wall_done", where=chosen.file))
        return
    if chosen.link:
        raise WorkspaceError(say("template_link"))
    names = [department.name for department in read_departments(workspace.reference)]
    codes = read_codes(workspace.reference / "codes.toml")
    write_template(chosen.file, codes, names, notes=workspace.settings.notes)
    print(say("template_done", where=chosen.file))


def _import(chosen: Arguments) -> int:
    from klubtrends.publishing.arrivals import take_in

    workspace = _open(chosen)
    if workspace.settings.example:
        print(say("import_example"), file=sys.stderr)
    intake = take_in(workspace, chosen.file)
    _report(intake.summary(), intake.lines(), as_json=chosen.json)
    return int(bool(intake.rejected))


def _erase(chosen: Arguments) -> None:
    from klubtrends.publishing.arrivals import erase

    print("\n".join(erase(_open(chosen), chosen.id).lines()))


def _retain(chosen: Arguments) -> None:
    from klubtrends.incidents.upkeep import retain

    print("\n".join(retain(_open(chosen))))


def _register_show(chosen: Arguments) -> None:
    from klubtrends.incidents.upkeep import rows_of

    print("\n".join(rows_of(_open(chosen), chosen.week)))


def _register_check(chosen: Arguments) -> int:
    from klubtrends.incidents.upkeep import check

    examined = check(_open(chosen))
    _report(examined.summary(), examined.lines(), as_json=chosen.json)
    return int(bool(examined.complaints))


def _departments(chosen: Arguments) -> None:
    from klubtrends.publishing.coverage import coverage

    seen = coverage(_open(chosen), chosen.month)
    _report(seen.summary(), seen.lines(), as_json=chosen.json)


def _scrub(chosen: Arguments) -> None:
    from klubtrends.incidents.scrub import scrub

    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
    for line in sys.stdin:
        print(scrub(line.rstrip("\n"), strict=chosen.strict).text, flush=True)


def _briefing(chosen: Arguments) -> None:
    from klubtrends.publishing import prepare

    edition = prepare(_open(chosen), chosen.month)
    for remark in edition.remarks:
        print(remark, file=sys.stderr)
    draft = edition.draft()
    print(say("words_here", file=edition.words_file), file=sys.stderr)
    print(draft)


def _publish(chosen: Arguments) -> None:
    from klubtrends.publishing import prepare

    print(prepare(_open(chosen), chosen.month).publish())


def _audit(chosen: Arguments) -> int:
    from klubtrends.publishing import audit_files

    findings = audit_files(chosen.file)
    facts = [{"kind": finding.kind, "where": finding.where, "what": finding.what} for finding in findings]
    _report(facts, [str(finding) for finding in findings] or [say("audit_clean")], as_json=chosen.json)
    return 3 if findings else 0


def _ledger_show(chosen: Arguments) -> None:
    from klubtrends.publishing.out import account

    told = account(_open(chosen), chosen.month)
    _report(told.summary(), told.lines(), as_json=chosen.json)


def _ledger_check(chosen: Arguments) -> int:
    from klubtrends.publishing.out import check_ledger, pages_missing

    workspace = _open(chosen)
    check_ledger(workspace)
    missing = pages_missing(workspace)
    print("\n".join(missing or [say("ledger_well")]))
    return int(bool(missing))


def _doctor(chosen: Arguments) -> int:
    from klubtrends.doctor import examine

    complaints = examine(_open(chosen))
    _report(complaints, complaints or [say("doctor_well")], as_json=chosen.json)
    return int(bool(complaints))


def _lab(chosen: Arguments) -> int:
    workspace = _open(chosen)
    start = workspace.notebooks / "00_start.ipynb"
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={workspace.root}", str(start)]
    return subprocess.run(command, check=False, cwd=workspace.root).returncode


if __name__ == "__main__":
    raise SystemExit(run())
