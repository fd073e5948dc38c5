"""Say how a process ended, from the one number that it leaves behind, on POSIX and on Windows.

Python's convention on POSIX: n >= 0 is the code that the process gave to `exit`, and -n says that
signal n ended it. Windows has no signals: a process that breaks a rule ends with an NTSTATUS code,
and one that another process terminates ends with the code which that other one chose.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum


class EndingKind(StrEnum):
    """The four endings of a process, and the word for one that has not come to any."""

    NORMAL = "normal exit"
    ERROR = "error exit"
    FATAL = "fatal error"
    KILLED = "killed by another"
    STILL_RUNNING = "still running"


@dataclass(frozen=True)
class Ending:
    """How a process ended: the kind, Python's exit code, and a sentence.

    `name` is the signal's name on POSIX ("SIGKILL") or that of the NTSTATUS code on Windows
    ("STATUS_ACCESS_VIOLATION"); None where neither took part.
    """

    kind: EndingKind
    code: int | None
    says: str
    name: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.says}"


_SIGNALS = {
    1: "SIGHUP",
    2: "SIGINT",
    3: "SIGQUIT",
    4: "SIGILL",
    5: "SIGTRAP",
    6: "SIGABRT",
    8: "SIGFPE",
    9: "SIGKILL",
    11: "SIGSEGV",
    13: "SIGPIPE",
    14: "SIGALRM",
    15: "SIGTERM",
    24: "SIGXCPU",
    25: "SIGXFSZ",
    26: "SIGVTALRM",
    27: "SIGPROF",
}
# Some signals have other numbers on macOS, so a code is read by the system that it comes from.
_SIGNALS_LINUX = {7: "SIGBUS", 10: "SIGUSR1", 12: "SIGUSR2", 16: "SIGSTKFLT", 31: "SIGSYS"}
_SIGNALS_MACOS = {7: "SIGEMT", 10: "SIGBUS", 12: "SIGSYS", 30: "SIGUSR1", 31: "SIGUSR2"}

# Signals that the system sends to a process for something that this process did itself.
_FATAL_SIGNALS = {
    "SIGILL": "it met an illegal instruction",
    "SIGTRAP": "it met a breakpoint that nobody watched",
    "SIGABRT": "it gave up: it called abort()",
    "SIGBUS": "it used memory that is not there",
    "SIGFPE": "it made an arithmetic error",
    "SIGSEGV": "it used memory that is not its own",
    "SIGSYS": "it made a system call that it may not make",
    "SIGXCPU": "it used more processor time than it may",
    "SIGXFSZ": "it wrote a larger file than it may",
}

_NTSTATUS = {
    0x80000003: ("STATUS_BREAKPOINT", "it met a breakpoint that nobody watched"),
    0xC0000005: ("STATUS_ACCESS_VIOLATION", "it used memory that is not its own"),
    0xC0000006: ("STATUS_IN_PAGE_ERROR", "it used memory that could not be loaded"),
    0xC0000017: ("STATUS_NO_MEMORY", "it got no memory"),
    0xC000001D: ("STATUS_ILLEGAL_INSTRUCTION", "it met an illegal instruction"),
    0xC0000094: ("STATUS_INTEGER_DIVIDE_BY_ZERO", "it made an arithmetic error"),
    0xC00000FD: ("STATUS_STACK_OVERFLOW", "its stack was full"),
    0xC0000135: ("STATUS_DLL_NOT_FOUND", "it lacked a library"),
    0xC0000142: ("STATUS_DLL_INIT_FAILED", "one of its libraries did not start"),
    0xC0000374: ("STATUS_HEAP_CORRUPTION", "it damaged its own heap"),
    0xC0000409: ("STATUS_STACK_BUFFER_OVERRUN", "it gave up: abort(), or a damaged stack"),
}
_CONTROL_C = 0xC000013A
_MULTIPROCESSING_TERMINATE = 0x10000  # what its terminate() hands to TerminateProcess
_SMALL_NEGATIVE = 0xFFFF0000  # above it: a small negative number that was given to exit


def read_exit_code(code: int | None, platform: str | None = None) -> Ending:
    """Say how a process with Python's exit code `code` ended on `platform` (this one if None).

    `code` is what `Process.exitcode`, `Popen.returncode` or `os.waitstatus_to_exitcode` gives.
    `platform` is a value of `sys.platform`, such as "linux", "darwin" or "win32".
    """
    platform = platform or sys.platform
    if code is None:
        return Ending(EndingKind.STILL_RUNNING, None, "it has no exit code yet")
    if code == 0:
        return Ending(EndingKind.NORMAL, 0, "it did its work and said so with 0")
    return _on_windows(code) if platform == "win32" else _on_posix(code, platform)


def read_wait_status(status: int, platform: str | None = None) -> Ending:
    """Say how a process ended whose raw status from `wait` or `waitpid` is `status` (POSIX).

    The status packs two numbers into one: the exit code in the second byte, the signal in the
    lowest seven bits. One that only tells of a stop or of a resumption gives STILL_RUNNING.
    """
    signal = status & 0x7F
    if status == 0xFFFF:
        return Ending(EndingKind.STILL_RUNNING, None, "it was resumed")
    if signal == 0x7F:
        name = signal_name(status >> 8, platform)
        return Ending(EndingKind.STILL_RUNNING, None, f"it was stopped by {name}", name)
    return read_exit_code(-signal if signal else status >> 8, _posix(platform))


def signal_name(number: int, platform: str | None = None) -> str:
    """Return the name of a POSIX signal on `platform` (this one if None; as on Linux if Windows).

    A number without a name of its own comes back as "signal 34".
    """
    own = _SIGNALS_MACOS if _posix(platform) == "darwin" else _SIGNALS_LINUX
    return _SIGNALS.get(number) or own.get(number) or f"signal {number}"


def _posix(platform: str | None) -> str:
    platform = platform or sys.platform
    return "linux" if platform == "win32" else platform


def _on_posix(code: int, platform: str) -> Ending:
    if code > 0:
        says = f"it ended itself with {code}"
        if 128 < code < 160:
            says += f" (a shell's way to report {signal_name(code - 128, platform)})"
        return Ending(EndingKind.ERROR, code, says)
    name = signal_name(-code, platform)
    if name in _FATAL_SIGNALS:
        return Ending(EndingKind.FATAL, code, f"{_FATAL_SIGNALS[name]} ({name})", name)
    return Ending(EndingKind.KILLED, code, f"somebody sent it {name}", name)


def _on_windows(code: int) -> Ending:
    if code == -15:  # what a Process object makes of its own terminate()
        return Ending(EndingKind.KILLED, code, "its parent called terminate()")
    unsigned = code & 0xFFFFFFFF
    if unsigned == _MULTIPROCESSING_TERMINATE:
        return Ending(EndingKind.KILLED, code, "multiprocessing's terminate() ended it")
    if unsigned == _CONTROL_C:
        name = "STATUS_CONTROL_C_EXIT"
        return Ending(EndingKind.KILLED, code, "Ctrl-C, or its window was closed", name)
    if unsigned in _NTSTATUS:
        name, why = _NTSTATUS[unsigned]
        return Ending(EndingKind.FATAL, code, f"{why} ({name})", name)
    if unsigned >= 0x80000000 and unsigned < _SMALL_NEGATIVE:
        name = f"NTSTATUS 0x{unsigned:08X}"
        return Ending(EndingKind.FATAL, code, f"it broke a rule of the system ({name})", name)
    says = f"it ended itself with {code}, or another terminated it with that code"
    return Ending(EndingKind.ERROR, code, says)
