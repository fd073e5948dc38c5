"""Be a server: start as many workers as asked for, serve until the input ends, end them all."""

import subprocess
import sys
from pathlib import Path

WORKER = Path(__file__).with_name("worker.py")


def main() -> None:
    """Start the workers by a system call each, as every running process may."""
    command = [sys.executable, str(WORKER)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(int(sys.argv[1]))
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    print("all workers are ready", flush=True)
    sys.stdin.read()
    for worker in workers:
        worker.communicate()


if __name__ == "__main__":
    main()
