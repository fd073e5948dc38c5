"""`Endings`: the life of a child, how it comes to its end, and what its parent reads of that."""

from __future__ import annotations

from dataclasses import dataclass

from course.processes.endings import Ending, EndingKind, read_exit_code, read_wait_status
from course.widgets.drawing import BLUE, GREEN, ORANGE, PINK, RED, Paint, arrow, box, label, picture
from course.widgets.flipbook import Flipbook
from course.widgets.lanes import Bar, Lane, Mark, Scene, Tie
from course.widgets.pages import Page, choice

PAINTS = {
    EndingKind.NORMAL: GREEN,
    EndingKind.ERROR: ORANGE,
    EndingKind.FATAL: RED,
    EndingKind.KILLED: PINK,
}
POSIX, WINDOWS = "linux", "win32"
START, END, COLLECT, OVER = 1, 4, 5, 7


@dataclass(frozen=True)
class Cause:
    """Why a child ends: what it does, and the codes that are left of it on both systems."""

    does: str
    says: str
    posix: int
    windows: int

    def ending(self, system: str) -> Ending:
        """Return what the parent learns."""
        return read_exit_code(self.posix if system == POSIX else self.windows, system)


CAUSES = {
    "it comes to its last line": Cause(
        "last line", "has done its work and comes to its last line", 0, 0
    ),
    "it calls sys.exit(3)": Cause("sys.exit(3)", "sees that something is wrong: sys.exit(3)", 3, 3),
    "1/0, and nobody catches it": Cause(
        "1/0",
        "divides by zero; Python reports the uncaught error and ends the process with 1",
        1,
        1,
    ),
    "it touches memory that is not its own": Cause(
        "bad memory", "touches memory that is not its own; the system ends it", -11, 0xC0000005
    ),
    "another process ends it": Cause(
        "is killed", "is ended from outside, wherever it was, without any clean-up", -9, -15
    ),
}
SYSTEMS = {"Linux, macOS": POSIX, "Windows": WINDOWS}


class Endings(Flipbook):
    """Step through the life of a child; choose how it ends, and on which system."""

    def __init__(self) -> None:
        super().__init__(
            ending_pages,
            title="Endings",
            about="Choose how the child ends. What is left of it is one number.",
            head=("what", "value"),
            controls=[
                choice("cause", "The child's end", CAUSES),
                choice("system", "System", SYSTEMS),
            ],
        )


def ending_pages(cause: Cause, system: str) -> list[Page]:
    """Return the pages of one life."""
    return [page_at(step, cause, system) for step in range(5)]


def page_at(step: int, cause: Cause, system: str) -> Page:
    """Return one step: alone, started, at its end, not collected yet, collected."""
    now = (0.6, 2.4, END, COLLECT - 0.3, OVER)[step]
    ending = cause.ending(system)
    words = sentence(step, cause, system, ending)
    parts = [*lanes(cause, system, ending).draw(now), *number(step, cause, system, ending)]
    return Page(picture(246, words, *parts), words, rows(step, cause, system, ending))


def lanes(cause: Cause, system: str, ending: Ending) -> Scene:
    """Return the lives of parent and child."""
    rest = "zombie" if system == POSIX else "handle kept"
    parent = Lane(
        "parent",
        (Bar(0, COLLECT, "does other things", BLUE), Bar(COLLECT, OVER, "goes on", BLUE)),
        marks=(Mark(START, "start()"), Mark(COLLECT, "join()")),
    )
    child = Lane(
        "child",
        (Bar(START, END, "runs", GREEN), Bar(END, COLLECT, rest)),
        marks=(Mark(END, cause.does),),
    )
    ties = (Tie(START, 0, 1), Tie(COLLECT, 1, 0, f"exit code {ending.code}"))
    return Scene([parent, child], 0, OVER, ties, top=2, left=70, row=60, bar=24, ticks=False)


def number(step: int, cause: Cause, system: str, ending: Ending) -> list[str]:
    """Return the number on its way: what the system keeps, what Python makes of it, its meaning."""
    kept = raw(cause, system)
    paint: Paint = PAINTS[ending.kind]
    boxes = (
        (1, "the system keeps", kept, None, 3),
        (264, "Process.exitcode", str(ending.code), None, 4),
        (528, "which means", ending.kind, paint, 4),
    )
    parts = []
    for x, title, words, fill, since in boxes:
        there = step >= since
        parts.append(label(x, 168, title, size=12))
        parts.append(
            box(x, 176, 226, 34, words if there else "", paint=fill if there else None,
                bold=True, dashed=not there)
        )  # fmt: skip
    parts += [arrow([(230, 193), (260, 193)]), arrow([(494, 193), (524, 193)])]
    if step >= 4:
        parts.append(label(754, 232, ending.says, size=12, anchor="end"))
    return parts


def raw(cause: Cause, system: str) -> str:
    """Return what the system keeps of a process: a wait status, or an exit code."""
    if system == WINDOWS:
        return "-15 (told by its parent)" if cause.windows < 0 else f"0x{cause.windows:08X}"
    status = -cause.posix if cause.posix < 0 else cause.posix << 8
    if read_wait_status(status, system).code != cause.posix:
        raise AssertionError("the wait status does not say what the exit code says")
    return f"wait status {status}"


def sentence(step: int, cause: Cause, system: str, ending: Ending) -> str:
    """Say what happens in a step."""
    if step == 0:
        return "Only the parent is there. It is about to start a child."
    if step == 1:
        return "The child runs, in a memory of its own. Its exit code is None: it has none yet."
    if step == 2:
        return f"The child {cause.says}."
    if step == 3 and system == POSIX:
        return (
            "The child is gone but for one number and its pid: it is a zombie, "
            "until its parent waits for it."
        )
    if step == 3:
        return (
            "The child is gone; Windows keeps its exit code as long as its parent holds a handle. "
            "There are no zombies."
        )
    return f"join() collects the child. The parent reads {ending.code}: {ending}."


def rows(step: int, cause: Cause, system: str, ending: Ending) -> tuple[tuple[str, str], ...]:
    """Return what the parent sees of its child now."""
    # multiprocessing's is_alive() looks whether there is something to collect, and collects it.
    unknown = "asking would collect it" if system == POSIX else "False"
    alive = ("–", "True", "True", unknown, "False")[step]
    if step == 0:
        return (("child", "not started"),)
    over = step == 4
    return (
        ("is_alive()", alive),
        ("exitcode", str(ending.code) if over else "None" if step < 3 else "not asked yet"),
        ("what the system keeps", raw(cause, system) if step >= 3 else "the whole process"),
        ("kind of ending", str(ending.kind) if over else "–"),
    )
