"""`MemoryPanels`: what parent and child see of a variable, under fork and under spawn."""

from __future__ import annotations

from course.widgets.drawing import GREEN, ORANGE, SKY, Paint, arrow, box, label, picture
from course.widgets.flipbook import Flipbook
from course.widgets.memory_model import MEANWHILE, MODULE, Memory, Method, Who, history
from course.widgets.pages import Page, Question, choice

PAINTS: dict[Who, Paint] = {"parent": ORANGE, "child": SKY}
EDGES: dict[Who, float] = {"parent": 1.5, "child": 558.5}
WIDE, MIDDLE = 200, 300


class MemoryPanels(Flipbook):
    """Step through a write on one side, and see that the other side does not change.

    With `predict` it first asks what the parent sees after the child has written.
    """

    def __init__(self, *, predict: bool = False) -> None:
        super().__init__(
            memory_pages,
            title="Two memories",
            about="Left and right what each process sees, in the middle where the values are.",
            head=("variable", "the parent sees", "the child sees", "one frame for both"),
            controls=[
                choice("method", "Start method", {"fork": "fork", "spawn, forkserver": "spawn"}),
                choice("writer", "Who writes", {"the child": "child", "the parent": "parent"}),
            ],
            predict=question() if predict else None,
        )


def question() -> Question:
    """Ask what the parent sees after the child has written."""
    text = (
        f"The parent sets count to {MEANWHILE} and starts a child. The child adds 1 to count. "
        "What is count in the parent now?"
    )
    answer = int(history("fork", "child")[-1].read("parent", "count"))
    why = "The child writes into its own memory, under every start method."
    return Question(text, answer, why, cover=memory_pages("fork", "child")[1].svg)


def memory_pages(method: Method, writer: Who) -> list[Page]:
    """Return a page for each step."""
    steps = history(method, writer)
    return [page_at(step, memory, method, writer) for step, memory in enumerate(steps)]


def page_at(step: int, memory: Memory, method: Method, writer: Who) -> Page:
    """Return the panels and the frames as they are after one step."""
    words = sentence(step, memory, method, writer)
    wrote: Who | None = {1: "parent", 3: writer}.get(step)
    parts = [label(MIDDLE, 16, "Frames of memory", bold=True)]
    for number, value in enumerate(memory.frames):
        y = 28 + number * 48.0
        users = [who for who, space in memory.spaces if number in dict(space).values()]
        paint = GREEN if len(users) > 1 else PAINTS[users[0]]
        note = "shared" if len(users) > 1 else f"{users[0]}'s own"
        middle = MIDDLE + 80
        parts.append(box(MIDDLE, y, 160, 40, paint=paint, strong=number == memory.copied))
        parts.append(label(middle, y + 18, value, anchor="middle", bold=True, ink=paint.ink))
        parts.append(label(middle, y + 33, note, size=11, anchor="middle", ink=paint.ink))
        parts.append(label(MIDDLE - 8, y + 24, str(number + 1), size=11, anchor="end", dim=True))
    for who, _ in memory.spaces:
        parts += panel(who, memory, who == wrote)
    rows = tuple(row_of(name, memory) for name in MODULE)
    return Page(picture(232, words, *parts), words, rows)


def panel(who: Who, memory: Memory, wrote: bool) -> list[str]:
    """Return what one process sees, with an arrow to the frame of each variable."""
    edge = EDGES[who]
    parts = [
        box(edge, 30, WIDE, 130, strong=wrote),
        box(edge, 30, WIDE, 26, f"{who}{' writes' if wrote else ''}", paint=PAINTS[who], bold=True),
    ]
    for at, (name, frame) in enumerate(memory.space(who).items()):
        y = 86 + at * 46
        parts.append(label(edge + 14, y + 4, f"{name} = {memory.read(who, name)}", mono=True))
        to = 28 + frame * 48 + 20
        start, end = (edge + WIDE + 3, MIDDLE - 24) if who == "parent" else (edge - 3, MIDDLE + 163)
        parts.append(arrow([(start, y), (end, to)]))
    return parts


def sentence(step: int, memory: Memory, method: Method, writer: Who) -> str:
    """Say what happens in a step."""
    if step == 0:
        values = " and ".join(f"{name} = {value}" for name, value in MODULE.items())
        return f"The parent has imported the module, which says {values}."
    if step == 1:
        return f"The parent sets count to {MEANWHILE}, in its own memory."
    if step == 2 and method == "fork":
        return (
            "fork: the child sees the same frames, as they are now. "
            "Nothing is copied until somebody writes (copy-on-write)."
        )
    if step == 2:
        return (
            "spawn: the child begins with an empty memory and imports the module itself. "
            f"It never hears of the {MEANWHILE}."
        )
    if step == 3:
        how = "The frame was shared, so it is copied first."
        if memory.copied is None:
            how = "The frame is its own, so nothing is copied."
        return f"The {writer} adds 1 to count. {how}"
    sees = {who: memory.read(who, "count") for who, _ in memory.spaces}
    return (
        f"Both look: count is {sees['parent']} in the parent and {sees['child']} in the child. "
        f"What the {writer} wrote, the other one does not see."
    )


def row_of(name: str, memory: Memory) -> tuple[str, str, str, str]:
    """Return the row of one variable in the table."""
    there = dict(memory.spaces)
    child = memory.read("child", name) if "child" in there else "–"
    same = "yes" if memory.shared(memory.space("parent")[name]) else "no"
    return (name, memory.read("parent", name), child, same if "child" in there else "–")
