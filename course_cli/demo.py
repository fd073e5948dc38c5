"""`course demo`: a whole class in one command, each result compared with what it must be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable

    from authoring.lessons import Course
    from course_cli.demo_course import Work
    from course_cli.demo_samples import Sample
    from grading.report import ClassReport


def run(
    students: Annotated[
        int | None,
        typer.Option(min=1, help="Size of the class.", show_default="each sample once"),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Only a few telling samples.")] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Course folder to make or to go on with.", show_default="a temporary one"
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Submissions graded at a time.", show_default="2 or more"),
    ] = None,
) -> None:
    """Release, hand in, collect, grade and report with a made-up class.

    Each sample's score and diagnoses must be exactly those of its manifest in examples/.
    """
    import tempfile

    from rich.console import Console

    from authoring.lessons import UnknownLesson, find_course
    from course_cli.stopping import stop_on_signals

    console = Console(highlight=False)
    try:
        course = _course(find_course)
    except UnknownLesson:
        console.print(
            "[red]The demonstration needs the course's sources[/] (source/ and examples/), which "
            "are not part of the installed package.\nClone the repository and run "
            "`uv run course demo` inside it."
        )
        raise typer.Exit(2) from None
    kept = folder is not None
    place = (folder or Path(tempfile.mkdtemp(prefix="course-demo-"))).resolve()
    try:
        code = demonstrate(course, place, students, quick, workers, console, stop_on_signals())
    except KeyboardInterrupt:
        again = f" --students {students}" if students else ""
        again += " --quick" if quick else ""
        console.print(
            f"\nStopped. Nothing graded is lost: go on with\n  course demo --folder {place}{again}"
        )
        code = 130
    if kept or code:
        console.print(f"The course folder is {place}")
    raise typer.Exit(code)


def _course(find_course: Any) -> Course:
    """Find the checkout around us, or the one that this program runs from."""
    from authoring.lessons import UnknownLesson

    try:
        found: Course = find_course()
        if (found.root / "examples").is_dir():
            return found
    except UnknownLesson:
        pass
    return find_course(Path(__file__).parent)  # type: ignore[no-any-return]


def demonstrate(
    course: Course,
    place: Path,
    number: int | None,
    quick: bool,
    workers: int | None,
    console: Any,
    stopped: threading.Event,
) -> int:
    """Take the class through the course; return the command's exit code."""
    import time

    from course_cli.demo_course import DemoCourse, StepFailed, default_workers, plan
    from course_cli.demo_samples import ManifestError, read_manifest

    began = time.monotonic()
    try:
        samples = {lesson.name: read_manifest(lesson) for lesson in course.lessons}
        if quick:
            samples = {name: [s for s in listed if s.quick] for name, listed in samples.items()}
        work = plan(samples, number)
        demo = DemoCourse(course, place)
        demo.stopped = stopped
        demo.remember(work)
        with console.status("") as status:
            _set_up(demo, course, work, status)
        with _progress(console) as bar:
            task = bar.add_task("Autograde and write feedback", total=len(work))
            failures = demo.grade(work, workers or default_workers(), lambda _: bar.advance(task))
        for failure in failures:
            console.print(str(failure), style="red", markup=False)
        from grading.report import collect, write

        page = write(place)
        wrong = show(collect(place), work, console)
    except (ManifestError, StepFailed) as error:
        console.print(str(error), style="red", markup=False)
        return 1
    seconds = time.monotonic() - began
    console.print(f"{len(work)} submissions in {seconds:.0f} s. Report: {page}")
    if failures:
        console.print(
            f"[red]{len(failures)} steps failed.[/] Repair what they complain of and run the same "
            f"command with --folder {place}: it goes on where it stopped."
        )
    if wrong:
        console.print(f"[red]{len(wrong)} of {len(work)} results are not what they must be.[/]")
    if wrong or failures:
        return 1
    console.print("[green]Every score and every diagnosis is what it must be.[/]")
    return 0


def _set_up(demo: Any, course: Course, work: list[Work], status: Any) -> None:
    """Release, enrol, hand in and collect; each step once, however often the command runs."""
    from grading.course_api import open_course

    status.update("Copy the course")
    demo.prepare(course.lessons)
    api = open_course(demo.folder)
    for lesson in course.lessons:
        status.update(f"nbgrader generate_assignment {lesson.name}")
        demo.release(api, lesson)
    demo.enrol(api, dict.fromkeys(one.student for one in work))
    for lesson in course.lessons:
        mine = [one for one in work if one.assignment == lesson.name]
        if mine:
            status.update(f"nbgrader zip_collect {lesson.name}")
            demo.hand_in(lesson, mine)
            demo.collect(lesson)


def _progress(console: Any) -> Any:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def show(report: ClassReport, work: Iterable[Work], console: Any) -> list[Work]:
    """Print what each student must get and got, one table an assignment; return what differs."""
    from rich.table import Column, Table

    tables: dict[str, Table] = {}
    wrong = []
    for one in work:
        if one.assignment not in tables:
            heads = ("Student", "Sample", "Score", "Diagnoses", "")
            columns = (Column(head, overflow="fold") for head in heads)
            tables[one.assignment] = Table(*columns, title=one.assignment, title_justify="left")
        sample: Sample = one.sample
        got = report.results[one.student, one.assignment]
        same_score = abs(got.score - sample.score) < 1e-6
        same_diagnoses = got.found == sample.diagnoses
        score = f"{got.score:g}" if same_score else f"[red]{got.score:g}, not {sample.score:g}[/]"
        found = ", ".join(sorted(got.found))
        if not same_diagnoses:
            wanted = ", ".join(sorted(sample.diagnoses))
            found = f"[red]{found or 'none'}[/], not {wanted or 'none'}"
        right = same_score and same_diagnoses
        mark = "[green]✓[/]" if right else "[red]✗[/]"
        tables[one.assignment].add_row(one.student, sample.name, score, found, mark)
        if not right:
            wrong.append(one)
    for table in tables.values():
        console.print(table)
    return wrong
