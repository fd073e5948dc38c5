"""What `course grade` prints while it works and at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grading.class_run import ClassRun
    from grading.engine import Failed


def watch(work: ClassRun, grader: Any, console: Any) -> list[Failed]:
    """Grade behind a progress bar; return what could not be graded."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from grading.engine import Failed

    failures: list[Failed] = []
    said: set[str] = set()
    bar = Progress(
        TextColumn("Autograde"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
    with bar:
        row = bar.add_task("", total=len(work.waiting))
        for result in work.grade(grader):
            bar.advance(row)
            if isinstance(result, Failed):
                failures.append(result)
                problem = "the same" if result.problem in said else result.problem
                said.add(result.problem)
                console.print(f"{result.student}: {problem}", style="red", markup=False)
    return failures


def summarise(work: ClassRun, failures: list[Failed], seconds: float, console: Any) -> None:
    """Print what was done."""
    done = len(work.waiting) - len(failures)
    skipped = len(work.students) - len(work.waiting)
    said = [f"{done} graded in {seconds:.1f} s"]
    if skipped:
        said.append(f"{skipped} unchanged (--force grades them again)")
    if failures:
        said.append(f"[red]{len(failures)} not graded[/]: run the command again")
    console.print(", ".join(said) + ".")
