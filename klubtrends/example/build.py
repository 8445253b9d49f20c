"""Builds a whole example workspace from a seed, every figure through the same door as a real one."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import polars as pl

from klubtrends.collect import Archive, rebuild
from klubtrends.example.network import Diary, simulate_network
from klubtrends.example.plan import Plan, make_plan
from klubtrends.example.public import archive_all
from klubtrends.example.reference import write_reference
from klubtrends.example.sheets import Sheets
from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.intake import take_in
from klubtrends.incidents.register import Register
from klubtrends.reference.bundle import Reference
from klubtrends.tables import FOLDED
from klubtrends.workspace import SETTINGS_FILE, Settings, Workspace, create, read_settings

TRUTH = "truth.json"  # written last: an example without it was stopped halfway
MUNICIPALITY = "Eksempelkøbing Kommune"
CONTACT = "klubber@eksempelkoebing.example"
RETENTION_MONTHS = 36  # so that all the example's months stay rows


def build(root: Path, *, months: int = 30, until: str = "2026-10", seed: int = 1) -> Workspace:
    """Make an example workspace: archive, register, reference tables, words, and truth.json.

    The same arguments give the same bytes.

    Parameters
    ----------
    root : Path
        A folder that is no workspace yet.
    months : int
        Months of incidents, 3 to 36.
    until : str
        The newest of them, 'YYYY-MM'; the example's clock stands at the 24th of the month after.
    seed : int
        Whose chance, 0 or above.

    Raises
    ------
    WorkspaceError
        If `root` is a workspace already.
    """
    plan = make_plan(months=months, until=until, seed=seed)
    _forget_unfinished(root)
    workspace = create(root, _settings(plan), secret=plan.secret)
    write_reference(workspace.reference, plan)
    archive_all(Archive(workspace.raw), plan, Reference.read(workspace.reference))
    rebuild(workspace)
    _register(workspace, plan, simulate_network(plan))
    truth = json.dumps(plan.truth(), ensure_ascii=False, indent=2) + "\n"
    (workspace.root / TRUTH).write_text(truth, encoding="utf-8", newline="\n")
    return workspace


def _forget_unfinished(root: Path) -> None:
    """Take away what a build left that was stopped halfway; a real workspace is never touched."""
    settings = root / SETTINGS_FILE
    if not settings.is_file() or (root / TRUTH).exists() or not read_settings(settings).example:
        return
    for path in sorted(root.glob("data/*/*")):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != ".gitkeep":
            path.unlink()
    settings.unlink()


def _settings(plan: Plan) -> Settings:
    return Settings(
        municipality=MUNICIPALITY,
        contact=CONTACT,
        notes=True,
        retention_months=RETENTION_MONTHS,
        example=True,
        now=plan.now,
    )


def _register(workspace: Workspace, plan: Plan, diary: Diary) -> None:
    """Take in a sheet a month, oldest first, and fold the years before; the sheets are not kept."""
    sheets = Sheets(read_codes(workspace.reference / "codes.toml"), plan.rng("sheets"), noted=plan.until)
    with tempfile.TemporaryDirectory() as folder:
        for month in plan.months:
            path = Path(folder) / f"haendelser-{month}.csv"
            arrived = [case for case in diary.cases if case.arrived == month]
            silent = [department for other, department in diary.zero_reports if other == month]
            sheets.write(path, month, arrived, silent)
            take_in(workspace, [path], arrived=month)
    counts = [(week, kind, count) for (week, kind), count in diary.folded.items()]
    with Register(workspace.incidents_file) as register:
        register.fold(pl.DataFrame(counts, schema=FOLDED.columns, orient="row"))
