"""What each command runs: one call into the rooms, and what is said of it.

A function is named as its command, which the catalogue describes (`cli_...`), and gives the exit status, if not 0.
Only the standard library stands at the top; each command fetches its own rooms when it is run.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from klubtrends.danish import say
from klubtrends.errors import WorkspaceError

if TYPE_CHECKING:
    from klubtrends.workspace import Workspace

Arguments = argparse.Namespace  # `refuse` ends the command as wrong arguments do


def _open(chosen: Arguments) -> Workspace:
    from klubtrends.workspace import Workspace

    return Workspace.open(chosen.workspace)


def init(chosen: Arguments) -> None:
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


def example(chosen: Arguments) -> None:
    from klubtrends.example import build

    try:
        workspace = build(chosen.dir, months=chosen.months, until=chosen.until, seed=chosen.seed)
    except ValueError as error:
        chosen.refuse(str(error))
    print(say("example_done", where=workspace.root))


def collect(chosen: Arguments) -> int:
    from klubtrends.collect import collect
    from klubtrends.progress import shown_progress
    from klubtrends.sources import sources

    workspace = _open(chosen)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stopped service keeps what was answered, too
    if unknown := [name for name in chosen.source if name not in sources()]:
        chosen.refuse(say("cli_no_source", source=unknown[0], known=", ".join(sources())))
    if workspace.settings.example:
        raise WorkspaceError(say("collect_example"))
    with shown_progress(quiet=chosen.json) as tell:
        runs = collect(workspace, chosen.source, deadline=chosen.deadline, tell=tell)
    _report([run.summary() for run in runs], [run.line() for run in runs], as_json=chosen.json)
    return int(any(run.failed for run in runs))


def archive_list(chosen: Arguments) -> None:
    from klubtrends.collect.inventory import holdings

    held = holdings(_open(chosen))
    _report(
        [held_one.summary() for held_one in held], [held_one.line() for held_one in held], as_json=chosen.json
    )


def archive_show(chosen: Arguments) -> None:
    from klubtrends.collect.inventory import show

    shown = show(_open(chosen), chosen.what, chosen.day)
    lines = [line for answer in shown for line in answer.lines()]
    _report([answer.summary() for answer in shown], lines, as_json=chosen.json)


def archive_check(chosen: Arguments) -> int:
    from klubtrends.collect.inventory import check

    checked = check(_open(chosen))
    _report(checked.summary(), checked.lines(), as_json=chosen.json)
    return int(bool(checked.complaints))


def archive_export(chosen: Arguments) -> int:
    from klubtrends.collect.share import export

    exported = export(_open(chosen), chosen.dir)
    _report(exported.summary(), exported.lines(), as_json=chosen.json)
    return int(bool(exported.complaints))


def archive_pull(chosen: Arguments) -> int:
    from klubtrends.collect.pull import pull

    pulled = pull(_open(chosen), chosen.place, deadline=chosen.deadline)
    _report(pulled.summary(), pulled.lines(), as_json=chosen.json)
    return int(bool(pulled.refused))


def _report(facts: object, lines: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines))


def rebuild(chosen: Arguments) -> None:
    from klubtrends.collect import rebuild
    from klubtrends.collect.memory import alone_with

    workspace = _open(chosen)
    with alone_with(workspace) as memory:
        files = rebuild(workspace)
        for source in list(memory.unread):
            memory.settled(source)
    print(say("rebuild_done", count=len(files)))


def template(chosen: Arguments) -> None:
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


def import_sheets(chosen: Arguments) -> int:
    from klubtrends.publishing.arrivals import take_in

    workspace = _open(chosen)
    if workspace.settings.example:
        print(say("import_example"), file=sys.stderr)
    intake = take_in(workspace, chosen.file)
    _report(intake.summary(), intake.lines(), as_json=chosen.json)
    return int(bool(intake.rejected))


def erase(chosen: Arguments) -> None:
    from klubtrends.publishing.arrivals import erase

    print("\n".join(erase(_open(chosen), chosen.id).lines()))


def retain(chosen: Arguments) -> None:
    from klubtrends.incidents.upkeep import retain

    print("\n".join(retain(_open(chosen))))


def register_show(chosen: Arguments) -> None:
    from klubtrends.incidents.dates import read_week
    from klubtrends.incidents.upkeep import rows_of
    from klubtrends.periods import week_of

    workspace = _open(chosen)
    day = read_week(" ".join(chosen.week), workspace.today())
    if day is None:
        chosen.refuse(say("cli_no_week"))
    else:
        print("\n".join(rows_of(workspace, week_of(day))))


def register_check(chosen: Arguments) -> int:
    from klubtrends.incidents.upkeep import check

    examined = check(_open(chosen))
    _report(examined.summary(), examined.lines(), as_json=chosen.json)
    return int(bool(examined.complaints))


def departments(chosen: Arguments) -> None:
    from klubtrends.publishing.coverage import coverage

    seen = coverage(_open(chosen), chosen.month)
    _report(seen.summary(), seen.lines(), as_json=chosen.json)


def scrub(chosen: Arguments) -> None:
    from klubtrends.incidents.scrub import scrub

    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
    if sys.stdin.isatty():
        print(
            say("scrub_begin", keys=say("scrub_end_windows" if sys.platform == "win32" else "scrub_end")),
            file=sys.stderr,
        )
    for line in sys.stdin:
        print(scrub(line.rstrip("\n"), strict=chosen.strict).text, flush=True)


def briefing(chosen: Arguments) -> None:
    from klubtrends.publishing import prepare

    edition = prepare(_open(chosen), chosen.month)
    for remark in edition.remarks:
        print(remark, file=sys.stderr)
    draft = edition.draft()
    print(say("words_here", file=edition.words_file), file=sys.stderr)
    print(draft)


def publish(chosen: Arguments) -> None:
    from klubtrends.publishing import prepare

    edition = prepare(_open(chosen), chosen.month)
    for waiting in edition.notes_waiting:
        print(waiting, file=sys.stderr)
    print(edition.publish())


def analyse(chosen: Arguments) -> int:
    from klubtrends.collect.processed import current
    from klubtrends.partitions import Scope
    from klubtrends.periods import shift
    from klubtrends.scale import analyse
    from klubtrends.tables import CHARTS
    from klubtrends.workers import executor_named

    if (chosen.executor == "dask") != bool(chosen.scheduler):
        chosen.refuse(say("cli_analyse_lacks_scheduler"))
    workspace = _open(chosen)
    today = workspace.today()
    scope = Scope.of_month(chosen.month or shift(f"{today:%Y-%m}", -1), today=today)
    place = chosen.charts or current(workspace, CHARTS)
    with executor_named(chosen.executor, chosen.scheduler) as executor:
        found = analyse(place, executor=executor, scope=scope)
    _report(found.summary() if chosen.json else {}, found.lines(), as_json=chosen.json)
    return int(not found.complete)


def audit(chosen: Arguments) -> int:
    from klubtrends.publishing import audit_files

    findings = audit_files(chosen.file)
    facts = [{"kind": finding.kind, "where": finding.where, "what": finding.what} for finding in findings]
    _report(facts, [str(finding) for finding in findings] or [say("audit_clean")], as_json=chosen.json)
    return 3 if findings else 0


def ledger_show(chosen: Arguments) -> None:
    from klubtrends.publishing.out import account

    told = account(_open(chosen), chosen.month)
    _report(told.summary(), told.lines(), as_json=chosen.json)


def ledger_check(chosen: Arguments) -> int:
    from klubtrends.publishing.out import check_ledger, pages_missing

    workspace = _open(chosen)
    check_ledger(workspace)
    missing = pages_missing(workspace)
    print("\n".join(missing or [say("ledger_well")]))
    return int(bool(missing))


def doctor(chosen: Arguments) -> int:
    from klubtrends.doctor import examine

    complaints = examine(_open(chosen))
    _report(complaints, complaints or [say("doctor_well")], as_json=chosen.json)
    return int(bool(complaints))


def lab(chosen: Arguments) -> int:
    workspace = _open(chosen)
    start = workspace.notebooks / "00_start.ipynb"
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={workspace.root}", str(start)]
    ours = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = os.environ | {"PATH": ours}  # so that Jupyter's terminal knows the commands, too
    return subprocess.run(command, check=False, cwd=workspace.root, env=environment).returncode
