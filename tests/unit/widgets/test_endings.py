"""Endings: what is left of a child, on POSIX and on Windows, as `course.processes` reads it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from course.processes.endings import EndingKind, read_exit_code
from course.widgets import Endings
from course.widgets.endings import CAUSES, POSIX, SYSTEMS, WINDOWS, raw

KINDS = [EndingKind.NORMAL, EndingKind.ERROR, EndingKind.ERROR, EndingKind.FATAL, EndingKind.KILLED]


@pytest.mark.parametrize("system", SYSTEMS.values())
def test_the_causes_cover_all_four_endings_on_both_systems(system: str) -> None:
    assert [cause.ending(system).kind for cause in CAUSES.values()] == KINDS


@pytest.mark.parametrize("system", SYSTEMS.values())
@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.does)
def test_the_last_page_says_what_the_exit_code_says(cause: object, system: str) -> None:
    pages = Endings().pages(cause=cause, system=system)
    ending = cause.ending(system)  # type: ignore[attr-defined]
    assert str(read_exit_code(ending.code, system)) in pages[-1].words
    assert ending.kind not in str(pages[3].rows), "the kind is not told before it is read"
    assert dict(pages[-1].rows)["exitcode"] == str(ending.code)


def test_only_posix_has_zombies() -> None:
    for system, there in ((POSIX, True), (WINDOWS, False)):
        pages = Endings().pages(system=system)
        assert (">zombie<" in pages[3].svg) is there
        assert ("it is a zombie" in pages[3].words) is there
        assert dict(pages[3].rows)["exitcode"] == "not asked yet"


@pytest.mark.skipif(not hasattr(os, "waitpid") or sys.platform == "win32", reason="POSIX only")
@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("last line", ""),
        ("sys.exit(3)", "import sys; sys.exit(3)"),
        ("1/0", "1/0"),
        ("bad memory", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"),
        ("is killed", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"),
    ],
)
def test_a_real_child_leaves_the_number_that_is_shown(does: str, code: str) -> None:
    cause = next(cause for cause in CAUSES.values() if cause.does == does)
    child = subprocess.Popen([sys.executable, "-I", "-S", "-c", code], stderr=subprocess.DEVNULL)
    _, status = os.waitpid(child.pid, 0)
    child.returncode = 0  # it is collected already
    assert os.waitstatus_to_exitcode(status) == cause.posix
    assert raw(cause, POSIX) == f"wait status {status & ~0x80}"  # without the mark of a core dump


def test_signals_have_their_names() -> None:
    assert -CAUSES["it touches memory that is not its own"].posix == signal.SIGSEGV
    if sys.platform != "win32":
        assert -CAUSES["another process ends it"].posix == signal.SIGKILL
