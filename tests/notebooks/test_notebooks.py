"""The shipped notebooks ask one question each, hold no logic, and show today what they showed when they were stored."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from klubtrends.incidents.register import Register
from klubtrends.publishing import prepare
from klubtrends.workspace import Workspace

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SHIPPED = sorted(NOTEBOOKS.glob("*.ipynb"))
LOGIC = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.IfExp, ast.Try,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.With,
)  # fmt: skip
SANITISING_PATTERNS = 0  # how many outputs are rewritten before they are compared
IGNORED_CELLS = 0  # how many cells are not compared


def cells(notebook: Path, kind: str) -> list[dict]:
    """List a notebook's cells of one kind."""
    return [
        cell for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind
    ]


def names(path: Path) -> str:
    """Name a notebook in a test's id."""
    return path.name


@pytest.mark.parametrize("notebook", SHIPPED, ids=names)
def test_a_notebook_holds_no_logic(notebook):
    """What is worth a loop is worth a tested function in the library."""
    for cell in cells(notebook, "code"):
        tree = ast.parse("".join(cell["source"]))
        assert [node for node in ast.walk(tree) if isinstance(node, LOGIC)] == []


@pytest.mark.parametrize("notebook", SHIPPED, ids=names)
def test_a_notebook_begins_with_its_question(notebook):
    """The first cell asks, and tells how to read the answer."""
    first = json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]
    text = "".join(first["source"])

    assert first["cell_type"] == "markdown"
    assert text.startswith("# ")
    assert "?" in text
    assert len(text.split()) > 40


@pytest.mark.parametrize("notebook", SHIPPED[1:], ids=names)
def test_the_first_code_cell_holds_the_parameters(notebook):
    """The month is changed in one place, by a person or by papermill."""
    assert cells(notebook, "code")[0]["metadata"].get("tags") == ["parameters"]


@pytest.mark.parametrize("notebook", SHIPPED, ids=names)
def test_a_notebook_tells_nothing_of_the_machine_that_ran_it(notebook):
    """No path, no time, no name: only what the example shows."""
    text = notebook.read_text(encoding="utf-8")

    told = (str(Path.home()), tempfile.gettempdir(), "/home/", "C:\\\\", 'execution": {', "iopub")
    assert not any(word in text for word in told)


def test_no_output_is_rewritten_or_left_out_before_it_is_compared():
    """Strict means strict: the patterns and the ignored cells are counted here, and there are none."""
    tags = [tag for path in SHIPPED for cell in cells(path, "code") for tag in cell["metadata"].get("tags", [])]
    sources = "".join("".join(cell["source"]) for path in SHIPPED for cell in cells(path, "code"))

    assert sum("nbval" in tag.lower() for tag in tags) + sources.count("NBVAL_IGNORE") == IGNORED_CELLS
    assert len(list(NOTEBOOKS.glob("*.cfg"))) == SANITISING_PATTERNS


def test_the_notebooks_show_what_they_showed_three_times_in_a_row(example, tmp_path):
    """Strict nbval on a fresh example, then twice more with the month published."""
    workspace = shutil.copytree(example.root, tmp_path / "example")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider",
               "-c", str(tmp_path / "pytest.ini"), "--rootdir", str(NOTEBOOKS), str(NOTEBOOKS)]  # fmt: skip

    for _ in range(3):
        run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False,
                             cwd=NOTEBOOKS, env=os.environ | {"KLUBTRENDS_WORKSPACE": str(workspace)})  # fmt: skip
        assert run.returncode == 0, run.stdout[-4000:]
        prepare(Workspace.open(workspace)).publish()


def test_the_notebook_publishes_byte_for_byte_what_the_command_does(example, tmp_path):
    """Two ways to the same page, once she has taken away the mark before the last line."""
    by_hand = shutil.copytree(example.root, tmp_path / "by_hand")
    by_notebook = shutil.copytree(example.root, tmp_path / "by_notebook")
    subprocess.run([sys.executable, "-m", "klubtrends", "publish", "--workspace", str(by_hand)],
                   check=True, capture_output=True)  # fmt: skip
    notebook = (NOTEBOOKS / "01_briefing.ipynb").read_text(encoding="utf-8")
    willing = tmp_path / "willing.ipynb"
    willing.write_text(notebook.replace('"# edition.publish()"', '"edition.publish()"'), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output-dir", str(tmp_path),
         "--output", "ran", str(willing)],
        check=True, capture_output=True, env=os.environ | {"KLUBTRENDS_WORKSPACE": str(by_notebook)},
    )  # fmt: skip
    page = Path("reports/2026-10/briefing.html")

    assert (by_hand / page).read_bytes() == (by_notebook / page).read_bytes()


def test_running_every_cell_publishes_nothing():
    """A page that is out cannot be called back: it takes more than »Run All«."""
    sources = ["".join(cell["source"]) for path in SHIPPED for cell in cells(path, "code")]

    assert [source for source in sources if "publish" in source] == ["# edition.publish()"]


def test_a_notebook_that_was_run_holds_no_word_of_a_note(example, tmp_path):
    """Though notes wait, and whoever runs it stores the state of its widgets, as nbconvert does."""
    workspace = shutil.copytree(example.root, tmp_path / "noter")
    subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output-dir", str(tmp_path),
         str(NOTEBOOKS / "03_noter.ipynb")],
        check=True, capture_output=True, env=os.environ | {"KLUBTRENDS_WORKSPACE": str(workspace)},
    )  # fmt: skip
    ran = (tmp_path / "03_noter.ipynb").read_text(encoding="utf-8")
    with Register(example.incidents_file) as register:
        notes = [note.text for note in register.notes()]
    prose = "".join("".join(cell["source"]) for cell in cells(NOTEBOOKS / "03_noter.ipynb", "markdown"))

    assert len(notes) == 3
    assert "widget-view+json" in ran
    for word in {word for note in notes for word in re.findall(r"\w{5,}", note)}:
        assert word in prose or word not in ran


def test_a_stored_notebook_holds_no_widget_that_is_gone():
    """Who opens it sees a sentence, and not an error."""
    assert not [path.name for path in SHIPPED if "widget" in path.read_text(encoding="utf-8").replace("Widget State", "")]
