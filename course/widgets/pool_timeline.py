"""`PoolTimeline`: tasks on the workers of a pool; what workers, chunks and starting cost."""

from __future__ import annotations

from collections.abc import Sequence

from course.widgets.drawing import GREEN, GREY, SKY, Paint, legend, picture
from course.widgets.flipbook import Flipbook
from course.widgets.lanes import Bar, Lane, Scene
from course.widgets.pages import Page, slider
from course.widgets.pool_model import HANDOVER, Kind, Stint, end_of, lengths, run
from course.widgets.static import counted

TASKS, WORKERS, CHUNKS, COSTS = (4, 8, 12), (1, 2, 4), (1, 2, 4), (0, 1, 3)


class PoolTimeline(Flipbook):
    """Set tasks, workers, chunk size and the cost of a start, and see when all is done."""

    def __init__(self) -> None:
        super().__init__(
            pool_pages,
            title="Tasks on a pool",
            about="Tasks take 1, the last quarter of them 3. A free worker is handed a chunk.",
            head=("worker", "tasks", "works for", "is idle for"),
            controls=[
                slider("tasks", "Tasks", TASKS, at=8),
                slider("workers", "Workers", WORKERS, at=2),
                slider("chunk", "Chunk size", CHUNKS, at=1),
                slider("cost", "Start of a worker costs", COSTS, at=1),
            ],
            opens="last",
        )


def pool_pages(tasks: int, workers: int, chunk: int, cost: float) -> list[Page]:
    """Return a page for the beginning, and one for each instant at which a task is finished."""
    stints = run(lengths(tasks), workers, chunk, cost)
    instants = sorted({each.end for each in stints if each.kind is Kind.TASK})
    return [page_at(now, tasks, workers, chunk, cost, stints) for now in (0.0, *instants)]


def page_at(
    now: float, tasks: int, workers: int, chunk: int, cost: float, stints: Sequence[Stint]
) -> Page:
    """Return the workers' lanes up to `now`."""
    done = [each for each in stints if each.kind is Kind.TASK and each.end <= now]
    alone = end_of(run(lengths(tasks), 1, 1, max(COSTS)))  # one scale for all settings
    lanes = [Lane(f"worker {each + 1}", bars(each, stints)) for each in range(workers)]
    scene = Scene(lanes, 0, alone, top=4, left=90, row=34, bar=26)
    words = (
        ending(tasks, workers, chunk, cost, stints)
        if now == end_of(stints)
        else moment(now, done, stints)
    )
    key: list[tuple[Paint | None, str]] = [
        (GREEN, "short task"),
        (SKY, "long task"),
        (GREY, "handed a chunk"),
        (None, "starts"),
    ]
    parts = [*scene.draw(now), legend(90, scene.top + scene.height + 18, key)]
    return Page(picture(34 * max(WORKERS) + 56, words, *parts), words, rows(now, workers, stints))


def bars(worker: int, stints: Sequence[Stint]) -> tuple[Bar, ...]:
    """Return what one worker does."""
    found = []
    for each in stints:
        if each.worker != worker:
            continue
        if each.task is None:
            paint = GREY if each.kind is Kind.HAND else None
            found.append(Bar(each.begin, each.end, "start" if paint is None else "", paint))
        else:
            paint = SKY if each.end - each.begin > 1 else GREEN
            found.append(Bar(each.begin, each.end, str(each.task + 1), paint))
    return tuple(found)


def moment(now: float, done: Sequence[Stint], stints: Sequence[Stint]) -> str:
    """Say what is finished, and what is worked on from `now` on."""
    if not now:
        return "Nothing is done yet: the workers start, then each is handed a chunk."
    ended = [str((each.task or 0) + 1) for each in done if each.end == now]
    going = [
        str((each.task or 0) + 1)
        for each in stints
        if each.kind is Kind.TASK and each.begin <= now < each.end
    ]
    what = "task" if len(ended) == 1 else "tasks"
    busy = f"In work: {', '.join(going)}." if going else "Nobody works at this instant."
    return f"At {now:g}: {what} {', '.join(ended)} finished, {len(done)} in all. {busy}"


def ending(tasks: int, workers: int, chunk: int, cost: float, stints: Sequence[Stint]) -> str:
    """Say when all is done, and what it is worth."""
    end, work = end_of(stints), sum(lengths(tasks))
    each = sum(cost + HANDOVER + length for length in lengths(tasks)) / workers
    return (
        f"{counted(tasks, 'task')} on {counted(workers, 'worker')}, {chunk} in a chunk: "
        f"done at {end:g}. Without a pool they take {work:g}, one after the other: "
        f"{work / end:.2g} times as fast. "
        f"A new process for each task, {workers} at a time, would need {each:.3g} or more."
    )


def rows(now: float, workers: int, stints: Sequence[Stint]) -> tuple[tuple[str, ...], ...]:
    """Return what each worker has done up to `now`."""
    found = []
    for worker in range(workers):
        own = [each for each in stints if each.worker == worker and each.begin < now]
        spent = sum(min(each.end, now) - each.begin for each in own)
        work = sum(min(each.end, now) - each.begin for each in own if each.kind is Kind.TASK)
        done = sum(each.kind is Kind.TASK and each.end <= now for each in own)
        found.append((f"worker {worker + 1}", str(done), f"{work:g}", f"{now - spent:g}"))
    return tuple(found)
