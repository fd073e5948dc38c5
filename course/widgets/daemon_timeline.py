"""`DaemonTimeline`: a daemon child and another, when the main process's code comes to its end."""

from __future__ import annotations

from dataclasses import dataclass

from course.widgets.drawing import BLUE, GREEN, ORANGE, legend, picture
from course.widgets.flipbook import Flipbook
from course.widgets.lanes import Bar, Lane, Mark, Scene, Tie
from course.widgets.pages import Page, choice, slider

CODE, NEEDS = (2, 4, 6), (1, 3, 5, 7)
LONGEST = max(*CODE, *NEEDS) + 1


@dataclass(frozen=True)
class Ends:
    """When all comes to its end, worked out from how long each one needs.

    At the end of its code the main process terminates its daemon children, then joins the others:
    this is what `multiprocessing` does at exit.
    """

    code: int
    daemon: int
    other: int
    joins: bool

    @property
    def code_ends(self) -> int:
        """Return when the last line of the main process is done."""
        return max(self.code, self.daemon) if self.joins else self.code

    @property
    def daemon_ends(self) -> int:
        """Return when the daemon ends, finished or not."""
        return min(self.daemon, self.code_ends)

    @property
    def finished(self) -> bool:
        """Tell whether the daemon finished its work."""
        return self.daemon <= self.code_ends

    @property
    def all_over(self) -> int:
        """Return when the main process ends."""
        return max(self.code_ends, self.other)


class DaemonTimeline(Flipbook):
    """Set how long the main code and two children need, and see who survives whom."""

    def __init__(self) -> None:
        super().__init__(
            daemon_pages,
            title="Daemon and non-daemon children",
            about="A daemon child ends with the code of the main process, not with its process.",
            head=("process", "needs", "ends at", "how"),
            controls=[
                slider("code", "Main code runs for", CODE, at=4),
                slider("daemon", "The daemon needs", NEEDS, at=7),
                slider("other", "The other child needs", NEEDS, at=5),
                choice("joins", "Main code joins the daemon", {"no": False, "yes": True}),
            ],
            opens="last",
        )


def daemon_pages(code: int, daemon: int, other: int, joins: bool) -> list[Page]:
    """Return a page for the beginning and one for each unit of time."""
    ends = Ends(code, daemon, other, joins)
    return [page_at(now, ends) for now in range(ends.all_over + 1)]


def page_at(now: int, ends: Ends) -> Page:
    """Return the three lanes up to `now`."""
    words = sentence(now, ends)
    parts = scene_of(ends).draw(now)
    parts.append(legend(120, 228, [(BLUE, "main code"), (ORANGE, "daemon child"),
                                   (GREEN, "other child"), (None, "waits")]))  # fmt: skip
    return Page(picture(240, words, *parts), words, rows(ends))


def scene_of(ends: Ends) -> Scene:
    """Return the lanes of main process, daemon and the other child."""
    waits = [
        Bar(ends.code, ends.code_ends, "join()"),
        Bar(ends.code_ends, ends.all_over, "joins the other"),
    ]
    main = Lane(
        "main process",
        (Bar(0, ends.code, "code", BLUE), *(bar for bar in waits if bar.end > bar.begin)),
        marks=(Mark(ends.code_ends, "code ends"),),
    )
    how = "done" if ends.finished else "terminated"
    daemon = Lane(
        "daemon child",
        (Bar(0, ends.daemon_ends, "works", ORANGE),),
        marks=(Mark(ends.daemon_ends, how),),
    )
    other = Lane(
        "other child",
        (Bar(0, ends.other, "works", GREEN),),
        marks=(Mark(ends.other, "done"),),
    )
    ties = () if ends.finished else (Tie(ends.code_ends, 0, 1),)
    return Scene([main, daemon, other], 0, LONGEST, ties, top=2, left=120, row=62, bar=26)


def sentence(now: int, ends: Ends) -> str:
    """Say what goes on at a time."""
    if now == ends.all_over:
        kept = "had finished its work" if ends.finished else "was ended in the middle of its work"
        waited = ends.all_over - ends.code_ends
        wait = f"waited {waited} more for the other child" if waited else "had nobody to wait for"
        return (
            f"The code of the main process ended at {ends.code_ends}. The daemon {kept}. "
            f"The main process {wait} and ended at {ends.all_over}."
        )
    at_work = [
        name
        for name, until in (("the daemon", ends.daemon_ends), ("the other child", ends.other))
        if now < until
    ]
    who = f"{' and '.join(at_work) or 'no child'} {'are' if len(at_work) > 1 else 'is'}"
    if now < ends.code:
        return f"From {now} on, the main code runs; {who} at work."
    if now < ends.code_ends:
        return f"From {now} on, the main code waits in join(); {who} at work."
    fate = "" if ends.finished or now > ends.code_ends else " The daemon is terminated now."
    return f"From {now} on, the code has ended and the process joins; {who} at work.{fate}"


def rows(ends: Ends) -> tuple[tuple[str, str, str, str], ...]:
    """Return who ends when, and how."""
    finished = "finished its work" if ends.finished else "terminated, its work is lost"
    return (
        ("main process", str(ends.code), str(ends.all_over), "after all non-daemon children"),
        ("daemon child", str(ends.daemon), str(ends.daemon_ends), finished),
        ("other child", str(ends.other), str(ends.other), "finished its work"),
    )
