"""Hold a lesson to the course's shape: length, rhythm, exercises and what stands beside them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from authoring.anatomy import (
    PROMPT,
    Exercise,
    diagnosis_of,
    exercises,
    grading,
    is_test,
    module_file,
)
from authoring.check.report import Problem
from authoring.lessons import Lesson
from authoring.notebooks import Cell, Notebook
from course.checks.mistakes import catalogue

CELLS = (25, 60)
PREDICTIONS = 3
LINES, ONE_IN = 10, 10
EXERCISES = (3, 6)
HINTS = 3
MUTANTS, ALTERNATIVES = 3, 2
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
PICTURE = re.compile(r"data:image/(png|jpeg)|\.(png|jpe?g)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """A lesson as the rules see it."""

    lesson: Lesson
    notebook: Notebook

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The lesson's exercises."""
        return exercises(self.notebook)

    @cached_property
    def code(self) -> list[Cell]:
        """The code cells that show something: neither answers nor tests."""
        return [c for c in self.notebook.cells if c.cell_type == "code" and not grading(c)]


Found = Iterator[tuple[str, str, str]]  # where, what is wrong, what to do


def length(subject: Subject) -> Found:
    """Ask for 25 to 60 cells."""
    count = len(subject.notebook.cells)
    if not CELLS[0] <= count <= CELLS[1]:
        yield (
            "the notebook",
            f"{count} cells; a lesson has {CELLS[0]} to {CELLS[1]}",
            "split or join",
        )


def first_cell(subject: Subject) -> Found:
    """Ask for the extension and the imports in the first code cell."""
    first = next((c for c in subject.notebook.cells if c.cell_type == "code"), None)
    if first is None or "%load_ext course" not in first.source:
        where = f"cell {first.id!r}" if first else "the notebook"
        yield (
            where,
            "the first code cell does not load the course",
            "begin it with %load_ext course",
        )


def predictions(subject: Subject) -> Found:
    """Ask for three predictions."""
    texts = [c.source for c in subject.notebook.cells if c.cell_type == "markdown"]
    count = sum(text.count("**Predict") for text in texts)
    if count < PREDICTIONS:
        do = "ask **Predict** and a question with a number or a name for its answer"
        yield "the notebook", f"{count} predictions; a lesson has at least {PREDICTIONS}", do


def short_code(subject: Subject) -> Found:
    """Ask for at most ten lines in nine of ten code cells."""
    long = [c for c in subject.code if len(c.source.splitlines()) > LINES]
    if len(long) * ONE_IN > len(subject.code):
        for cell in long:
            count = len(cell.source.splitlines())
            says = f"{count} lines; nine of ten code cells have at most {LINES}"
            yield f"cell {cell.id!r}", says, "move machinery to course/ and link to it"


def pictures(subject: Subject) -> Found:
    """Refuse bitmaps: they neither scale nor differ line by line."""
    for cell in subject.notebook.cells:
        if cell.get("attachments") or (
            cell.cell_type == "markdown" and PICTURE.search(cell.source)
        ):
            yield f"cell {cell.id!r}", "shows a bitmap", "draw it as SVG or with a widget"


def number(subject: Subject) -> Found:
    """Ask for three to six exercises."""
    count = len(subject.exercises)
    if not EXERCISES[0] <= count <= EXERCISES[1]:
        says = f"{count} exercises; a lesson has {EXERCISES[0]} to {EXERCISES[1]}"
        yield "the notebook", says, f"run `course new-exercise {subject.lesson.name} ID`"


def prompts(subject: Subject) -> Found:
    """Ask for a heading whose points are those of the tests."""
    for one in subject.exercises:
        where = f"cell {one.name!r}"
        heading = PROMPT.search(one.prompt)
        wanted = f"### Exercise: TITLE ({one.points:g} point{'s' if one.points != 1 else ''})"
        if not heading:
            yield where, "no prompt with an exercise heading before it", f"write `{wanted}`"
        elif float(heading["points"]) != one.points:
            says = f"its prompt promises {heading['points']} points, its tests give {one.points:g}"
            yield where, says, f"write `{wanted}`"


def hints(subject: Subject) -> Found:
    """Ask for hints in three steps."""
    for one in subject.exercises:
        count = one.prompt.count("<details>")
        if count < HINTS:
            do = "add <details> with a nudge, then the API, then the shape of the answer"
            yield f"cell {one.name!r}", f"{count} hints; an exercise has {HINTS}", do


