"""Arrive, wait until the door is opened, and go: print what happened as one line of JSON.

    python meet.py FOLDER NAME CODE PATIENCE

Arriving is a file NAME.here in FOLDER, the open door a file called `open`. Who has waited for so
many seconds opens the door itself, and says so: nobody else waits in vain. CODE is the exit code.
"""

import json
import sys
import threading
import time
from pathlib import Path


def main(folder: str, name: str, code: str, patience: str) -> None:
    """Arrive under a name, wait at the door, and end with the code."""
    Path(folder, f"{name}.here").touch()
    door, until = Path(folder, "open"), time.monotonic() + float(patience)
    while not door.exists():
        if time.monotonic() > until:
            door.write_text("nobody came", encoding="utf-8")
        threading.Event().wait(0.01)
    print(json.dumps({"name": name}))
    sys.exit(int(code))


if __name__ == "__main__":
    main(*sys.argv[1:])
