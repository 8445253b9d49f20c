"""Renders one briefing: render BRIEFING.pickle PAGE.html."""

import pickle
import sys
from pathlib import Path

from klubtrends.report.briefing import render

if __name__ == "__main__":
    page = render(pickle.loads(Path(sys.argv[1]).read_bytes()))
    Path(sys.argv[2]).write_bytes(page)
