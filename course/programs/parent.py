"""Be a parent: start one child, print its pid, and wait for its end."""

import subprocess
import sys
from pathlib import Path

CHILD = Path(__file__).with_name("child.py")


def main() -> None:
    """Start the child without any tie to it: it lives on if this process is killed."""
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(
        [sys.executable, str(CHILD)], stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, text=True
    )
    assert child.stdout is not None
    print(child.stdout.readline().strip(), flush=True)
    child.wait()


if __name__ == "__main__":
    main()
