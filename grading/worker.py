"""The judge's worker: a lean process that runs trusted test cells and nothing else.

`python -m grading.worker` obeys JSON lines on its standard input:

    {"op": "warm"}                                                          -> {"warm": bool}
    {"op": "open", "modules": {NAME: text}, "start_method": …, "launch": …, "box": …,
     "passed": {…}, "warm": bool}                                            -> {"opened": n}
    {"op": "cell", "grade_id": …, "source": …}                               -> the verdict
    {"op": "close"}                                                          -> {"closed": true}

A test cell runs in a fresh namespace. The student's modules never come in here: they go to a
runner, and only checked plain values come back. One worker serves one submission after the
other: with "warm" it keeps a nursery, from which each submission's runner is forked. It keeps
no time, for whoever started it ends it when a cell takes too long.
"""

from __future__ import annotations

import contextlib
import io
import json
import linecache
import os
import queue
import signal
import threading
import time
import traceback
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from course.checks.failure import CheckFailure
from grading import outputs
from grading.session import JudgeBackend, opened

if TYPE_CHECKING:
    from grading.box import Nursery


# Seconds in which a worker without a judge must have cleaned up.
_PARTING = 12.0


class _Capped(io.StringIO):
    """Keep the first part of what a test cell prints."""

    def write(self, text: str) -> int:
        if self.tell() <= outputs.TEXT_LIMIT:
            super().write(text[: outputs.TEXT_LIMIT + 1])
        return len(text)


def run_cell(backend: JudgeBackend, grade_id: str, source: str) -> dict[str, Any]:
    """Run one trusted test cell; return what it showed and whether it passed."""
    filename = f"<{grade_id}>"
    printed = _Capped()
    failure: dict[str, Any] | None = None
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    began = time.monotonic()
    # A warning on stderr would cost all the points, so both streams are shown as one.
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            code = compile(source, filename, "exec", dont_inherit=True)
            exec(code, {"__name__": "__main__", "__builtins__": __builtins__})
        except CheckFailure as error:
            failure = outputs.error(
                "CheckFailure", str(error), "\n".join(error._render_traceback_())
            )
        except BaseException as error:
            failure = outputs.error(type(error).__name__, str(error), _own_frames(error, filename))
    shown = [outputs.display(data) for data in backend.take_cards()]
    if printed.getvalue():
        shown.insert(0, outputs.stdout(printed.getvalue()))
    if failure:
        shown.append(failure)
    return {
        "grade_id": grade_id,
        "passed": failure is None,
        "outputs": shown,
        "box": backend.place.level,
        "seconds": round(time.monotonic() - began, 3),
    }


def _own_frames(error: BaseException, filename: str) -> str:
    """Format an error from the test cell's frame on; what is above is the worker's business."""
    frames = traceback.extract_tb(error.__traceback__)
    first = next((i for i, frame in enumerate(frames) if frame.filename == filename), len(frames))
    lines = traceback.format_list(frames[first:]) + traceback.format_exception_only(error)
    return "Traceback (most recent call last):\n" + "".join(lines)


class _Orders:
    """The judge's commands, and whether there will be more.

    A judge that is gone in the middle of a cell ends the cell: nobody waits for its verdict.
    """

    def __init__(self, commands: IO[bytes]) -> None:
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._in_cell = False
        signal.signal(signal.SIGTERM, self._leave)
        threading.Thread(target=self._read, args=(commands,), daemon=True).start()

    def __iter__(self) -> Iterator[bytes]:
        """Yield one command after the other until the judge hangs up."""
        return iter(self._lines.get, b"")

    @contextlib.contextmanager
    def in_cell(self) -> Iterator[None]:
        """Mark the time in which a cell runs."""
        self._in_cell = True
        try:
            yield
        finally:
            self._in_cell = False

    def _read(self, commands: IO[bytes]) -> None:
        for line in commands:
            self._lines.put(line)
        self._lines.put(b"")
        if os.name == "posix":
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            signal.raise_signal(signal.SIGTERM)
        time.sleep(_PARTING)  # where a signal does not wake the main thread, or it is stuck
        os._exit(1)

    def _leave(self, *_: object) -> None:
        if self._in_cell:
            raise SystemExit


class _Warmth:
    """The worker's nursery: started when it is first wanted, anew if it was lost."""

    def __init__(self) -> None:
        self._nursery: Nursery | None = None

    def nursery(self) -> Nursery | None:
        """Return a nursery that works; None where there can be none."""
        from grading.box import Level, Nursery, NurseryLost, probe

        if self._nursery is not None and not self._nursery.alive():
            self.close()
        if self._nursery is None and probe().level >= Level.STRONG:
            with contextlib.suppress(NurseryLost):  # the cold way protects as well
                self._nursery = Nursery().__enter__()
        return self._nursery

    def close(self) -> None:
        """End the nursery."""
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None


def _take_descriptors() -> tuple[IO[bytes], IO[bytes]]:
    """Keep the line to the judge and leave nothing on the standard descriptors."""
    commands, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    os.close(null)
    return commands, replies


def main() -> None:
    """Obey until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    commands, replies = _take_descriptors()
    backend: JudgeBackend | None = None
    orders = _Orders(commands)
    warmth = _Warmth()
    with contextlib.closing(warmth), contextlib.ExitStack() as stack:
        for line in orders:
            command = json.loads(line)
            if command["op"] == "open":
                stack.close()
                del command["op"]
                try:
                    if command.pop("warm", False) and command["box"] != "off":
                        command["nursery"] = warmth.nursery()
                    backend = stack.enter_context(opened(**command))
                    reply: dict[str, Any] = {"opened": len(backend.modules)}
                except Exception as error:
                    reply = {"problem": f"{type(error).__name__}: {error}"}
            elif command["op"] == "cell" and backend:
                with orders.in_cell():
                    reply = run_cell(backend, command["grade_id"], command["source"])
            elif command["op"] == "warm":
                reply = {"warm": warmth.nursery() is not None}
            elif command["op"] == "close":
                stack.close()
                backend = None
                reply = {"closed": True}
            else:
                reply = {"problem": f"out of turn: {command['op']!r}"}
            try:
                replies.write(json.dumps(reply).encode() + b"\n")
                replies.flush()
            except BrokenPipeError:
                break  # the judge has gone


if __name__ == "__main__":
    main()
