"""The house's walls: who may import whom. Reads every import in the package and fails on a breach."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "klubtrends"
MODULES = sorted(PACKAGE.rglob("*.py"))
GROUND = {"errors", "danish", "periods", "tables"}
HANDS = GROUND | {"files"}  # may touch the disk
EVERYTHING = {"cli", "commands", "__main__", "__init__", "publishing", "doctor", "example"}
MAY_IMPORT = {
    "errors": set(),
    "danish": set(),
    "periods": set(),
    "tables": {"errors"},
    "workspace": HANDS,
    "sources": GROUND,
    "analysis": GROUND,
    "disclosure": GROUND,
    "files": set(),
    "reference": HANDS,
    "incidents": HANDS | {"workspace", "reference"},
    "collect": HANDS | {"workspace", "sources", "reference"},
    "welcome": GROUND | {"workspace"},
    "commandline": {"danish"},
    "partitions": GROUND | {"analysis"},
    "workers": GROUND,
    "scale": GROUND | {"analysis", "partitions", "workers"},
    "progress": {"collect"},
    "report": GROUND | {"workspace", "analysis", "disclosure", "reference"},
}
IMPURE = {"requests", "socket", "sqlite3", "urllib", "http", "subprocess", "random", "time", "secrets", "os"}


def room(module: Path) -> str:
    """Name the room a module is in: its folder, or itself."""
    parts = module.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imports(module: Path) -> set[str]:
    """List every module that a file imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: write the whole name of what is imported"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_stands_below_it(module):
    """Nothing skips a room, and nothing reaches upwards."""
    here = room(module)
    if here in EVERYTHING:
        return
    reached = {name.split(".")[1] for name in imports(module) if name.startswith("klubtrends.")}

    allowed = MAY_IMPORT.get(
        here, {path.stem for path in PACKAGE.iterdir()} - {"example", "cli", "commands"}
    ) | {here}
    assert reached <= allowed, f"{module.name} imports {reached - allowed}"


@pytest.mark.parametrize(
    "module",
    [path for path in MODULES if room(path) in {"sources", "analysis", "danish", "periods", "tables"}],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_a_pure_room_touches_no_network_disk_clock_or_chance(module):
    """Time and chance are passed in."""
    reached = {name.split(".")[0] for name in imports(module)}
    text = module.read_text(encoding="utf-8")

    assert not reached & (IMPURE - ({"urllib"} if room(module) == "sources" else set()))
    assert ".now(" not in text
    assert ".today(" not in text
    assert "default_rng()" not in text


def test_nobody_imports_the_example():
    """The example sees everything and is seen by the command alone."""
    users = {module.name for module in MODULES if room(module) != "example"
             for name in imports(module) if name.startswith("klubtrends.example")}  # fmt: skip

    assert users <= {"commands.py"}


def test_the_attacker_shares_no_code_with_the_protector():
    """An attack that reused the protection would share its mistakes."""
    attack = PACKAGE / "disclosure" / "attack"
    reached = {
        name for module in attack.glob("*.py") for name in imports(module) if name.startswith("klubtrends.")
    }
    others = ("klubtrends.disclosure.attack", "klubtrends.danish", "klubtrends.periods", "klubtrends.errors")

    assert reached
    assert [name for name in reached if not name.startswith(others)] == []


def test_importing_the_package_fetches_no_library():
    """`import klubtrends` and `--help` must answer at once."""
    import subprocess
    import sys

    code = (
        "import klubtrends, klubtrends.cli, sys; print({'polars','pandas','numpy','plotly'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "set()"
