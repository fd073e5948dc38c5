"""Grade submissions of one course folder on request, through nbgrader itself.

`python -m grading.class_worker FOLDER` obeys JSON lines:

    {"do": "autograde" | "feedback", "assignment": …, "student": …}  -> {"success": …, "problem": …}

nbgrader is imported once and serves many submissions. It changes folder and environment as it
goes, so one such process grades one submission at a time; several may work side by side. When
whoever commands it is gone, it stops at once: what it leaves half done is done anew by the next.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import IO, Any


def _read(commands: IO[bytes], orders: queue.SimpleQueue[dict[str, Any]]) -> None:
    for line in commands:
        orders.put(json.loads(line))
    os._exit(0)


def complaint(result: dict[str, Any]) -> str:
    """Return the end of what nbgrader said about a step that failed; "" if it did not."""
    if result["success"]:
        return ""
    said = [str(result.get(key) or "").strip() for key in ("log", "error")]
    return "\n".join(filter(None, said))[-3000:]


def perform(api: Any, order: dict[str, str]) -> dict[str, Any]:
    """Carry out one order; return whether it succeeded and, if not, the last lines of the log."""
    steps = {"autograde": api.autograde, "feedback": api.generate_feedback}
    result = steps[order["do"]](order["assignment"], order["student"], force=True)
    return {"success": result["success"], "problem": complaint(result)}


def main() -> None:
    """Obey until the input ends."""
    folder = Path(sys.argv[1]).resolve()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb")
    # What nbgrader prints must not come between the replies.
    null = os.open(os.devnull, os.O_RDWR)
    commands = os.fdopen(os.dup(0), "rb")
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(commands, orders), daemon=True).start()

    os.chdir(folder)
    from grading.course_api import open_course

    api = open_course(folder)
    while True:
        replies.write(json.dumps(perform(api, orders.get())).encode() + b"\n")
        replies.flush()


if __name__ == "__main__":
    main()
