"""`LostUpdate`: two processes add one to a shared number; choose who has each turn, and a lock."""

from __future__ import annotations

from collections.abc import Sequence

from course.widgets.drawing import GREEN, GREY, ORANGE, RED, SKY, Paint, arrow, box, label, picture
from course.widgets.flipbook import Flipbook
from course.widgets.pages import Page, Question, choice
from course.widgets.race_model import STEPS, Turn, orders, race

PAINTS: dict[str, Paint] = {"A": ORANGE, "B": SKY}
EDGES = {"A": 1.5, "B": 548.5}
WIDE = 210


class LostUpdate(Flipbook):
    """Step through the race for a shared number, in any of its twenty orders.

    With `predict` it first asks how many of the orders lose an update.
    """

    def __init__(self, *, predict: bool = False) -> None:
        super().__init__(
            race_pages,
            title="The lost update",
            about="A and B both run count += 1. It is one line of Python, and three steps.",
            head=("turn", "who", "does", "count afterwards"),
            controls=[
                choice("order", "Order of turns", {" ".join(o): o for o in orders()},
                       at="A B A B A B"),
                choice("lock", "Lock", {"none": False, "with a lock": True}),
            ],
            predict=question() if predict else None,
        )  # fmt: skip


def question() -> Question:
    """Ask in how many orders an update is lost."""
    lost = sum(race(order, lock=False)[-1].count < 2 for order in orders())
    return Question(
        f"A and B make three steps each: {'; '.join(STEPS)}. That can happen in {len(orders())} "
        "orders. In how many of them is an update lost?",
        lost,
        "Both are kept only if one has written before the other reads: "
        f"{len(orders()) - lost} orders.",
        cover=race_pages(orders()[0], lock=False)[0].svg,
    )


def race_pages(order: str, lock: bool) -> list[Page]:
    """Return a page for the beginning, and one for each turn."""
    turns = race(order, lock)
    return [page_at(turns[:step], order, lock) for step in range(len(turns) + 1)]


def page_at(past: Sequence[Turn], order: str, lock: bool) -> Page:
    """Return the page after some turns."""
    last = past[-1] if past else None
    words = sentence(last, lock, len(past) == len(order))
    parts = []
    for who in PAINTS:
        parts += process(who, last)
    parts += shared(last, lock)
    parts += strip(past, order)
    rows = [
        (str(number), turn.who, did(turn), str(turn.count)) for number, turn in enumerate(past, 1)
    ]
    return Page(picture(246, words, *parts), words, tuple(rows))


def process(who: str, last: Turn | None) -> list[str]:
    """Return the three steps of a process, the one made last marked, and its register."""
    edge, paint = EDGES[who], PAINTS[who]
    mine = last is not None and last.who == who
    blocked = last is not None and last.refused == who
    title = f"{who} is blocked" if blocked else f"process {who}"
    register = last.registers[who] if last else None
    parts = [
        box(edge, 16, WIDE, 150, strong=mine, dashed=blocked),
        box(edge, 16, WIDE, 26, title, paint=paint, bold=True),
    ]
    for number, step in enumerate(STEPS):
        y = 66 + number * 25
        now = mine and last is not None and last.step == number
        if now:
            parts.append(box(edge + 10, y - 16, WIDE - 20, 22, paint=paint, radius=3))
        done = last is not None and last.at[who] > number
        mark = "✓" if done else " "
        ink = paint.ink if now else "currentColor"
        parts.append(label(edge + 20, y, f"{mark} {step}", mono=True, ink=ink))
    value = "–" if register is None else str(register)
    parts.append(label(edge + 20, 154, f"  r = {value}", mono=True, bold=True))
    return parts


def shared(last: Turn | None, lock: bool) -> list[str]:
    """Return the shared number with an arrow for the last turn, and the lock."""
    lost = last is not None and last.overwrote
    count = last.count if last else 0
    parts = [
        label(380, 36, "shared memory", anchor="middle", bold=True),
        box(300, 48, 160, 44, f"count = {count}", paint=RED if lost else GREEN, bold=True,
            size=16),
    ]  # fmt: skip
    if last and last.step != 1:
        near, far = (219, 293) if last.who == "A" else (541, 467)
        ends = [(far, 70), (near, 70)] if last.step == 0 else [(near, 70), (far, 70)]
        words = "read" if last.step == 0 else "write"
        parts.append(arrow(ends, width=2.4))
        parts.append(label((near + far) / 2, 62, words, size=12, anchor="middle"))
    if lock:
        holder = last.holder if last else None
        says = f"lock: held by {holder}" if holder else "lock: free"
        paint = PAINTS[holder] if holder else GREY
        parts.append(box(300, 116, 160, 34, says, paint=paint, bold=True))
    return parts


def strip(past: Sequence[Turn], order: str) -> list[str]:
    """Return the turns that were, in their colours, and those to come, as outlines."""
    parts = [label(0, 202, "Turns", bold=True)]
    for place, picked in enumerate(order):
        there = place < len(past)
        who = past[place].who if there else picked
        x = 70 + place * 112.0
        paint = PAINTS[who] if there else None
        words = f"{who}: {verb(past[place])}" if there else who
        parts.append(box(x, 186, 100, 24, words, paint=paint, dashed=not there, size=12))
        if there and past[place].refused:
            words = f"{past[place].refused} waits"
            parts.append(label(x + 50, 226, words, size=11, anchor="middle", dim=True))
    return parts


def verb(turn: Turn) -> str:
    """Return in a word what a turn does."""
    return ("reads", "adds", "writes")[turn.step]


def did(turn: Turn) -> str:
    """Return what a turn does, for the table."""
    return f"{STEPS[turn.step]}, so {'count' if turn.step == 2 else 'r'} = {value(turn)}"


def value(turn: Turn) -> int:
    """Return what a turn left behind: in the register, or in count."""
    return turn.count if turn.step == 2 else turn.registers[turn.who] or 0


def sentence(last: Turn | None, lock: bool, over: bool) -> str:
    """Say what the last turn did, and what came of it all."""
    if last is None:
        guard = "A lock guards the three steps." if lock else "Nothing guards the three steps."
        return f"count is 0. Two processes will add 1 each. {guard}"
    other = "B" if last.who == "A" else "A"
    before = ""
    if last.refused:
        before = f"It would be {other}'s turn, but {last.who} holds the lock: {other} is blocked. "
    if last.step == 0:
        take = "takes the lock and reads" if lock else "reads"
        what = f"{last.who} {take} count: its r is {value(last)}."
    elif last.step == 1:
        what = f"{last.who} adds 1 in its own register: r is {value(last)}. count is as it was."
    else:
        back = " and gives the lock back" if lock else ""
        what = f"{last.who} writes {last.count}{back}."
    if last.overwrote:
        what += f" It never saw what {other} wrote, and that is overwritten."
    if not over:
        return before + what
    lost = 2 - last.count
    end = "Two updates, and count is 2: none is lost."
    if lost:
        end = f"Two updates, and count is {last.count}: one update is lost."
    return f"{before}{what} {end}"
