"""Generate what students get, by nbgrader's own generate_assignment, and compare it."""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from authoring.anatomy import HIDDEN, SOLUTION
from authoring.execute import unwanted
from authoring.lessons import Lesson
from authoring.notebooks import Notebook, canonical, dumps, load, write_text

MARKS = ("### BEGIN SOLUTION", "### END SOLUTION", "### BEGIN HIDDEN", "### END HIDDEN")
# A shorter line may stand in the released text by right: `return 1`, `pass`, …
TELLING = 24
CAUSE = re.compile(r"^\w*(?:Error|Exception): .+$", re.MULTILINE)


def generate(lesson: Lesson) -> dict[str, bytes]:
    """Return the files that nbgrader releases for a lesson, the notebook in canonical form."""
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        root = Path(name).resolve()
        source = root / "source" / lesson.name
        shutil.copytree(lesson.folder, source, ignore=unwanted)
        shutil.copyfile(lesson.notebook, source / lesson.notebook.name)
        convert(root, lesson)
        made = root / "release" / lesson.name
        files = {
            path.relative_to(made).as_posix(): path.read_bytes()
            for path in sorted(made.rglob("*"))
            if path.is_file()
        }
        notebook = canonical(load(made / lesson.notebook.name), released=True)
        return files | {lesson.notebook.name: dumps(notebook).encode("utf-8")}


def convert(root: Path, lesson: Lesson) -> None:
    """Run generate_assignment in `root`, with the course's own settings and no gradebook."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    config = settings(lesson.root)
    config.SaveCells.enabled = False
    log = logging.Logger("authoring.release")  # of our own: nbgrader's chatter goes nowhere else
    errors = Errors()
    log.addHandler(errors)
    place = CourseDirectory(
        config=config, log=log, root=str(root), assignment_id=lesson.name, student_id="."
    )
    try:
        GenerateAssignment(coursedir=place, config=config, log=log, no_database=True).start()
    except Exception as error:
        raise NotReleasable(lesson.name, errors.reason or str(error)) from error


class NotReleasable(Exception):
    """nbgrader refuses to generate the students' notebook."""

    def __init__(self, lesson: str, reason: str) -> None:
        """Keep nbgrader's own reason."""
        super().__init__(f"nbgrader cannot release {lesson}: {reason}")


class Errors(logging.Handler):
    """Remember the line of the first logged traceback that names the error."""

    reason = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first cause."""
        found = CAUSE.search(record.getMessage())
        if found and not self.reason:
            self.reason = found[0]


def settings(root: Path) -> Any:
    """Return the course's nbgrader configuration."""
    from traitlets.config.loader import Config, PyFileConfigLoader

    path = root / "nbgrader_config.py"
    return (
        PyFileConfigLoader(path.name, path=str(root)).load_config() if path.exists() else Config()
    )


def write_release(lesson: Lesson) -> bool:
    """Bring release/ in step with source/; return whether anything changed."""
    folder = lesson.released.parent
    files = generate(lesson)
    changed = [write_text(data.decode("utf-8"), folder / name) for name, data in files.items()]
    extra = [path for path in present(folder) if path not in files]
    for name in extra:
        (folder / name).unlink()
    return any(changed) or bool(extra)


def stale(lesson: Lesson, files: dict[str, bytes]) -> list[str]:
    """Name the files of release/ that differ from the generated `files`."""
    folder = lesson.released.parent
    names = {*files, *present(folder)}
    return sorted(
        name
        for name in names
        if name not in files
        or not (folder / name).exists()
        or (folder / name).read_bytes() != files[name]
    )


def present(folder: Path) -> list[str]:
    """Name the files under a lesson's release folder."""
    return [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]


def leaks(source: Notebook, files: dict[str, bytes]) -> list[str]:
    """Say which solutions or hidden tests of `source` can be read in released `files`.

    Taught code may return in a solution: a line that stands in the open too is no leak, unless
    the lines before and after it in the secret part come along.
    """
    code = [cell for cell in source.cells if cell.cell_type == "code"]
    shown = {
        line.strip()
        for cell in source.cells
        for line in HIDDEN.sub("", SOLUTION.sub("", cell.source)).splitlines()
    }
    found = []
    for name, data in files.items():
        text = plain(name, data)
        lines = [line.strip() for line in text.splitlines()]
        found += [f"{name} contains {mark!r}" for mark in MARKS if mark in text]
        for cell in code:
            for block in (*SOLUTION.findall(cell.source), *HIDDEN.findall(cell.source)):
                secret = [line.strip() for line in block.splitlines() if line.strip()]
                if line := revealed(secret, lines, shown):
                    found.append(f"{name} gives away cell {cell.id!r}: {line}")
    return found


def revealed(secret: list[str], lines: list[str], shown: set[str]) -> str:
    """Return a line that gives a secret part away; empty if none does."""
    present = set(lines)
    for line in secret:
        if len(line) >= TELLING and not line.startswith("#") and line in present - shown:
            return line
    whole = "\n".join(secret)
    packed = "\n".join(line for line in lines if line)
    return secret[0] if len(secret) > 1 and whole in packed else ""


def plain(name: str, data: bytes) -> str:
    """Return the text of a released file: of a notebook, its sources and outputs."""
    if not name.endswith(".ipynb"):
        return data.decode("utf-8", errors="replace")
    import nbformat

    notebook = nbformat.reads(data.decode("utf-8"), as_version=4)
    return "\n".join(
        part
        for cell in notebook.cells
        for part in [cell.source, *map(str, cell.get("outputs", []))]
    )
