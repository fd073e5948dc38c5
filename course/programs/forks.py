"""Run a fork program for real. It comes on standard input; what its processes do goes to output.

A fork program is Python text with four names more: `fork()`, `print(...)`, `wait()`, `exit(code)`.
Each process reports in JSON lines: its birth, what it prints, its end. Nobody outlives `SECONDS`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, NoReturn

SECONDS = 20  # after which a process that has not ended is ended by its alarm
LONGEST = 400  # characters of one report: a short write to a pipe is never torn apart


class Me:
    """The process that runs this code: its name in the family, and the children it has to reap."""

    def __init__(self, tickets: int) -> None:
        """Be the first process; a pipe holds one byte for each fork that the family may make."""
        self.name = "P"
        self.born = 0
        self.unreaped: set[int] = set()
        self.tickets, counter = os.pipe()
        os.write(counter, b"." * tickets)
        os.close(counter)

    def tell(self, **report: Any) -> None:
        """Report something of this process."""
        os.write(1, (json.dumps({"name": self.name, **report}) + "\n").encode())

    def fork(self) -> int:
        """Fork; each process of the family keeps its own books."""
        line = sys._getframe(1).f_lineno
        if not os.read(self.tickets, 1):
            raise RuntimeError("this family is too large")
        self.born += 1
        pid = os.fork()
        if pid:
            self.unreaped.add(pid)
            return pid
        signal.alarm(SECONDS)  # a child does not inherit its parent's alarm
        parent, self.name = self.name, f"{self.name}.{self.born}"
        self.born, self.unreaped = 0, set()
        self.tell(parent=parent, line=line, pid=os.getpid(), parent_pid=os.getppid())
        return 0

    def print(self, *values: object) -> None:
        """Report what the program prints."""
        self.tell(said=" ".join(map(str, values))[:LONGEST])

    def wait(self) -> None:
        """Wait until one child has ended; return at once where there is none."""
        if self.unreaped:
            pid, _ = os.wait()
            self.unreaped.discard(pid)

    def end(self, code: int, error: str = "") -> NoReturn:
        """Report the end, and stay until the children have ended: nobody becomes an orphan here."""
        self.tell(code=code, error=error[:LONGEST])
        while self.unreaped:
            self.wait()
        os._exit(code)


def leave(code: int = 0) -> NoReturn:
    """End the process that calls this."""
    raise SystemExit(code)


def main() -> NoReturn:
    """Run the program in this process and in those that it forks."""
    signal.alarm(SECONDS)
    request = json.load(sys.stdin)
    me = Me(request["tickets"])
    me.tell(parent=None, line=None, pid=os.getpid(), parent_pid=os.getppid())
    names = {"fork": me.fork, "print": me.print, "wait": me.wait, "exit": leave}
    try:
        exec(compile(request["program"], "<fork program>", "exec"), names)
    except SystemExit as asked:
        me.end(asked.code if isinstance(asked.code, int) else 0)
    except BaseException as error:
        me.end(1, f"{type(error).__name__}: {error}")
    me.end(0)


if __name__ == "__main__":
    main()
