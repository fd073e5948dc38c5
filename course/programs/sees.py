"""Start a child by the start method that the argument names; print what it can see, in JSON.

This is a process of its own with one thread, so that even `fork` is safe here.
"""

import json
import multiprocessing
import os
import sys
import tempfile
from multiprocessing.connection import Connection

word = "as in the file"


def look(line: Connection, argument: str, descriptor: int, file: tuple[int, int]) -> None:
    """Report what this child sees of what its parent had."""
    try:
        status = os.fstat(descriptor)
        open_file = (status.st_dev, status.st_ino) == file
    except OSError:
        open_file = False
    line.send(
        {
            "its arguments": argument == "changed",
            "the environment": os.environ.get("COURSE_WORD") == "changed",
            "a changed global": word == "changed",
            "an open file": open_file,
        }
    )


def main(method: str) -> None:
    """Change what there is to see, then start the child."""
    global word
    word = os.environ["COURSE_WORD"] = "changed"
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    with tempfile.TemporaryFile() as file:
        status = os.fstat(file.fileno())
        seen = (status.st_dev, status.st_ino)
        child = context.Process(target=look, args=(theirs, "changed", file.fileno(), seen))  # type: ignore[attr-defined]
        child.start()
        theirs.close()
        print(json.dumps(ours.recv()))
        child.join()


if __name__ == "__main__":
    main(sys.argv[1])
