"""`TasksOnCores`: tasks take turns on cores; parallel at an instant, concurrent over a span."""

from __future__ import annotations

from collections.abc import Sequence

from course.scheduling import RR, Job, Slice, simulate
from course.widgets.drawing import Paint, label, legend, paint_of, picture
from course.widgets.flipbook import Flipbook
from course.widgets.lanes import Bar, Lane, Scene
from course.widgets.pages import Page, slider
from course.widgets.static import counted

WORK = 3
"""How long each task computes."""
MOST_TASKS, MOST_CORES = 6, 4


class TasksOnCores(Flipbook):
    """Show up to six tasks on up to four cores: lanes of cores over lanes of tasks."""

    def __init__(self) -> None:
        super().__init__(
            task_pages,
            title="Tasks on cores",
            about="Read down to see what is parallel at an instant, "
            "across to see what is concurrent over a span.",
            head=("task", "ran for", "was ready for", "was parallel with"),
            controls=[
                slider("tasks", "Tasks", range(1, MOST_TASKS + 1), at=4),
                slider("cores", "Cores", range(1, MOST_CORES + 1), at=2),
            ],
            opens="last",
        )


def task_pages(tasks: int, cores: int) -> list[Page]:
    """Return a page for the beginning and one for each unit of time that passes."""
    names = [f"T{number}" for number in range(1, tasks + 1)]
    slices = simulate([Job(name, 0, WORK) for name in names], RR(1), cpus=cores).slices
    last = int(max(each.end for each in slices))
    return [page_at(now, last, names, cores, slices) for now in range(last + 1)]


def page_at(now: int, last: int, names: Sequence[str], cores: int, slices: Sequence[Slice]) -> Page:
    """Return the page that shows everything up to `now`."""
    paints = {name: paint_of(number) for number, name in enumerate(names)}
    past = [each for each in slices if each.end <= now]
    alone = WORK * len(names)  # one scale for any number of cores: more cores, a shorter picture
    on_cores = Scene(
        [
            Lane(f"core {core + 1}", tuple(
                Bar(float(each.start), float(each.end), each.name, paints[each.name])
                for each in past if each.cpu == core))
            for core in range(cores)
        ],
        0, alone, top=22, left=76, row=26, bar=22,
    )  # fmt: skip
    of_tasks = Scene(
        [Lane(name, tuple(turns(name, past, now, paints[name]))) for name in names],
        0, alone, top=on_cores.bottom + 52, left=76, row=26, bar=22,
    )  # fmt: skip
    words = sentence(now, last, names, cores, past)
    y = of_tasks.top + of_tasks.height + 16
    parts = [
        label(0, 12, "What each core does", bold=True),
        *on_cores.draw(now),
        label(0, of_tasks.top - 10, "What each task does", bold=True),
        *of_tasks.draw(now),
        legend(
            76,
            y,
            [
                (paints[names[0]], "runs, on the core of that number"),
                (None, "ready: waits for a core"),
            ],
        ),
    ]
    rows = tuple(row_of(name, names, past, now) for name in names)
    return Page(picture(y + 10, words, *parts), words, rows)


def turns(name: str, past: Sequence[Slice], now: int, paint: Paint) -> list[Bar]:
    """Return when one task ran and when it was ready, until it was finished."""
    own = [each for each in past if each.name == name]
    bars, free = [], 0.0
    for each in own:
        if each.start > free:
            bars.append(Bar(free, float(each.start), "ready"))
        bars.append(Bar(float(each.start), float(each.end), str(each.cpu + 1), paint))
        free = float(each.end)
    if len(own) < WORK and free < now:
        bars.append(Bar(free, now, "ready"))
    return bars


def together(name: str, names: Sequence[str], past: Sequence[Slice]) -> list[str]:
    """Return who ran at an instant at which `name` ran too."""
    mine = {each.start for each in past if each.name == name}
    other = {each.name for each in past if each.start in mine} - {name}
    return [each for each in names if each in other]


def row_of(
    name: str, names: Sequence[str], past: Sequence[Slice], now: int
) -> tuple[str, str, str, str]:
    """Return the row of one task in the table."""
    own = [each for each in past if each.name == name]
    until = int(own[-1].end) if len(own) == WORK else now
    pairs = ", ".join(together(name, names, past)) or "nobody"
    return (name, str(len(own)), str(until - len(own)), pairs)


def sentence(now: int, last: int, names: Sequence[str], cores: int, past: Sequence[Slice]) -> str:
    """Say what is parallel and what is concurrent up to `now`."""
    how_many = f"{counted(len(names), 'task')} on {counted(cores, 'core')}"
    if now == 0:
        return f"{how_many}: each computes for {WORK} units of time, in turns of 1 unit."
    if now < last:
        ran = [each.name for each in past if each.end == now]
        begun = len({each.name for each in past})
        instant = f"{listed(ran)} ran in parallel" if len(ran) > 1 else f"only {ran[0]} ran"
        return (
            f"From {now - 1} to {now}, {instant}. "
            f"So far {begun} of {counted(len(names), 'task')} have had a turn."
        )
    most = max(sum(each.end == at for each in past) for at in range(1, last + 1))
    span = f"All is done at {last}; one core alone would need {WORK * len(names)}."
    if most == 1 and len(names) == 1:
        return f"{how_many}: nothing else is there to be parallel or concurrent with. {span}"
    if most == 1:
        return (
            f"{how_many}: never two at one instant, so nothing was parallel. "
            f"All took turns, so they were concurrent. {span}"
        )
    if most == len(names):
        return f"{how_many}: each had a core to itself, so all were parallel. {span}"
    return (
        f"{how_many}: at an instant at most {most} were parallel; "
        f"over the whole span all {len(names)} were concurrent. {span}"
    )


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: "A, B and C"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
