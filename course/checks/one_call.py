"""One call into a student's module, from launch to clean-up, as the runner sees it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from course.checks import call as call_module
from course.checks import sweep
from course.checks import warm as warm_children
from course.checks.house import House, remove
from course.checks.plain import starts_plainly
from course.checks.seal import seal
from course.checks.seen import Seen, alive, descends, peer_pid

if TYPE_CHECKING:
    from course.checks.line import CommandLine

TICK = 0.05  # seconds between looks at deadlines, output sizes and unannounced processes
GRACE = 0.3  # seconds that children have to end by themselves once the function has returned
HELPER_GRACE = 5.0  # seconds for multiprocessing's resource tracker to tidy up
MAX_OUTPUT = 8 * 2**20
KEPT_OUTPUT = 64 * 2**10
MAX_REPLY = 8 * 2**20
MAX_LINES = 512
MAX_HELLO = 200
MANY = 16  # processes left behind that are better ended in one step
SEND_PATIENCE = 5.0  # seconds that a call has to take in its request
FORKS = hasattr(os, "fork") and sys.platform != "darwin"  # macOS: fork without exec is unsafe


class OneCall:
    """Launch the call, keep its books, end it in time, leave nothing behind."""

    def __init__(
        self,
        command: dict[str, Any],
        modules: dict[str, str],
        base: str,
        listener: socket.socket,
        token: str,
        line: CommandLine,
        house: House | None = None,
    ) -> None:
        self.house = house
        self.command = command
        self.modules = modules
        self.token = token
        self.listener = listener
        self.line = line
        self.script = command["do"] == "script"
        self.timeout = float(command["timeout"])
        self.folder = tempfile.mkdtemp(prefix="w", dir=base)
        self.streams = [os.path.join(base, f"{name}-{token}") for name in ("out", "err")]
        self.selector = selectors.DefaultSelector()
        self.seen: dict[psutil.Process, Seen] = {}
        self.lines: dict[socket.socket, Seen | None] = {}
        self.hellos: dict[socket.socket, bytes] = {}
        self.reply_line: socket.socket | None = None
        self.reply = bytearray()
        self.warmer_line: socket.socket | None = None
        self.warmer_pid = 0
        self.warmer_said = b""
        self.pid = 0
        self.exit_code: int | None = None
        self.popen: subprocess.Popen[bytes] | None = None
        self.verdict = ""  # why the call was ended from outside
        self.began = 0.0

    # -- the whole ---------------------------------------------------------------------------

    def perform(self, address: str) -> dict[str, Any]:
        """Make the call and return its outcome as JSON."""
        for name, source in self.modules.items():
            Path(self.folder, f"{name}.py").write_text(source, encoding="utf-8", newline="\n")
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.selector.register(self.line.descriptor, selectors.EVENT_READ)
        try:
            self.began = time.monotonic()
            self._launch(address)
            with self._alarm():
                self._watch()
            seconds = time.monotonic() - self.began
            left = self._settle()
            return self._outcome(seconds, left)
        finally:
            self._clean_up()

    def _outcome(self, seconds: float, left: list[Seen]) -> dict[str, Any]:
        content: dict[str, Any] = {}
        if self.reply.endswith(b"\n"):
            try:
                content = dict(json.loads(self.reply))
            except (ValueError, TypeError, RecursionError):
                content, self.verdict = {}, self.verdict or "garbled"
        out, err = (_read_head(path) for path in self.streams)
        return {
            "value": content.get("value"),
            "error": content.get("error"),
            "answered": bool(content) and not self.verdict,
            "verdict": self.verdict,
            "exit_code": self.exit_code,
            "stdout": out,
            "stderr": err,
            "seconds": seconds,
            "pid": self.pid,
            "parent_pid": os.getpid(),
            "processes": [seen.as_json() for seen in self.seen.values()],
            "left_running": [seen.as_json() for seen in left],
        }

    # -- launching ---------------------------------------------------------------------------

    def _environment(self, address: str) -> dict[str, str]:
        startup = str(call_module.STARTUP)
        inherited = os.environ.get("PYTHONPATH")
        return {
            **os.environ,
            "COURSE_ROLL_CALL": address,
            "PYTHONPATH": startup + (os.pathsep + inherited if inherited else ""),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
        }

    def _launch(self, address: str) -> None:
        environment = self._environment(address)
        if self.script:
            environment["COURSE_START_METHOD"] = self.command["start_method"]
            argv = [sys.executable, f"{self.command['module']}.py", *self.command["args"]]
        else:
            argv = [sys.executable, "-P", "-m", "course.checks.call"]
        if FORKS and not self.script:
            warm = (
                warm_children.POSSIBLE
                and self.command["start_method"] == "spawn"
                and starts_plainly(self.modules, self.command)
            )
            self.pid = os.fork()
            if self.pid == 0:
                self._become_the_call(environment, warm=warm)
            return
        with open(self.streams[0], "wb") as out, open(self.streams[1], "wb") as err:
            self.popen = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self.folder,
                env=environment,
                start_new_session=True,
            )
        self.pid = self.popen.pid

    def _become_the_call(self, environment: dict[str, str], *, warm: bool) -> None:
        """In the forked child: let go of the runner's things, then serve the call."""
        try:
            os.setsid()
            seal(sealed=False)
            self.selector.close()
            self.listener.close()
            self.line.close()
            for descriptor, path in zip((1, 2), self.streams, strict=True):
                opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                os.dup2(opened, descriptor)
                os.close(opened)
            sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8", "replace")
            sys.stderr = io.TextIOWrapper(
                io.FileIO(2, "w", closefd=False), "utf-8", "backslashreplace"
            )
            signal.signal(signal.SIGINT, signal.default_int_handler)
            if self.house is not None:
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
            os.environ.clear()
            os.environ.update(environment)
            call_module.main(warm=warm)
        finally:
            os._exit(72)

    # -- watching ----------------------------------------------------------------------------

    @contextlib.contextmanager
    def _alarm(self) -> Iterator[None]:
        """Stop everybody in our box at the deadline: who spins there leaves us no time to look."""
        if self.house is None:
            yield
            return
        house = self.house
        signal.signal(signal.SIGALRM, lambda *_: house.stop_everybody())
        signal.setitimer(signal.ITIMER_REAL, self.timeout)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _watch(self) -> None:
        """Wait for the reply (or, for a script, for its end)."""
        deadline = self.began + self.timeout
        next_look = self.began + TICK
        while not self._finished():
            now = time.monotonic()
            if now >= deadline:
                self.verdict = "timed-out"
            elif now >= next_look:
                self._look_around()
                next_look = time.monotonic() + TICK
            if self.verdict:
                return
            self._attend(min(deadline, next_look) - time.monotonic())
            if self.line.closed:
                self.verdict = "abandoned"
                return

    def _finished(self) -> bool:
        if self.reply.endswith(b"\n"):
            return True
        if len(self.reply) > MAX_REPLY:
            self.verdict = "reply-too-large"
            return True
        return self.exit_code is not None

    def _attend(self, seconds: float) -> None:
        for key, _ in self.selector.select(max(0.0, seconds)):
            if key.fileobj is self.listener:
                self._answer_phone()
            elif isinstance(key.fileobj, socket.socket) and key.fileobj in self.lines:
                self._hear(key.fileobj)
            elif self.line.hang_up_seen():
                self.selector.unregister(self.line.descriptor)

    def _answer_phone(self) -> None:
        try:
            connection, _ = self.listener.accept()
        except OSError:
            return
        if len(self.lines) >= MAX_LINES:
            connection.close()
            return
        connection.setblocking(False)
        self.lines[connection] = None
        self.hellos[connection] = b""
        self.selector.register(connection, selectors.EVENT_READ)

    def _hear(self, connection: socket.socket) -> None:
        try:
            data = connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._hung_up(connection)
        elif connection is self.reply_line:
            self.reply += data
        elif connection is self.warmer_line:
            self._hear_warmer(data)
        elif connection in self.hellos:
            self.hellos[connection] += data
            if b"\n" in self.hellos[connection]:
                self._greet(connection, self.hellos.pop(connection))
            elif len(self.hellos[connection]) > MAX_HELLO:
                self._hung_up(connection)

    def _hung_up(self, connection: socket.socket) -> None:
        seen = self.lines.pop(connection)
        self.hellos.pop(connection, None)
        self.selector.unregister(connection)
        connection.close()
        if seen and seen.ended is None and not alive(seen.process):
            seen.ended = self._now()
        if connection is self.reply_line and not self.reply.endswith(b"\n"):
            self.reply_line = None
            self._collect_exit(wait=True)

    def _greet(self, connection: socket.socket, hello: bytes) -> None:
        """Believe the operating system about who called, not the caller."""
        words = hello.split()
        if len(words) != 3 or words[0] != self.token.encode() or not words[2].isdigit():
            self._hung_up(connection)
            return
        pid = peer_pid(connection)
        if pid is None:  # no system to ask: a caller must at least be of this call
            pid = int(words[2])
            if not descends(pid, {self.pid, *(seen.process.pid for seen in self.seen.values())}):
                self._hung_up(connection)
                return
        if words[1] == b"call" and pid == self.pid and self.reply_line is None:
            self.reply_line = connection
            self._send_request(connection)
            return
        if words[1] == warm_children.ROLE.encode() and self.reply_line is None:
            # Before the call's own line there is nobody in the call but ourselves.
            self.warmer_line, self.warmer_pid = connection, pid
            self.seen.clear()  # a look around may have met it already
        else:
            self.lines[connection] = self._record(pid)
        try:
            connection.send(b".")
        except OSError:
            self._hung_up(connection)

    def _hear_warmer(self, data: bytes) -> None:
        """Learn what a child of the warmer stands for."""
        *lines, self.warmer_said = (self.warmer_said + data).split(b"\n")
        for line in lines:
            started = json.loads(line)
            self._record(started["pid"])
            for seen in self.seen.values():
                if seen.process.pid == started["pid"]:
                    seen.stands_for = started["words"]
                    seen.look()

    def _send_request(self, connection: socket.socket) -> None:
        request = {**self.command, "folder": self.folder}
        connection.settimeout(SEND_PATIENCE)
        try:
            connection.sendall(json.dumps(request).encode() + b"\n")
        except OSError:
            self._hung_up(connection)
        else:
            connection.setblocking(False)

    def _record(self, pid: int) -> Seen | None:
        """Write a process into the books, once, with what the system says about it."""
        if pid in (self.pid, self.warmer_pid, os.getpid()):
            return None
        try:
            process = psutil.Process(pid)
            if process not in self.seen:
                parent = process.ppid()
                from_helper = any(s.process.pid == parent and s.helper for s in self.seen.values())
                self.seen[process] = Seen(process, parent, self._now(), from_helper)
        except psutil.Error:
            return None
        seen = self.seen[process]
        seen.look()
        return seen

    def _now(self) -> float:
        return round(time.monotonic() - self.began, 6)

    def _look_around(self) -> None:
        """Find processes that did not call the roll, ends that nobody announced, floods."""
        for process in sweep.quick_descendants():
            self._record(process.pid)
        self._note_ends()
        if any(_size(path) > MAX_OUTPUT for path in self.streams):
            self.verdict = "printed-too-much"
        self._collect_exit(wait=False)

    def _collect_exit(self, *, wait: bool) -> None:
        """Learn how the call's own process ended, if it has."""
        if self.exit_code is not None:
            return
        if self.popen is not None:
            try:
                self.exit_code = self.popen.wait(timeout=2.0 if wait else 0.001)
            except subprocess.TimeoutExpired:
                return
            return
        deadline = time.monotonic() + (2.0 if wait else 0.0)
        while True:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                return
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
                return
            if time.monotonic() >= deadline:
                return
            time.sleep(0.001)  # the line is cut, so the end is at most moments away

    # -- after the call ----------------------------------------------------------------------

    def _settle(self) -> list[Seen]:
        """Give children a moment to end by themselves; return those that did not."""
        self._attend(0.0)  # what the warmer has said by now
        self._look_around()
        deadline = time.monotonic() + (0 if self.verdict else GRACE)
        while True:
            if not (left := self._running()) and self.seen:
                self._look_around()  # one that ended while we looked may have started another
                left = self._running()
            if not left or time.monotonic() >= deadline:
                return left
            self._attend(0.01)

    def _note_ends(self) -> None:
        for seen in self.seen.values():
            if seen.ended is None and not alive(seen.process):
                seen.ended = self._now()

    def _running(self) -> list[Seen]:
        """Look who has not ended; whoever has is noted as such."""
        self._note_ends()
        return [s for s in self.seen.values() if s.ended is None and not s.helper]

    def _clean_up(self) -> None:
        helpers = [s.process for s in self.seen.values() if s.helper and s.ended is None]
        known = [s.process.pid for s in self.seen.values() if alive(s.process)]
        if self.reply_line is not None and not self.verdict:
            with contextlib.suppress(OSError):
                self.reply_line.send(b".")  # dismissed
            self._collect_exit(wait=True)
        if self.house is not None and (self.verdict or len(known) > MANY):
            self.house.end_everybody()
        sweep.sweep(known, spare=[p.pid for p in helpers])
        # Helpers tidy up shared memory once their clients are gone; one that has only begun to
        # start is still waiting for its roll call to be answered.
        deadline = time.monotonic() + HELPER_GRACE
        while any(alive(p) for p in helpers) and time.monotonic() < deadline:
            self._attend(0.005)
        sweep.sweep(known)
        for connection in list(self.lines):
            connection.close()
        self.selector.close()
        remove(self.folder)
        for path in self.streams:
            Path(path).unlink(missing_ok=True)
        if self.house is not None:
            self.house.tidy()


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def _read_head(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            data = stream.read(KEPT_OUTPUT + 1)
    except OSError:
        return ""
    text = data[:KEPT_OUTPUT].decode("utf-8", "replace").replace("\r\n", "\n")
    return text + ("\n… (cut)" if len(data) > KEPT_OUTPUT else "")