def answer_cells(subject: Subject) -> Found:
    """Ask each answer for a module of its own name and a solution region."""
    for one in subject.exercises:
        where = f"cell {one.name!r}"
        if not one.module:
            yield where, "does not begin with %%module NAME", "a child must be able to import it"
        if "### BEGIN SOLUTION" not in one.answer.source:
            yield where, "has no solution region", "put ### BEGIN SOLUTION / ### END SOLUTION"
        if not one.tests:
            yield where, "has no test cell after it", 'add one: `# %% test="test-…" points=1`'


def test_cells(subject: Subject) -> Found:
    """Ask each test cell to be one check, self-contained, ending in no expression."""
    for one in subject.exercises:
        for cell in one.tests:
            where = f"cell {cell.id!r}"
            beginning, sentence = cell.id[: len(one.name) + 6], cell.id[len(one.name) + 6 :]
            if beginning != f"test-{one.name}-" or not KEBAB.match(sentence):
                yield where, "its id is no sentence", f"call it test-{one.name}-what-is-so"
            if not grading(cell).get("points"):
                yield where, "gives no points", "give it at least one"
            for says, do in faults(cell.source):
                yield where, says, do


def faults(source: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a test cell's code."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        yield f"cannot be read: {error}", "mend it; a test cell has no magics"
        return
    checks = [node for node in body if isinstance(node, ast.With) and "check(" in ast.unparse(node)]
    if len(checks) != 1:
        yield f"holds {len(checks)} checks", "test one behaviour in one `with check(…):`"
    if body and isinstance(body[-1], ast.Expr):
        yield "ends in an expression", "nbgrader reads a number there as partial credit"
    if "course.checks" not in source:
        yield "does not import what it uses", "begin it with `from course.checks import …`"


def companions(subject: Subject) -> Found:
    """Ask for three wrong answers and two more right ones beside each exercise."""
    for one in subject.exercises:
        for kind, paths, least in (
            ("mutants", subject.lesson.mutants(one.name), MUTANTS),
            ("alternatives", subject.lesson.alternatives(one.name), ALTERNATIVES),
        ):
            if len(paths) < least:
                says = f"{len(paths)} {kind}; an exercise has at least {least}"
                yield f"cell {one.name!r}", says, f"write tests/{kind}/{one.name}/SAYS_WHAT.py"


def diagnoses(subject: Subject) -> Found:
    """Ask each mutant for a diagnosis that the catalogue of mistakes describes."""
    for one in subject.exercises:
        for path in subject.lesson.mutants(one.name):
            where = path.relative_to(subject.lesson.root).as_posix()
            slug = diagnosis_of(path.read_text(encoding="utf-8"))
            if not slug:
                yield where, "has no diagnosis", "begin it with the line `# diagnosis: SLUG`"
            elif slug not in catalogue():
                topic = subject.lesson.name.partition("_")[2]
                yield (
                    where,
                    f"no mistake is called {slug!r}",
                    f"describe it in course/checks/mistakes/{topic}.py",
                )


def differences(subject: Subject) -> Found:
    """Refuse two answers that are the same program."""
    for one in subject.exercises:
        texts = {f"cell {one.name!r}": f"# {one.answer.source}"}
        beside = [*subject.lesson.alternatives(one.name), *subject.lesson.mutants(one.name)]
        for path in beside:
            where = path.relative_to(subject.lesson.root).as_posix()
            texts[where] = module_file(path, one.module or "answer")
        shapes = sorted((shape(text), where) for where, text in texts.items())
        for (left, first), (right, second) in pairwise(shapes):
            if left == right:
                yield second, f"is the same program as {first}", "answer in another way"


def shape(source: str) -> str:
    """Return a program without its layout, comments and docstrings; its text if unreadable."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


def stray_tests(subject: Subject) -> Found:
    """Refuse tests before the first answer."""
    known = {cell.id for one in subject.exercises for cell in one.tests}
    for cell in subject.notebook.cells:
        if is_test(cell) and cell.id not in known:
            yield f"cell {cell.id!r}", "tests nothing: no answer before it", "move it"


RULES: tuple[Callable[[Subject], Found], ...] = (
    length,
    first_cell,
    predictions,
    short_code,
    pictures,
    number,
    prompts,
    hints,
    answer_cells,
    test_cells,
    stray_tests,
    companions,
    diagnoses,
    differences,
)


def style(lesson: Lesson, notebook: Notebook) -> tuple[int, list[Problem]]:
    """Return how many rules a lesson keeps, and where it breaks the others."""
    subject = Subject(lesson, notebook)
    kept, problems = 0, []
    for rule in RULES:
        found = [Problem("style", *one) for one in rule(subject)]
        kept += not found
        problems += found
    return kept, problems
