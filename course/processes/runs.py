"""Run a Python program in a process of its own and know what it printed last."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from course.processes.looking import look_at
from course.processes.records import ProcessGone
from course.processes.states import State
from course.processes.stopping import stop


@dataclass
class Run:
    """One process that runs a program on its data; a thread reads what it prints."""

    number: int
    data: tuple[int, ...]
    child: subprocess.Popen[str]
    printed: str = ""
    state: State = State.CREATED
    stopped: bool = False

    @classmethod
    def start(cls, program: Path, number: int, data: tuple[int, ...]) -> Run:
        """Start `program` on `data` in a new process."""
        # On Windows a venv's python.exe is a launcher that starts the real one as a second process.
        python = getattr(sys, "_base_executable", None) if sys.platform == "win32" else None
        run = cls(
            number,
            data,
            subprocess.Popen(
                [python or sys.executable, str(program), *map(str, data)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ),
        )
        threading.Thread(target=run._read, daemon=True, name=f"reads process {number}").start()
        return run

    @property
    def running(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.state is not State.ENDED

    def look(self) -> bool:
        """Read its state anew; True if it has ended since the last look."""
        if not self.running:
            return False
        if self.child.poll() is not None and not self._reader_busy():
            self.state = State.ENDED
            return True
        try:
            self.state = look_at(self.child.pid).state
        except ProcessGone:
            return False  # the next look collects it
        return False

    def stop(self) -> None:
        """Stop it, if it still runs."""
        if self.child.poll() is None:
            self.stopped = True
            stop(self.child)

    def outcome(self) -> str:
        """Say how it ended."""
        if self.printed.startswith("result"):
            return f"ended with {self.printed}"
        return "was stopped" if self.stopped else "ended without a result"

    def _read(self) -> None:
        assert self.child.stdout is not None
        with self.child.stdout as lines:
            for line in lines:
                self.printed = line.strip()

    def _reader_busy(self) -> bool:
        return self.child.stdout is not None and not self.child.stdout.closed
