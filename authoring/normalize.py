"""Bring one lesson to canonical form, from its notebook or from text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape

from authoring.execute import Failure, execute
from authoring.lessons import Lesson
from authoring.notebooks import canonical, dumps, load, write_text
from authoring.text import from_text, to_text


@dataclass(frozen=True)
class Job:
    """What to do to one lesson."""

    lesson: Lesson
    execute: bool = False
    dry: bool = False
    text: Path | None = None


@dataclass(frozen=True)
class Result:
    """What became of it."""

    job: Job
    changed: bool
    failures: list[Failure]

    def render(self) -> str:
        """Say what became of the lesson, in rich markup."""
        name = self.job.lesson.name
        if self.failures:
            shown = [f"[red]{name}: {len(self.failures)} cells failed; nothing was written[/]"]
            for failure in self.failures:
                shown += [f"  [bold]{escape(str(failure))}[/]"]
                shown += [f"      {escape(line)}" for line in failure.source.splitlines()[:6]]
            shown += ["  Mend them, tag a cell raises-exception, or add --no-execute."]
            return "\n".join(shown)
        if not self.changed:
            return f"{name}: canonical"
        return f"{name}: {'would change' if self.job.dry else 'written'}"


def normalize(job: Job) -> Result:
    """Do one job; a lesson whose cells fail is left as it was."""
    lesson = job.lesson
    if job.text:
        previous = load(lesson.notebook) if lesson.notebook.exists() else None
        notebook = from_text(job.text.read_text(encoding="utf-8"), previous)
    else:
        notebook = load(lesson.notebook)
    notebook = canonical(notebook)
    if job.execute:
        notebook, failures = execute(notebook, lesson.folder)
        if failures:
            return Result(job, False, failures)
        notebook = canonical(notebook)
    text = dumps(notebook)
    if job.dry:
        old = lesson.notebook.read_bytes() if lesson.notebook.exists() else b""
        return Result(job, old != text.encode("utf-8"), [])
    return Result(job, write_text(text, lesson.notebook), [])


def write_as_text(lesson: Lesson, path: Path) -> None:
    """Write a lesson as text; never beside the notebook, where nbgrader would release it."""
    if path.resolve().is_relative_to(lesson.root / "source"):
        raise ValueError(f"{path} lies in source/: nbgrader would release the solutions in it")
    write_text(to_text(load(lesson.notebook)), path)
