"""The rules of shape: each is broken by one lesson and kept by another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from authoring.anatomy import exercises
from authoring.check import exercise_rules as per_exercise
from authoring.check import lesson_rules as per_lesson
from authoring.check.subject import Subject
from authoring.lessons import Lesson
from authoring.notebooks import canonical
from authoring.text import from_text

HINT = "# <details><summary>Hint</summary>A nudge.</details>\n"
EXERCISE = f"""\
# %% [markdown]
# ### Exercise: Greet (2 points)
{HINT * 3}
# %% answer="greet"
# %%module greeting
def greet():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% test="test-greet-says-hello" points=2
from course.checks import check, student

with check("greet says hello"):
    student("greeting").call("greet").expect_value(1)
"""
TIMED = "# %% [markdown]\n# About 10 minutes.\n" + "# word\n" * 1500


def found(rule: Any, text: str, root: Path = Path()) -> list[tuple[str, str]]:
    """Return where and what a rule finds in a lesson."""
    subject = Subject(Lesson("90_sample", root), canonical(from_text(text)))
    return [(where, says) for where, says, _ in rule(subject)]


@pytest.mark.parametrize(
    ("rule", "sound", "spoilt", "says"),
    [
        (per_lesson.length, "# %%\n1\n" * 25, "# %%\n1\n" * 61, "61 cells"),
        (per_lesson.length, "# %%\n1\n" * 60, "# %%\n1\n" * 24, "24 cells"),
        (
            per_lesson.first_cell,
            "# %%\n# %load_ext course\n",
            "# %%\nimport os\n",
            "load the course",
        ),
        (
            per_lesson.predictions,
            "# %% [markdown]\n# **Predict.** How many?\n" * 3,
            "# %% [markdown]\n# **Predict.** How many?\n" * 2,
            "2 predictions",
        ),
        (
            per_lesson.minutes,
            f"{TIMED}# **Predict.**\n# **Predict.**\n",
            f"{TIMED}# **Predict.**\n{EXERCISE}",
            "says 10 minutes",
        ),
        (
            per_lesson.minutes,
            "# %% [markdown]\n# About 10 minutes.\n",
            "# %% [markdown]\n# Ten minutes.\n",
            "names no time",
        ),
        (
            per_lesson.short_code,
            "# %%\n1\n" * 9 + "# %%\n" + "1\n" * 11,
            "# %%\n1\n" * 8 + "# %%\n" + "1\n" * 11,
            "11 lines",
        ),
        (
            per_lesson.pictures,
            "# %% [markdown]\n# ![](drawing.svg)\n",
            "# %% [markdown]\n# ![](shot.PNG)\n",
            "bitmap",
        ),
        (
            per_exercise.prompts,
            EXERCISE,
            EXERCISE.replace("(2 points)", "(3 points)"),
            "promises 3",
        ),
        (per_exercise.prompts, EXERCISE, EXERCISE.replace("Exercise: ", ""), "no prompt"),
        (per_exercise.hints, EXERCISE, EXERCISE.replace(HINT, "", 1), "2 hints"),
        (
            per_exercise.answer_cells,
            EXERCISE,
            EXERCISE.replace("%%module greeting", ""),
            "%%module",
        ),
        (
            per_exercise.answer_cells,
            EXERCISE,
            EXERCISE.replace("BEGIN", "START"),
            "no solution region",
        ),
        (per_exercise.answer_cells, EXERCISE, EXERCISE.partition("# %% test")[0], "no test cell"),
        (per_exercise.test_cells, EXERCISE, EXERCISE.replace("-says-", "_Says_"), "no sentence"),
        (
            per_exercise.test_cells,
            EXERCISE,
            EXERCISE.replace("points=2", "points=0"),
            "no points",
        ),
        (per_exercise.test_cells, EXERCISE, EXERCISE + "\n3\n", "expression"),
        (
            per_exercise.test_cells,
            EXERCISE,
            EXERCISE.replace("with check", "if check"),
            "0 checks",
        ),
        (
            per_exercise.test_cells,
            EXERCISE,
            EXERCISE.replace("from course", "from my"),
            "import what",
        ),
        (per_exercise.test_cells, EXERCISE, EXERCISE + "(\n", "cannot be read"),
        (
            per_exercise.stray_tests,
            EXERCISE,
            "# %% test" + EXERCISE.partition("# %% test")[2],
            "tests nothing",
        ),
        (per_lesson.number, EXERCISE * 3, EXERCISE * 2, "2 exercises"),
    ],
    ids=lambda value: getattr(value, "__name__", "").strip("_") or "…",
)
def test_a_rule_sees_the_lesson_that_breaks_it(
    rule: Any, sound: str, spoilt: str, says: str
) -> None:
    assert found(rule, sound) == []
    assert any(says in text for _, text in found(rule, spoilt))


def answers(root: Path, kind: str, *texts: str) -> None:
    for number, text in enumerate(texts):
        path = root / "tests" / kind / "greet" / f"{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_an_exercise_needs_three_mutants_and_two_alternatives(tmp_path: Path) -> None:
    answers(tmp_path, "mutants", "1", "2")
    answers(tmp_path, "alternatives", "1")
    assert [says for _, says in found(per_exercise.companions, EXERCISE, tmp_path)] == [
        "2 mutants; an exercise has at least 3",
        "1 alternatives; an exercise has at least 2",
    ]
    answers(tmp_path, "mutants", "1", "2", "3")
    answers(tmp_path, "alternatives", "1", "2")
    assert found(per_exercise.companions, EXERCISE, tmp_path) == []


def test_a_diagnosis_must_be_described(tmp_path: Path) -> None:
    answers(
        tmp_path, "mutants", "# diagnosis: no-process\n", "# diagnosis: unheard-of\n", "x = 1\n"
    )
    assert found(per_exercise.diagnoses, EXERCISE, tmp_path) == [
        ("tests/mutants/greet/1.py", "no mistake is called 'unheard-of'"),
        ("tests/mutants/greet/2.py", "has no diagnosis"),
    ]


def test_the_same_program_with_other_comments_is_the_same_answer(tmp_path: Path) -> None:
    answers(tmp_path, "alternatives", "def greet():\n    '''Say 1.'''\n    return 1  # one\n")
    ((where, says),) = found(per_exercise.differences, EXERCISE, tmp_path)
    assert where == "tests/alternatives/greet/0.py"
    assert "same program as cell 'greet'" in says


def test_another_program_is_another_answer(tmp_path: Path) -> None:
    answers(tmp_path, "alternatives", "def greet():\n    return 2 - 1\n")
    assert found(per_exercise.differences, EXERCISE, tmp_path) == []


def test_a_worked_call_may_stand_between_prompt_and_answer() -> None:
    before, answer, after = EXERCISE.partition('# %% answer="greet"')
    text = f"{before}# %%\n1 + 1\n\n# %% [markdown]\n# As you see, 2.\n\n{answer}{after}"
    (one,) = exercises(canonical(from_text(text)))
    assert one.prompt.startswith("### Exercise: Greet")
    assert one.points == 2
    assert one.module == "greeting"
