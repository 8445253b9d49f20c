"""Builds the tables of a workspace from its archive: rebuild FOLDER."""

import sys
from pathlib import Path

from klubtrends.collect import rebuild
from klubtrends.workspace import Settings, Workspace

if __name__ == "__main__":
    if not rebuild(Workspace(Path(sys.argv[1]), Settings("Eksempelkøbing Kommune"))):
        raise SystemExit("nothing was built")
