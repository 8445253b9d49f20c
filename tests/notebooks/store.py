"""Runs the shipped notebooks on a fresh example workspace and stores what they show: `make notebooks`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from klubtrends.example import build

WIDGET = "application/vnd.jupyter.widget-view+json"
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def store(path: Path) -> None:
    """Execute one notebook and write it back without times, so that the same run gives the same bytes."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(NOTEBOOKS)}}
    ).execute()
    for output in (shown for cell in notebook.cells for shown in cell.get("outputs", ())):
        output.get("data", {}).pop(WIDGET, None)  # it has a random number, and works in the run that showed it alone
    notebook.metadata = {"kernelspec": notebook.metadata.kernelspec, "language_info": {"name": "python"}}
    path.write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")


def main() -> int:
    """Store every notebook's outputs."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KLUBTRENDS_WORKSPACE"] = str(build(Path(folder) / "example").root)
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            store(path)
            sys.stdout.write(f"{path.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
