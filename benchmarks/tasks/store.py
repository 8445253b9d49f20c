"""Archives answers and builds their tables: store ANSWERS.pickle FOLDER. Prints the CPU seconds of each step."""

import json
import pickle
import sys
import time
from pathlib import Path

from klubtrends.collect import Archive, load, rebuild
from klubtrends.tables import CHARTS
from klubtrends.workspace import Settings, Workspace

if __name__ == "__main__":
    runs = pickle.loads(Path(sys.argv[1]).read_bytes())
    workspace = Workspace(Path(sys.argv[2]), Settings("Eksempelkøbing Kommune"))
    begun = time.process_time()
    archive = Archive(workspace.raw)
    for source, exchanges, at in runs:
        archive.write(source, exchanges, at)
    written = time.process_time()
    rebuild(workspace)
    done = time.process_time()
    if load(workspace, CHARTS).is_empty():
        raise SystemExit("nothing was built")
    print(json.dumps({"write": written - begun, "rebuild": done - written}))
