"""How an ending is read from an exit code, of this system and of the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from course.processes import EndingKind, State, read_exit_code, read_wait_status, wait_for_end
from course.processes.endings import signal_name

NORMAL, ERROR, FATAL = EndingKind.NORMAL, EndingKind.ERROR, EndingKind.FATAL
KILLED, STILL_RUNNING = EndingKind.KILLED, EndingKind.STILL_RUNNING


@pytest.mark.parametrize(
    ("code", "platform", "kind", "name"),
    [
        (None, "linux", STILL_RUNNING, None),
        (None, "win32", STILL_RUNNING, None),
        (0, "linux", NORMAL, None),
        (0, "win32", NORMAL, None),
        (1, "linux", ERROR, None),
        (1, "win32", ERROR, None),
        (255, "darwin", ERROR, None),
        (137, "linux", ERROR, None),
        (-9, "linux", KILLED, "SIGKILL"),
        (-15, "linux", KILLED, "SIGTERM"),
        (-15, "win32", KILLED, None),
        (-2, "darwin", KILLED, "SIGINT"),
        (-4, "linux", FATAL, "SIGILL"),
        (-6, "linux", FATAL, "SIGABRT"),
        (-8, "linux", FATAL, "SIGFPE"),
        (-11, "darwin", FATAL, "SIGSEGV"),
        (-7, "linux", FATAL, "SIGBUS"),
        (-10, "darwin", FATAL, "SIGBUS"),
        (-10, "linux", KILLED, "SIGUSR1"),
        (-34, "linux", KILLED, "signal 34"),
        (0xC0000005, "win32", FATAL, "STATUS_ACCESS_VIOLATION"),
        (0xC0000005 - 2**32, "win32", FATAL, "STATUS_ACCESS_VIOLATION"),
        (0xC000001D, "win32", FATAL, "STATUS_ILLEGAL_INSTRUCTION"),
        (0xC0000409, "win32", FATAL, "STATUS_STACK_BUFFER_OVERRUN"),
        (0xE06D7363, "win32", FATAL, "NTSTATUS 0xE06D7363"),
        (0xC000013A, "win32", KILLED, "STATUS_CONTROL_C_EXIT"),
        (0x10000, "win32", KILLED, None),
        (0xFFFFFFFF, "win32", ERROR, None),
        (0xFFFFFFF7, "win32", ERROR, None),
    ],
)
def test_an_exit_code_names_its_ending(
    code: int | None, platform: str, kind: EndingKind, name: str | None
) -> None:
    ending = read_exit_code(code, platform)
    assert (ending.kind, ending.name, ending.code) == (kind, name, code)
    assert ending.says
    assert str(ending) == f"{kind}: {ending.says}"


@pytest.mark.parametrize(
    ("status", "kind", "code", "name"),
    [
        (0x0000, NORMAL, 0, None),
        (0x0100, ERROR, 1, None),
        (0x0700, ERROR, 7, None),
        (0xFF00, ERROR, 255, None),
        (0x0009, KILLED, -9, "SIGKILL"),
        (0x000F, KILLED, -15, "SIGTERM"),
        (0x000B, FATAL, -11, "SIGSEGV"),
        (0x008B, FATAL, -11, "SIGSEGV"),  # the same, and a core dump was written
        (0x0086, FATAL, -6, "SIGABRT"),
        (0x137F, STILL_RUNNING, None, "signal 19"),
        (0xFFFF, STILL_RUNNING, None, None),
    ],
)
def test_a_raw_wait_status_is_taken_apart(
    status: int, kind: EndingKind, code: int | None, name: str | None
) -> None:
    ending = read_wait_status(status, "linux")
    assert (ending.kind, ending.code, ending.name) == (kind, code, name)


def test_a_raw_wait_status_is_read_on_windows_as_on_linux() -> None:
    assert read_wait_status(0x0009, "win32") == read_wait_status(0x0009, "linux")


@pytest.mark.skipif(os.name != "posix", reason="raw wait statuses are POSIX's")
def test_python_takes_a_status_apart_in_the_same_way() -> None:
    for status in (0x0000, 0x0100, 0x2A00, 0xFF00, 0x0009, 0x000F, 0x000B, 0x008B):
        assert read_wait_status(status).code == os.waitstatus_to_exitcode(status)


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_the_system_at_hand_gives_signals_the_same_names() -> None:
    named = [(s.value, s.name) for s in signal.Signals if "RT" not in s.name]
    for number, name in named:
        told = signal_name(number)
        assert told == signal.Signals(number).name or told == f"signal {number}", name


def test_a_real_process_ends_as_its_code_says() -> None:
    def ended_by(text: str) -> EndingKind:
        run = subprocess.run([sys.executable, "-c", text], capture_output=True)
        return read_exit_code(run.returncode).kind

    assert ended_by("pass") == NORMAL
    assert ended_by("import sys; sys.exit(3)") == ERROR
    assert ended_by("import os; os.abort()") == FATAL
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert read_exit_code(child.poll()).kind == STILL_RUNNING
    child.kill()
    # Windows cannot tell: Popen.kill hands 1 to TerminateProcess, and exit(1) gives 1, too.
    assert read_exit_code(child.wait()).kind == (ERROR if os.name == "nt" else KILLED)
    assert child.stdin is not None
    child.stdin.close()


def test_waiting_for_the_end_collects_nothing() -> None:
    child = subprocess.Popen([sys.executable, "-c", "raise SystemExit(5)"])
    assert wait_for_end(child) == (State.ENDED if os.name == "nt" else State.ZOMBIE)
    assert child.wait() == 5
    assert wait_for_end(child) == State.ENDED


def test_waiting_for_the_end_gives_up_on_who_lives() -> None:
    with pytest.raises(TimeoutError):
        wait_for_end(os.getpid(), deadline=0.05)
