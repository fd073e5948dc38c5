"""A class of tiny submissions in many states, graded by `nbgrader autograde` or `course grade`."""

from __future__ import annotations

import copy
import json
import sqlite3
from pathlib import Path
from typing import Any

from tests.unit.grading import tiny

STAMP = "timestamp.txt"
DUE = "2031-03-03 12:00:00"


def hand_in(folder: Path, released: dict[str, Any], states: int = 1) -> list[str]:
    """Hand in one submission for each state, ``states`` times; return the students."""
    students = []
    for number in range(states):
        for name, files in submissions(released).items():
            student = f"{name}-{number}"
            target = folder / "submitted" / student / tiny.NAME
            target.mkdir(parents=True)
            for file, content in files.items():
                raw = content if isinstance(content, bytes) else json.dumps(content).encode()
                (target / file).write_bytes(raw)
            students.append(student)
    return students


def submissions(released: dict[str, Any]) -> dict[str, dict[str, object]]:
    """Return what each kind of student hands in, by file name."""
    right = tiny.answered(released)
    page = f"{tiny.NAME}.ipynb"
    skipped, doubled, deleted = (copy.deepcopy(right) for _ in range(3))
    tiny.cell(skipped, "test-add-value")["metadata"]["tags"] = ["skip-execution"]
    doubled["cells"].append(copy.deepcopy(tiny.cell(right, "test-add-value")))
    gone = ("add", "test-add-value", "test-greet-value")
    deleted["cells"] = [c for c in right["cells"] if c["id"] not in gone]
    chatty = "%%module tiny_sum\ndef add(a, b):\n    print('x\\n' * 3000)\n    return [a, b]\n"
    syntax = "%%module tiny_greeting\ndef greet(name)\n    return 1\n"
    leaves = (
        "%%module tiny_greeting\nimport subprocess, sys\n\n\ndef greet(name):\n"
        "    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "    return 'hello ' + name\n"
    )
    return {
        "right": {page: right, STAMP: b"2031-03-03 11:00:00"},
        "late": {page: right, STAMP: b"2031-03-04 18:00:00 UTC", "notes.txt": b"please"},
        "later": {page: tiny.answered(released, add=chatty), STAMP: b"2031-04-03 18:00:00 CET"},
        "starter": {page: released},
        "syntax": {page: tiny.answered(released, greet=syntax)},
        "leaves": {page: tiny.answered(released, greet=leaves)},
        "skipped": {page: skipped},
        "doubled": {page: doubled},
        "deleted": {page: deleted},
        "renamed": {"tiny (2).ipynb": right},
        "broken": {page: b'{"cells": ['},
        "nothing": {"essay.txt": b"My laptop ate it."},
        "no-magic": {page: tiny.answered(released, add=tiny.RIGHT_ADD.replace("%%", "%"))},
    }


def gradebook(folder: Path) -> dict[str, Any]:
    """Return all that the gradebook says of each student: scores, comments, times, penalties."""
    with sqlite3.connect(f"file:{folder / 'gradebook.db'}?mode=ro", uri=True) as database:
        cell = "join base_cell b on b.id = x.cell_id join submitted_notebook n"
        work = "join submitted_assignment s on s.id = n.assignment_id"
        grades = database.execute(
            "select s.student_id, b.name, x.auto_score, x.manual_score, x.needs_manual_grade "
            f"from grade x {cell} on n.id = x.notebook_id {work}"
        ).fetchall()
        comments = database.execute(
            "select s.student_id, b.name, x.auto_comment, x.manual_comment "
            f"from comment x {cell} on n.id = x.notebook_id {work}"
        ).fetchall()
        sheets = database.execute(
            "select s.student_id, s.timestamp, n.late_submission_penalty "
            f"from submitted_notebook n {work}"
        ).fetchall()
        students = database.execute("select id, first_name, last_name from student").fetchall()
    return {
        "grades": sorted(grades, key=repr),
        "comments": sorted(comments, key=repr),
        "sheets": sorted(sheets, key=repr),
        "students": sorted(students, key=repr),
    }


def autograded(folder: Path) -> dict[str, Any]:
    """Return every autograded file by its path: mode and content, without what time measures."""
    found: dict[str, Any] = {}
    for path in sorted((folder / "autograded").rglob("*")):
        if not path.is_file() or path.name == "README.md":
            continue
        content: Any = path.read_bytes()
        if path.suffix == ".ipynb":
            content = steady(json.loads(content))
        name = path.relative_to(folder).as_posix()
        found[name] = (oct(path.stat().st_mode & 0o777), content)
    return found


def steady(notebook: dict[str, Any]) -> dict[str, Any]:
    """Take the seconds out of a judged notebook."""
    for check in notebook["metadata"]["course"]["checks"].values():
        check.pop("seconds")
    return notebook
