"""Compare `course grade` with `nbgrader autograde` on real lessons, field by field.

    python -m tests.e2e.agreement            # every sample of every lesson
    python -m tests.e2e.agreement --quick 00_toolkit 03_round_robin

Both grade the same submissions of the made-up class in examples/. Compared is all that either
leaves: each score, comment, time and penalty in the gradebook, and each value in each autograded
notebook. Two runs of a check differ in the pids, times and names of temporary folders that a
failure shows: where outputs differ, they are compared again without those, and counted. Where
processes race, the text of a failure may quote what came first: such lines are counted apart, if
score, verdict and diagnosis are the same.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from authoring.lessons import Course, Lesson
from course_cli.demo_course import DemoCourse, plan
from course_cli.demo_samples import read_manifest
from grading.course_api import open_course
from tests.e2e.conftest import ROOT, course
from tests.unit.grading import tiny_class

_CHANCE = re.compile(r"/course\w{8}/w\w{8}/|\d+(\.\d+)?(e-?\d+)?")
_OUTPUT = re.compile(r"\.ipynb/\d+/cells/\d+/outputs/")
# What of an output is words alone. Score, verdict, diagnosis and kind of output stand elsewhere.
_WORDS = re.compile(_OUTPUT.pattern + r"\d+/(data/text/|text|evalue|traceback)")


@dataclass
class Comparison:
    """What was compared: how many values, which differ, how many by chance alone."""

    submissions: int
    fields: int = 0
    by_chance: int = 0
    words: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def compare(lessons: Sequence[Lesson], folder: Path, *, quick: bool = False) -> Comparison:
    """Grade the lessons' samples in both ways, in ``folder``; return how the results compare."""
    ours, stock = folder / "ours", folder / "stock"
    found = Comparison(_hand_in(lessons, ours, quick))
    shutil.copytree(ours, stock)
    for way, where in (("course grade", ours), ("nbgrader autograde", stock)):
        began = time.monotonic()
        for lesson in lessons:
            _grade(way, lesson.name, where)
        found.seconds[way] = time.monotonic() - began
    mine, theirs = _all_of(ours), _all_of(stock)
    for place in sorted(mine.keys() | theirs.keys()):
        found.fields += 1
        one, other = mine.get(place, "nothing"), theirs.get(place, "nothing")
        if one == other:
            continue
        if _OUTPUT.search(place) and _CHANCE.sub("0", str(one)) == _CHANCE.sub("0", str(other)):
            found.by_chance += 1
        elif _WORDS.search(place):
            found.words.append(f"{place}: {one!r} and {other!r}")
        else:
            found.differences.append(f"{place}: {one!r} and {other!r}")
    return found


def _hand_in(lessons: Sequence[Lesson], folder: Path, quick: bool) -> int:
    """Make a class; return how many submissions there are."""
    course = Course(ROOT)
    samples = {
        lesson.name: [s for s in read_manifest(lesson) if s.quick or s.days_late or not quick]
        for lesson in lessons
    }
    work = plan(samples, None)
    demo = DemoCourse(course, folder)
    demo.remember(work)
    demo.prepare(lessons)
    api = open_course(folder)
    for lesson in lessons:
        demo.release(api, lesson)
    demo.enrol(api, dict.fromkeys(one.student for one in work))
    for lesson in lessons:
        demo.hand_in(lesson, [one for one in work if one.assignment == lesson.name])
        demo.collect(lesson)
    return sum(one.sample.handed_in for one in work)


def _grade(way: str, lesson: str, folder: Path) -> None:
    if way == "course grade":
        done = course("grade", lesson, cwd=folder, timeout=7200)
    else:
        command = [sys.executable, "-m", "nbgrader", "autograde", lesson]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=7200)
    if done.returncode:
        raise RuntimeError(f"{way} {lesson}: {done.stdout}\n{done.stderr}")


def _all_of(folder: Path) -> dict[str, Any]:
    """Return every value that grading left, by its place."""
    found: dict[str, Any] = {}
    for table, rows in tiny_class.gradebook(folder).items():
        known = Counter(row[:2] for row in rows)
        for row in rows:  # the first two say whose it is and of which cell
            known[row[:2]] -= 1
            place = f"gradebook/{table}/{row[0]}/{row[1]}/{known[row[:2]]}"
            found |= {f"{place}/{number}": value for number, value in enumerate(row)}
    for name, content in tiny_class.autograded(folder).items():
        found |= dict(_leaves(content, name))
    return found


def _leaves(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list | tuple) and value:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in pairs:
            yield from _leaves(one, f"{place}/{key}")
    else:
        yield place, value


def main() -> None:
    """Compare and say how it went."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("lesson", nargs="*", help="default: all that have samples")
    parser.add_argument("--quick", action="store_true", help="only the quick samples")
    options = parser.parse_args()
    lessons = [
        lesson
        for lesson in Course(ROOT).lessons
        if lesson.name in options.lesson
        or (not options.lesson and (ROOT / "examples" / lesson.name / "manifest.toml").exists())
    ]
    with tempfile.TemporaryDirectory(prefix="course-agreement-") as folder:
        found = compare(lessons, Path(folder), quick=options.quick)
    for line in [*found.words, *found.differences]:
        print(line)
    for way, seconds in found.seconds.items():
        print(f"{way}: {seconds:.0f} s")
    print(
        f"{len(lessons)} lessons, {found.submissions} submissions, {found.fields} values compared, "
        f"{len(found.differences)} differ. Of the text of failures, {found.by_chance} values "
        f"differ in pids, times or temporary names, {len(found.words)} in what was quoted."
    )
    raise SystemExit(bool(found.differences))


if __name__ == "__main__":
    main()
