"""`ProgramAndProcesses`: one program on disk, and the processes that run it on different data."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from course.processes import State
from course.processes.runs import Run
from course.programs import add_up, fingerprint
from course.widgets import assets, static
from course.widgets.live import Fallback, Frame, LiveWidget

MOST = 6
"""How many processes the widget lets run at once, and how many it shows."""

DATA = ((3, 1, 4, 1, 5), (2, 7, 1, 8), (1, 4, 1, 4, 2, 1), (6, 2, 8), (5, 7, 7, 2, 1), (10, 20, 30))


class ProgramAndProcesses(LiveWidget):
    """Show a program on disk beside the processes started from it, and start more of them."""

    _esm = assets.script("program_and_processes")
    _css = assets.style("program_and_processes")

    def __init__(self, *, seconds: float = 0.5, fallback: Fallback = "example") -> None:
        self._program = Path(add_up.__file__)
        self._hash = read_program(self._program)["hash"]
        self._runs: list[Run] = []
        self._begun = 0
        self._finally = weakref.finalize(self, stop_runs, self._runs)  # also at the kernel's end
        super().__init__(seconds=seconds, fallback=fallback)

    def make_frame(self) -> Frame:
        """Read the program and each of its processes anew."""
        for run in self._runs:
            if run.look():
                self.tell(f"Process {run.number} {run.outcome()}.")
        program = read_program(self._program)
        return frame_of(program, [row_of(run) for run in self._runs], program["hash"] == self._hash)

    def act(self, request: Mapping[str, Any]) -> None:
        """Start one more (`{"do": "start"}`) or stop all (`{"do": "stop all"}`)."""
        match request:
            case {"do": "start"}:
                self.start_one()
            case {"do": "stop all"}:
                self.stop_all()

    def start_one(self) -> bool:
        """Start the program once more on the next data; False if enough of them run."""
        with self._turn:
            if sum(run.running for run in self._runs) >= MOST:
                self.tell(f"{MOST} processes run already: enough for one small machine.")
                return False
            if len(self._runs) == MOST:
                self._runs.remove(next(run for run in self._runs if not run.running))
            data = DATA[self._begun % len(DATA)]
            self._begun += 1
            self._runs.append(Run.start(self._program, self._begun, data))
            self.tell(f"Process {self._begun} started.")
            return True

    def stop_all(self) -> None:
        """Stop the processes that this widget started."""
        with self._turn:
            runs = [run for run in self._runs if run.running]
        for run in runs:
            run.stop()
        if not runs:
            self.tell("There was nothing to stop.")

    def close(self) -> None:
        """Stop the processes, then close the widget."""
        if hasattr(self, "_finally"):  # close() also runs for a half-made widget
            self._finally()
        super().close()

    def example(self) -> Frame:
        """Return three processes of the program: two at work, one with its result."""
        rows = [
            example_row(1, 101, DATA[0], State.ENDED, "result 14"),
            example_row(2, 102, DATA[1], State.BLOCKED, "so far 10"),
            example_row(3, 103, DATA[2], State.RUNNABLE, "so far 1"),
        ]
        return frame_of(read_program(self._program), rows, True)

    def draw(self, frame: Frame) -> str:
        """Return program and processes as an SVG and a table."""
        return draw(frame)


def stop_runs(runs: Sequence[Run]) -> None:
    """Stop all that still run."""
    for run in runs:
        run.stop()


def read_program(path: Path) -> dict[str, Any]:
    """Return what is on disk now: name, text, size and hash."""
    text = path.read_text(encoding="utf-8")
    return {
        "name": path.name,
        "text": text,
        "lines": len(text.splitlines()),
        "size": static.size_text(len(text)),
        "hash": fingerprint(str(path)),
    }


def row_of(run: Run) -> dict[str, Any]:
    """Return one process as words for a person."""
    said = run.printed if run.running else run.outcome()
    return {
        "key": str(run.number),
        "number": run.number,
        "pid": run.child.pid,
        "data": " ".join(map(str, run.data)),
        "state": str(run.state),
        "colour": static.colour_of(run.state),
        "says": said or "has printed nothing yet",
        "running": run.running,
    }


def example_row(
    number: int, pid: int, data: Sequence[int], state: State, said: str
) -> dict[str, Any]:
    """Return the row of a process that never was."""
    running = state is not State.ENDED
    return {
        "key": str(number),
        "number": number,
        "pid": pid,
        "data": " ".join(map(str, data)),
        "state": str(state),
        "colour": static.colour_of(state),
        "says": said if running else f"ended with {said}",
        "running": running,
    }


def frame_of(program: Mapping[str, Any], rows: Sequence[dict[str, Any]], unchanged: bool) -> Frame:
    """Return the frame for a program and the rows of its processes."""
    running = sum(row["running"] for row in rows)
    ended = len(rows) - running
    return {
        "program": dict(program) | {"unchanged": unchanged},
        "rows": list(rows),
        "running": running,
        "most": MOST,
        "summary": (
            f"One program, {static.counted(len(rows), 'process', 'processes')}: "
            f"{running} alive, {ended} ended. "
            + ("The program has not changed." if unchanged else "The program was changed on disk.")
        ),
    }


def draw(frame: Frame) -> str:
    """Return a frame as an SVG (program left, processes right) and a table."""
    program, rows = frame["program"], frame["rows"]
    height = max(120, len(rows) * 48 + 8)
    middle = height / 2
    box = 'fill="none" stroke="currentColor" stroke-opacity="0.5" rx="6"'
    parts = [
        f'<rect x="1" y="{middle - 40:g}" width="180" height="80" {box}/>',
        static.text(14, middle - 14, program["name"], bold=True),
        static.text(14, middle + 6, f"{program['lines']} lines, {program['size']}", size=12),
        static.text(14, middle + 26, f"hash {program['hash']}", size=12),
    ]
    for number, row in enumerate(rows):
        y = 28 + number * 48
        parts.append(
            f'<path d="M181 {middle:g}C225 {middle:g} 225 {y} 268 {y}" fill="none" '
            'stroke="currentColor" stroke-opacity="0.4"/>'
        )
        parts.append(f'<rect x="268" y="{y - 20}" width="330" height="40" {box}/>')
        parts.append(f'<circle cx="286" cy="{y}" r="6" fill="{row["colour"]}"/>')
        parts.append(static.text(302, y - 3, f"process {row['number']}: {row['state']}", bold=True))
        parts.append(static.text(302, y + 14, f"data {row['data']}; {row['says']}", size=12))
    drawing = static.picture(600, height, frame["summary"], *parts)
    numbers = static.table(
        ("process", "pid", "program", "data", "state", "what it says"),
        [
            (
                str(row["number"]),
                str(row["pid"]),
                program["name"],
                row["data"],
                row["state"],
                row["says"],
            )
            for row in rows
        ],
    )
    caption = f"{frame['summary']} This is a picture; run the cell in JupyterLab to start more."
    return static.figure(drawing, numbers, caption)
