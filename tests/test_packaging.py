"""What travels in the wheel, and what must never stand in the repository."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]


def test_the_wheel_carries_notebooks_reference_tables_and_templates(tmp_path):
    """`pip install klubtrends` and `klubtrends init` are enough; what one network wrote stays at home."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
                   cwd=CHECKOUT, check=True, capture_output=True)  # fmt: skip
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()

    assert "klubtrends/shipped/notebooks/01_briefing.ipynb" in names
    assert "klubtrends/shipped/reference/codes.toml" in names
    assert "klubtrends/report/templates/briefing.html.j2" in names
    assert "klubtrends/py.typed" in names
    assert not [name for name in names if "departments.csv" in name or "briefings/" in name]


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_address():
    """Anybody's package index will do, and none can slip another file in."""
    lock = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {
        re.match(r"[\w.-]+", line)[0].lower() for line in lock.splitlines() if re.match(r"[\w.-]+==", line)
    }
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for group in project["optional-dependencies"].values() for name in group if "[" not in name]
    wanted = {re.match(r"[\w.-]+", name)[0].lower() for name in project["dependencies"] + extras}

    assert wanted <= pinned
    assert lock.count("--hash=sha256:") > len(pinned)
    assert not re.search(r"https?://|index-url|find-links|file:", lock)


def test_nothing_in_the_repository_names_a_machine_or_a_package_index():
    """The project speaks of itself alone."""
    listed = subprocess.run(["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    files = [CHECKOUT / name for name in listed.stdout.split() if not name.endswith((".png", ".lock"))]
    banned = re.compile(r"/(work|root|tmp)/[a-z]+/|(pypi|pythonhosted|npmjs)\.(org|com)", re.IGNORECASE)
    found = [path.name for path in files if path.is_file() and path != Path(__file__)
             and banned.search(path.read_text(encoding="utf-8", errors="replace"))]  # fmt: skip

    assert found == []


def test_what_an_example_makes_is_never_tracked():
    """`make briefing` leaves a clean checkout clean."""
    listed = subprocess.run(
        ["git", "ls-files", "data", "reports"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )

    assert all(name.endswith(".gitkeep") for name in listed.stdout.split())
