"""`ForkTree`: who forks whom in a small program; count first, then look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from course.forking import Family, Forked, imagine
from course.widgets.drawing import GREEN, GREY, ORANGE, box, label, path, picture
from course.widgets.flipbook import Flipbook
from course.widgets.pages import Page, Question
from course.widgets.static import counted

HEAD = ("process", "made by", "in line", "prints", "exit code")
LEFT, RIGHT, TOP = 330, 716, 34
MOST_ROWS, MOST_LETTERS = 12, 38


class ForkTree(Flipbook):
    """Show the family of a fork program, one round of forks after the other.

    `program` is its text (see `course.forking`), worked out without a fork; or the `Family` of a
    run. With `predict` the family is shown only after a guess of how many there are.
    """

    def __init__(self, program: str | Family, *, predict: bool = True) -> None:
        family = imagine(program) if isinstance(program, str) else program
        about = "Time goes from left to right; where a line branches off, a process is forked."
        if family.recorded:
            about += f" Recorded on {family.recorded}: this system has no fork."
        super().__init__(
            tree_pages(family),
            title="A family of processes",
            about=about,
            head=HEAD,
            predict=question(family) if predict else None,
        )


def question(family: Family) -> Question:
    """Ask how many processes there are."""
    made = Counter(one.steps for one in family.processes if one.parent)
    adds = " + ".join(str(made[step]) for step in sorted(made)) or "0"
    why = f"The first process forks and so may its children: 1 + {adds} = {family.total}."
    if not made:
        why = "No fork is ever reached, so the first process stays alone."
    lines = source(family, None)
    cover = picture(30 + 18 * len(family.program.strip().splitlines()), family.program, *lines)
    text = "How many processes take part, the first one included?"
    return Question(text, family.total, why, cover=cover)


def tree_pages(family: Family) -> list[Page]:
    """Return a page for the first process, one for each round of forks, and one for the end."""
    last = max(one.steps for one in family.processes)
    pages = [page_at(step, family) for step in range(last + 1)]
    return [*pages, page_at(last + 1, family)]


def page_at(step: int, family: Family) -> Page:
    """Return the page with all who were forked in the rounds up to `step`."""
    there = [one for one in family.processes if one.steps <= step]
    fresh = [one for one in there if one.steps == step]
    over = not fresh
    words = ending(family) if over else sentence(step, fresh, len(there))
    height = max(TOP + 18 * len(family.program.strip().splitlines()), 90 + _room(family))
    lines = {one.line for one in fresh if one.line is not None}
    parts = [*source(family, lines), *branches(step, family, there)]
    shown = [row_of(one, over) for one in there[:MOST_ROWS]]
    if len(there) > MOST_ROWS:
        shown.append((f"and {len(there) - MOST_ROWS} more", "", "", "", ""))
    return Page(picture(height, words, *parts), words, tuple(shown))


def _room(family: Family) -> float:
    return min(24 * family.total, 400)


def source(family: Family, marked: set[int] | None) -> list[str]:
    """Return the program; the lines that fork in this step are marked."""
    parts = [label(0, 14, "The program", bold=True)]
    for number, line in enumerate(family.program.strip("\n").splitlines(), 1):
        y = TOP + 18 * number - 14
        if number in (marked or ()):
            parts.append(box(20, y - 13.5, 282, 18, paint=ORANGE, radius=3))
        ink = "#000" if number in (marked or ()) else "currentColor"
        shown = line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1]}…"
        parts.append(label(14, y, str(number), size=11, anchor="end", dim=True))
        parts.append(label(26, y, shown, size=12, mono=True, ink=ink))
    return parts


def branches(step: int, family: Family, there: Sequence[Forked]) -> list[str]:
    """Return a line for each process, from its fork on, with its name where there is room."""
    rows = {one.name: number for number, one in enumerate(family.processes)}
    high = _room(family) / family.total
    last = max(one.steps for one in family.processes)
    wide = (RIGHT - LEFT - 60) / (last + 1)
    named = high >= 15

    def y(name: str) -> float:
        return TOP + 8 + (rows[name] + 0.5) * high

    parts = [label(LEFT, 14, "The family", bold=True)]
    parts += [
        label(LEFT + round_ * wide, TOP + _room(family) + 24, f"fork {round_}", size=11, dim=True)
        for round_ in range(1, min(step, last) + 1)
        if wide >= 40 or round_ in (1, last)
    ]
    for one in there:
        begin = LEFT + one.steps * wide
        end = LEFT + (min(step, last) + 1) * wide
        fresh = one.steps == step
        colour = GREEN.fill if fresh else "currentColor"
        if one.parent:
            parts.append(path(f"M{begin:.5g} {y(one.parent):.5g}V{y(one.name):.5g}", width=1.5))
        parts.append(path(f"M{begin:.5g} {y(one.name):.5g}H{end:.5g}", colour=colour, width=3))
        if named:
            parts.append(_name(one, begin, y(one.name), fresh, high))
    return parts


def _name(one: Forked, x: float, y: float, fresh: bool, high: float) -> str:
    wide = 14 + 6.6 * len(one.name)
    paint = GREEN if fresh else GREY
    height = min(20.0, high - 1)
    return box(x + 6, y - height / 2, wide, height, one.name, paint=paint, size=11, radius=9)


def sentence(step: int, fresh: Sequence[Forked], there: int) -> str:
    """Say who is forked in a step."""
    if step == 0:
        return "P, the first process, starts to run the program. It is alone."
    parents = len({one.parent for one in fresh})
    return (
        f"Fork {step}: {counted(parents, 'process forks', 'processes fork')}, "
        f"so {counted(len(fresh), 'process is', 'processes are')} new and there are {there}. "
        "Each new one goes on after its fork, with a copy of all variables; there fork() gave it 0."
    )


def ending(family: Family) -> str:
    """Say what it came to."""
    lines = sum(len(one.said) for one in family.processes)
    prints = f"; together they print {counted(lines, 'line')}" if lines else ""
    return (
        f"In all {counted(family.total, 'process', 'processes')} took part, "
        f"{family.new} of them made by a fork{prints}."
    )


def row_of(one: Forked, over: bool) -> tuple[str, str, str, str, str]:
    """Return the row of one process; what it says and how it ends only at the end."""
    line = "–" if one.line is None else str(one.line)
    said = ", ".join(one.said) if over else ""
    return (one.name, one.parent or "not forked", line, said, str(one.code) if over else "")
