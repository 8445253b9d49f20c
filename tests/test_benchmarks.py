"""What the benchmarks say of what they measured, and what keeps their figures true. No test here asserts a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measure import MEASURABLE, python, run
from benchmarks.table import Figure, written

CHECKOUT = Path(__file__).parents[1]
GRANDCHILD = """
import subprocess, sys
subprocess.run([sys.executable, "-c", "held = bytearray(100_000_000)"], check=True)
"""

only_linux = pytest.mark.skipif(not MEASURABLE, reason="processes are measured on Linux alone")


def shown_by(code: str) -> str:
    """Run code in a fresh interpreter, and give what it printed."""
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


@pytest.mark.parametrize(("value", "holds"), [(9.9, True), (10.0, True), (10.1, False)])
def test_a_limit_holds_up_to_the_limit_itself(value, holds):
    """'At most' includes the figure named, and a broken one cannot be overlooked."""
    figure = Figure("publish", value, "s", 10)

    assert figure.holds is holds
    assert ("**NO**" in figure.row()) is not holds


def test_a_figure_without_a_limit_claims_nothing():
    """A peer's figure is there to compare with; it neither holds nor breaks."""
    figure = Figure("peer", 1e9, "s")

    assert figure.holds
    assert figure.row() == "| peer | 1,000,000,000 s | | |"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0845, "0.0845"), (0.0999, "0.0999"), (0.1, "0.100"), (4.1, "4.10"), (57.46, "57.5"), (43718, "43,718")],
)
def test_a_figure_is_written_with_three_digits(value, text):
    """A share of a tenth and a page of 40,000 bytes are read in one table."""
    assert written(value) == text


def test_what_measures_is_small_itself():
    """A process starts with its parent's peak memory, so the parent must fetch no library."""
    code = (
        "import benchmarks.__main__, sys; print({'klubtrends', 'polars', 'numpy', 'jinja2'} & set(sys.modules))"
    )

    assert shown_by(code) == "set()"


def test_rendering_fetches_no_library_that_only_analysis_needs():
    """That is why a page costs less than a tenth of a notebook: nothing is loaded that it does not use."""
    heavy = "{'numpy', 'pandas', 'plotly', 'scipy', 'pyarrow', 'requests', 'openpyxl', 'nbconvert'}"

    assert shown_by(f"import klubtrends.report.briefing, sys; print({heavy} & set(sys.modules))") == "set()"


@only_linux
def test_memory_counts_what_the_process_starts():
    """A notebook's kernel is part of what the notebook costs."""
    code = f"from benchmarks.measure import python, run; print(run(python({GRANDCHILD!r})).peak_mb)"

    assert 100 < float(shown_by(code)) < 200


@only_linux
def test_a_command_that_fails_is_no_measurement():
    """What stops at once would look fast."""
    with pytest.raises(SystemExit, match=r"status 3:\nsaid why"):
        run(python("import sys; print('said why'); sys.exit(3)"))
