"""`course check` sees what is wrong: each test spoils a sound lesson in one way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from nbformat import v4

from authoring.anatomy import Exercise
from authoring.check import check_lesson
from authoring.check.answers import Answer, assess
from authoring.check.leftovers import marked
from authoring.lessons import Course
from authoring.notebooks import load, write
from grading import judge as judging
from grading.judge import CellVerdict
from tests.notebooks import sample

pytestmark = pytest.mark.slow


def test_a_sound_lesson_is_found_sound(tmp_path: Path) -> None:
    report = check_lesson(sample.build(tmp_path, run=True))
    assert {problem.check for problem in report.problems} == {"style"}, "it is short, that is all"
    assert report.counts | {"style_rules": (0, 0)} == {
        "cells_canonical": (8, 8),
        "style_rules": (0, 0),
        "cells_executing": (6, 6),
        "nbval": (6, 6),
        "release_fresh": (1, 1),
        "starters_failing": (1, 1),
        "solutions_passing": (1, 1),
        "alternatives_passing": (1, 1),
        "mutants_caught": (1, 1),
    }
    assert report.left_running == 0


def test_a_starter_that_passes_is_reported(tmp_path: Path) -> None:
    report = sample.doctored(
        tmp_path,
        lambda text: text.replace(
            '    student("codes").call("codes", [4, 5]).expect_processes(2)\n', "    pass\n"
        ),
    )
    assert report.counts["starters_failing"] == (0, 1)
    (problem,) = sample.about(report, "starter")
    assert "'test-codes-starts-one-process-each' passes before anything" in problem.says


def test_a_wrong_solution_is_reported(tmp_path: Path) -> None:
    report = sample.doctored(
        tmp_path, lambda text: text.replace("for child in children]", "for child in children[:1]]")
    )
    assert report.counts["solutions_passing"] == (0, 1)
    assert "test-codes-returns-them-in-order" in sample.about(report, "solution")[0].says


def test_an_alternative_that_fails_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    sample.add(lesson, "alternatives", sample.MUTANT.partition("\n")[2], "wrong.py")
    report = check_lesson(lesson, quick=True)
    assert report.counts["alternatives_passing"] == (1, 2)
    (problem,) = sample.about(report, "alternative")
    assert problem.where == "tests/alternatives/codes/wrong.py"


def test_an_alternative_that_needs_one_start_method_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    picky = "import multiprocessing\nassert multiprocessing.get_start_method() != 'fork'\n"
    sample.add(lesson, "alternatives", picky + sample.ALTERNATIVE, "picky.py")
    report = check_lesson(lesson)
    if sys.platform != "win32":
        (one, two) = sample.about(report, "alternative")
        assert "under fork" in one.says
        assert "under fork" in two.says


def test_a_mutant_that_scores_full_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    sample.add(lesson, "mutants", "# diagnosis: no-process\n" + sample.ALTERNATIVE, "right.py")
    report = check_lesson(lesson, quick=True)
    assert report.counts["mutants_caught"] == (1, 2)
    assert "scores full" in sample.about(report, "mutant")[0].says


def test_a_mutant_caught_under_another_name_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    sample.add(lesson, "mutants", sample.MUTANT.replace("no-process", "timed-out"), "other.py")
    (problem,) = sample.about(check_lesson(lesson, quick=True), "mutant")
    assert "as no-process instead of 'timed-out'" in problem.says


def test_a_mutant_that_hung_is_not_waited_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [v4.new_code_cell("", id=f"test-codes-{n}") for n in ("sees-it", "hangs-too")]
    exercise = Exercise("codes", v4.new_code_cell("", id="codes"), "", cells)
    wrong = Answer("mutant", exercise, "one.py", {}, ("spawn",), "timed-out")
    asked: list[str] = []

    class Worker:
        def ask(self, what: dict[str, str], seconds: float) -> dict[str, object]:
            asked.extend([what["grade_id"]] if what["op"] == "cell" else [])
            return {}

    monkeypatch.setattr(judging, "_open", lambda *_: None)
    monkeypatch.setattr(judging, "_close", lambda *_: None)
    for seconds, slug, cells_asked in ((9, "timed-out", 1), (1, "timed-out", 2), (9, "other", 2)):
        verdict = CellVerdict("id", False, [], slug, "", seconds)
        monkeypatch.setattr(judging, "_verdict", lambda _, verdict=verdict: verdict)
        asked.clear()
        problems = assess(wrong, Worker())  # type: ignore[arg-type]
        assert (len(asked), not problems) == (cells_asked, slug == "timed-out")
        asked.clear()
        assess(wrong, Worker(), hangs=0)  # type: ignore[arg-type]
        assert len(asked) == (1 if slug == "timed-out" else 2)


def test_a_mutant_without_a_diagnosis_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    sample.add(lesson, "mutants", sample.MUTANT.partition("\n")[2], "nameless.py")
    (problem,) = sample.about(check_lesson(lesson, quick=True), "mutant")
    assert "no diagnosis" in problem.says


def test_a_test_that_breaks_by_itself_is_reported(tmp_path: Path) -> None:
    report = sample.doctored(
        tmp_path, lambda text: text.replace("[4, 5])", "[4, 5]).no_such_expectation(")
    )
    assert sample.about(report, "test")[0].where == "cell 'test-codes-starts-one-process-each'"


def test_an_old_release_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    text = lesson.released.read_text(encoding="utf-8")
    lesson.released.write_text(text.replace("# Sample", "# Old"), encoding="utf-8")
    report = check_lesson(lesson, quick=True)
    assert report.counts["release_fresh"] == (0, 1)
    assert sample.about(report, "release")[0].do == "run `course release 90_sample`"


def test_a_release_with_the_solution_in_it_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    lesson.released.write_bytes(lesson.notebook.read_bytes())
    says = " ".join(one.says for one in sample.about(check_lesson(lesson, quick=True), "release"))
    assert "### BEGIN SOLUTION" in says
    assert "gives away cell 'codes'" in says


def test_one_line_of_the_solution_in_the_release_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    text = lesson.released.read_text(encoding="utf-8")
    line = "return [child.exitcode for child in children]"
    lesson.released.write_text(text.replace("# Sample", f"Sample\\n    {line}"), encoding="utf-8")
    says = [one.says for one in sample.about(check_lesson(lesson, quick=True), "release")]
    assert f"90_sample.ipynb gives away cell 'codes': {line}" in says


def test_a_solution_shown_in_the_lesson_is_reported(tmp_path: Path) -> None:
    def give_away(text: str) -> str:
        body = text.partition("### BEGIN SOLUTION\n")[2].partition("    ### END SOLUTION")[0]
        shown = "".join(f"# {line}\n" for line in body.splitlines())
        return f"# %% [markdown]\n# For instance:\n#\n{shown}\n{text}"

    report = sample.doctored(tmp_path, give_away)
    assert any("gives away" in one.says for one in sample.about(report, "release"))


def test_a_stray_file_in_release_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    (lesson.released.parent / "codes.py").write_text("def codes(): …\n", encoding="utf-8")
    report = check_lesson(lesson, quick=True)
    assert [one.where for one in sample.about(report, "release")] == ["release/90_sample/codes.py"]


def test_a_solution_region_outside_an_answer_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    notebook = load(lesson.notebook)
    notebook.cells[1].source += "\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
    write(notebook, lesson.notebook)
    (problem,) = sample.about(check_lesson(lesson, quick=True), "release")
    assert "Solution region detected in a non-solution cell" in problem.says


def test_another_form_is_reported_with_its_cell(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    notebook = load(lesson.notebook)
    notebook.cells[2].metadata["collapsed"] = True
    notebook.cells[2].execution_count = 41
    write(notebook, lesson.notebook)
    report = check_lesson(lesson, quick=True)
    assert report.counts["cells_canonical"] == (7, 8)
    (problem,) = sample.about(report, "form")
    assert problem.where == "cell 'demonstration'"
    assert "execution count, metadata" in problem.says


def test_a_stored_output_that_is_not_true_is_reported_twice(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path, run=True)
    text = lesson.notebook.read_text(encoding="utf-8")
    assert "from a child\\n" in text
    lesson.notebook.write_text(text.replace("from a child\\n", "from afar\\n"), encoding="utf-8")
    report = check_lesson(lesson)
    for check in ("execute", "nbval"):
        (problem,) = sample.about(report, check)
        assert problem.where == "cell 'demonstration'"
    assert report.counts["cells_executing"] == (5, 6)
    assert report.counts["nbval"] == (5, 6)


def test_a_cell_that_fails_is_reported(tmp_path: Path) -> None:
    report = check_lesson(
        sample.build(tmp_path, sample.LESSON.replace("child.join()\nchild.exitcode", "1 / 0"))
    )
    (problem,) = sample.about(report, "execute")
    assert (problem.where, problem.says) == (
        "cell 'demonstration'",
        "ZeroDivisionError: division by zero",
    )


def test_a_process_left_running_is_reported_and_ended(tmp_path: Path) -> None:
    code = f"""\
child.join()
import subprocess, sys
sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
pid = subprocess.Popen(sleeper, start_new_session=True).pid
_ = open({str(tmp_path / "pid")!r}, "w").write(str(pid))
"""
    lesson = sample.build(tmp_path, sample.LESSON.replace("child.join()\nchild.exitcode", code))
    report = check_lesson(lesson)
    pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
    assert report.left_running >= 1
    assert any("time.sleep(600)" in one.where for one in sample.about(report, "left running"))
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_an_orphan_is_found_by_its_mark() -> None:
    sleeper = "import time; time.sleep(600)"
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {sleeper!r}])"
    with marked() as mark:
        subprocess.run([sys.executable, "-c", parent], check=True)
    (left,) = mark.left
    assert "time.sleep(600)" in left
    assert not mark.bearers()


def test_a_module_of_another_lesson_is_reported(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path)
    other = Course(tmp_path).find_or_plan("91_other")
    notebook = load(lesson.notebook)
    write(notebook, other.notebook)
    says = [one.says for one in sample.about(check_lesson(lesson, quick=True), "names")]
    assert any("module 'codes' is used 2 times" in one for one in says)
    assert any("grade id 'test-codes-returns-them-in-order'" in one for one in says)
