"""Stock autograding with the shipped configuration, on work in every state."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.unit.grading import tiny
from tests.unit.grading.conftest import Answer, Course

ZERO = dict.fromkeys(tiny.POINTS, 0.0)


def test_right_answers_earn_all_points(course: Course, answered: Answer) -> None:
    course.submit("ada", answered())
    course.grade("ada")
    assert course.scores("ada") == tiny.POINTS
    assert course.notes("ada") == []


def test_the_starter_earns_nothing_but_the_checks_it_passes(course: Course) -> None:
    course.submit("ada", course.released)
    course.grade("ada")
    assert course.scores("ada") == ZERO


def test_a_wrong_answer_keeps_its_diagnosis_in_the_graded_notebook(
    course: Course, answered: Answer
) -> None:
    course.submit("ada", answered(greet=tiny.RIGHT_GREET.replace("return", "print(") + "    )"))
    course.grade("ada")
    assert course.scores("ada") == {**tiny.POINTS, "test-greet-value": 0.0}
    outputs = tiny.cell(course.graded("ada"), "test-greet-value")["outputs"]
    card = outputs[0]["data"]["application/vnd.course.check+json"]
    assert card["passed"] is False
    assert card["diagnosis"] == "printed-not-returned"
    assert outputs[-1]["output_type"] == "error"


def test_a_syntax_error_costs_only_its_own_exercise(course: Course, answered: Answer) -> None:
    course.submit("ada", answered(greet="%%module tiny_greeting\ndef greet(name)\n    return 1\n"))
    course.grade("ada")
    assert course.scores("ada") == {**ZERO, "test-add-value": 4.0}


def test_no_other_cell_of_a_student_is_executed(course: Course, answered: Answer) -> None:
    notebook = answered()
    trace = course.folder / "trace"
    notebook["cells"].insert(1, tiny.code(f"open({str(trace)!r}, 'w').close()"))
    course.submit("ada", notebook)
    course.grade("ada")
    assert course.scores("ada") == tiny.POINTS
    assert not trace.exists()


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"{ this is not JSON", "notebook-unreadable"),
        (b"", "notebook-unreadable"),
        (b"\xff\xfe\x00n", "notebook-unreadable"),
        (b"[" * 100_000, "notebook-unreadable"),
        (b'{"nbformat": 2, "worksheets": []}', "notebook-unreadable"),
        (b'{"nbformat": 4, "cells": "none"}', "notebook-unreadable"),
        (None, "notebook-missing"),
    ],
)
def test_what_is_no_notebook_scores_zero_with_a_reason(
    course: Course, content: bytes | None, slug: str
) -> None:
    course.submit("ada", content)
    course.grade("ada")
    assert course.scores("ada") == ZERO
    assert course.notes("ada") == [slug]
    graded = course.graded("ada")
    assert graded["cells"][0]["source"].startswith("**About this submission**")
    for grade_id in tiny.POINTS:
        assert tiny.cell(graded, grade_id)["outputs"][-1]["output_type"] == "error"


def test_a_damaged_notebook_still_counts_for_what_is_whole(
    course: Course, answered: Answer
) -> None:
    notebook = answered()
    notebook["cells"][1:1] = [None, {"cell_type": "poem"}, {"cell_type": "code", "source": 7}]
    notebook["cells"].append({"cell_type": "code", "source": "\ud800\x00", "metadata": []})
    notebook["metadata"] = None
    course.submit("ada", notebook)
    course.grade("ada")
    assert course.scores("ada") == tiny.POINTS
    assert course.notes("ada") == ["cells-damaged"]


def test_a_renamed_notebook_is_found(course: Course, answered: Answer) -> None:
    course.submit("ada", answered(), "tiny (1).ipynb")
    course.grade("ada")
    assert course.scores("ada") == tiny.POINTS
    assert course.notes("ada") == ["notebook-renamed"]


def test_of_two_renamed_notebooks_none_is_guessed(course: Course, answered: Answer) -> None:
    course.submit("ada", answered(), "tiny-1.ipynb")
    course.submit("ada", answered(), "tiny-2.ipynb")
    course.grade("ada")
    assert course.scores("ada") == ZERO
    assert course.notes("ada") == ["notebook-missing"]


def _skip(test: dict[str, Any]) -> None:
    test["metadata"]["tags"] = ["skip-execution"]


def _points(test: dict[str, Any]) -> None:
    test["metadata"]["nbgrader"]["points"] = 100


def _not_graded(test: dict[str, Any]) -> None:
    test["metadata"]["nbgrader"]["grade"] = False


def _solution(test: dict[str, Any]) -> None:
    test["metadata"]["nbgrader"]["solution"] = True


def _no_schema(test: dict[str, Any]) -> None:
    del test["metadata"]["nbgrader"]["schema_version"]


def _edited(test: dict[str, Any]) -> None:
    test["source"] = "pass"


def _markdown(test: dict[str, Any]) -> None:
    test["cell_type"] = "markdown"


def _raw(test: dict[str, Any]) -> None:
    test["cell_type"] = "raw"


def _forged_output(test: dict[str, Any]) -> None:
    test["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "4"}}]


def _other_id(test: dict[str, Any]) -> None:
    test["metadata"]["nbgrader"]["grade_id"] = "test-add-other"


@pytest.mark.parametrize(
    ("tamper", "slugs"),
    [
        (_skip, ["skip-execution"]),
        (_points, ["points-changed"]),
        (_not_graded, ["cell-retagged"]),
        (_solution, ["cell-retagged"]),
        (_no_schema, []),
        (_edited, ["check-edited"]),
        (_markdown, ["cell-type-changed"]),
        (_raw, ["cell-type-changed"]),
        (_forged_output, []),
        (_other_id, ["unknown-check", "check-missing"]),
    ],
)
@pytest.mark.parametrize("right", [True, False])
def test_a_tampered_check_changes_no_score(
    course: Course, answered: Answer, tamper: Any, slugs: list[str], right: bool
) -> None:
    wrong = {"add": tiny.RIGHT_ADD.replace("+", "-")}
    notebook = answered(**({} if right else wrong))
    tamper(tiny.cell(notebook, "test-add-value"))
    course.submit("ada", notebook)
    course.grade("ada")
    assert course.scores("ada") == {**tiny.POINTS, "test-add-value": 4.0 if right else 0.0}
    assert course.notes("ada") == slugs


@pytest.mark.parametrize("right", [True, False])
def test_a_doubled_check_counts_once(course: Course, answered: Answer, right: bool) -> None:
    notebook = answered(**({} if right else {"add": tiny.RIGHT_ADD.replace("+", "-")}))
    twin = copy.deepcopy(tiny.cell(notebook, "test-add-value"))
    notebook["cells"].append({**twin, "source": "pass"})
    course.submit("ada", notebook)
    course.grade("ada")
    assert course.scores("ada") == {**tiny.POINTS, "test-add-value": 4.0 if right else 0.0}
    assert "check-doubled" in course.notes("ada")


def test_deleted_checks_are_put_back_and_run(course: Course, answered: Answer) -> None:
    notebook = answered(add=tiny.RIGHT_ADD.replace("+", "-"))
    gone = ("test-greet-value", "test-greet-leaves-nothing", "test-add-value")
    notebook["cells"] = [
        c
        for c in notebook["cells"]
        if c["metadata"].get("nbgrader", {}).get("grade_id") not in gone
    ]
    course.submit("ada", notebook)
    course.grade("ada")
    assert course.scores("ada") == {**tiny.POINTS, "test-add-value": 0.0}
    assert course.notes("ada") == ["check-missing"] * 3


def test_a_deleted_exercise_costs_only_itself(course: Course, answered: Answer) -> None:
    notebook = answered()
    notebook["cells"] = [c for c in notebook["cells"] if not c["id"].endswith(("add", "add-value"))]
    course.submit("ada", notebook)
    course.grade("ada")
    assert course.scores("ada") == {**tiny.POINTS, "test-add-value": 0.0}
    assert course.notes("ada") == ["answer-missing", "check-missing"]
    shown = tiny.cell(course.graded("ada"), "test-add-value")["outputs"]
    assert any("`%%module tiny_sum`" in str(output) for output in shown)


@pytest.mark.parametrize(
    ("first_line", "slug"),
    [
        ("", "module-line-missing"),
        ("%module tiny_sum\n", "module-line-misspelt"),
        ("%%modul tiny_sum\n", "module-line-misspelt"),
        ("# my answer\n%%module tiny_sum\n", "module-line-misplaced"),
        ("%%module tiny_sums\n", "module-renamed"),
        ("%%module\n", "module-renamed"),
    ],
)
def test_a_module_line_gone_wrong_is_explained(
    course: Course, answered: Answer, first_line: str, slug: str
) -> None:
    body = tiny.RIGHT_ADD.split("\n", 1)[1]
    course.submit("ada", answered(add=first_line + body))
    course.grade("ada")
    assert course.scores("ada") == {**tiny.POINTS, "test-add-value": 0.0}
    assert course.notes("ada") == [slug]
    shown = tiny.cell(course.graded("ada"), "test-add-value")["outputs"]
    assert "%%module tiny_sum" in shown[0]["data"]["text/plain"]


def test_the_last_of_two_modules_of_one_name_counts(course: Course, answered: Answer) -> None:
    notebook = answered()
    notebook["cells"].append(tiny.code(tiny.RIGHT_ADD.replace("+", "-")))
    course.submit("ada", notebook)
    course.grade("ada")
    assert course.scores("ada") == {**tiny.POINTS, "test-add-value": 0.0}
    assert course.notes("ada") == ["module-doubled"]


def test_links_and_pipes_are_left_alone(course: Course, answered: Answer) -> None:
    import os

    secret = course.folder / "secret"
    secret.write_text("secret")
    folder = course.submit("ada", None)
    course.submit("bob", answered())
    (folder / "tiny.ipynb").symlink_to(course.folder / "submitted" / "bob" / "tiny" / "tiny.ipynb")
    (folder / "stolen.txt").symlink_to(secret)
    os.mkfifo(folder / "pipe.txt")
    course.grade("ada")
    assert course.scores("ada") == ZERO
    assert course.notes("ada") == ["notebook-unreadable"]
    assert [p.name for p in (course.folder / "autograded" / "ada" / "tiny").iterdir()] == [
        "tiny.ipynb"
    ]


def test_an_interrupted_grading_is_taken_up_again(course: Course, answered: Answer) -> None:
    course.submit("ada", answered())
    half = course.folder / "autograded" / "ada" / "tiny"
    half.mkdir(parents=True)
    (half / "tiny.ipynb").write_text('{"cells": [')
    result = course.api.autograde(tiny.NAME, "ada", force=False)
    assert result["success"]
    assert course.scores("ada") == tiny.POINTS
    written = (half / "tiny.ipynb").stat().st_mtime_ns
    assert course.api.autograde(tiny.NAME, "ada", force=False)["success"]
    assert (half / "tiny.ipynb").stat().st_mtime_ns == written


def test_feedback_shows_the_cards_and_hides_the_hidden_tests(
    course: Course, answered: Answer
) -> None:
    course.submit("ada", answered(greet=tiny.RIGHT_GREET.replace("hello", "hi")))
    course.grade("ada")
    assert course.api.generate_feedback(tiny.NAME, "ada")["success"]
    page = (course.folder / "feedback" / "ada" / "tiny" / "tiny.html").read_text()
    assert "Not yet: greet greets" in page
    assert "HIDDEN" not in page
    assert "Bob" not in page
