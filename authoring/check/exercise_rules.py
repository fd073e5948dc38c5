"""Rules of an exercise: prompt, hints, answer, tests, and the answers that stand beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from authoring.anatomy import PROMPT, diagnosis_of, grading, is_test, module_file
from authoring.check.subject import Found, Subject
from course.checks.mistakes import catalogue

HINTS = 3
MUTANTS, ALTERNATIVES = 3, 2
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


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
