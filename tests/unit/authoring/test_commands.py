"""The authors' commands, as typed: what they print and how they exit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from authoring.lessons import Course
from authoring.notebooks import load
from course_cli.main import COMMANDS, app
from tests.notebooks import sample

TEXT = '# %% [markdown]\n# # Title\n\n# %% id="sum"\n1 + 1\n'


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Stand in an empty course."""
    (tmp_path / "source").mkdir()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    return Course(tmp_path)


def type_in(*words: str) -> tuple[int, str]:
    """Run a command; return its exit code and what it printed."""
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def draft(folder: Path, text: str = TEXT) -> str:
    path = folder / "draft.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_lesson_comes_from_text_executed(course: Course) -> None:
    code, said = type_in("normalize", "--from-text", draft(course.root), "90_sample")
    assert (code, said) == (0, "90_sample: written\n")
    assert load(course.find("90").notebook).cells[1].outputs[0].data == {"text/plain": "2"}
    assert type_in("normalize", "--check") == (0, "90_sample: canonical\n")


def test_a_lesson_that_fails_is_not_written_and_its_cell_is_named(course: Course) -> None:
    text = draft(course.root, TEXT.replace("1 + 1", "1 / 0"))
    code, said = type_in("normalize", "--from-text", text, "90_sample")
    assert code == 1
    assert "cell 'sum': ZeroDivisionError: division by zero" in said
    assert not course.lessons


def test_without_executing_even_a_lesson_that_fails_is_written(course: Course) -> None:
    text = draft(course.root, TEXT.replace("1 + 1", "1 / 0"))
    code, _ = type_in("normalize", "--no-execute", "--from-text", text, "90_sample")
    assert code == 0
    assert [lesson.name for lesson in course.lessons] == ["90_sample"]


def test_check_writes_nothing_and_says_so_by_its_exit_code(course: Course) -> None:
    type_in("normalize", "--no-execute", "--from-text", draft(course.root), "90_sample")
    path = course.find("90").notebook
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = path.read_bytes()
    assert type_in("normalize", "--check") == (1, "90_sample: would change\n")
    assert path.read_bytes() == before
    assert type_in("normalize") == (0, "90_sample: written\n")


def test_text_is_never_written_into_source(course: Course) -> None:
    type_in("normalize", "--no-execute", "--from-text", draft(course.root), "90_sample")
    code, said = type_in("normalize", "--to-text", "source/90_sample/x.py", "90")
    assert code == 2
    assert "release the solutions" in said


def test_text_needs_its_lesson_named(course: Course) -> None:
    code, said = type_in("normalize", "--from-text", draft(course.root))
    assert code == 2
    assert "name the one lesson" in said


@pytest.mark.parametrize("command", ["normalize", "release", "check"])
def test_an_unknown_lesson_is_a_wrong_command(course: Course, command: str) -> None:
    code, said = type_in(command, "7")
    assert code == 2
    assert "there is no lesson '7'" in said


def test_release_says_what_it_did(course: Course) -> None:
    lesson = sample.build(course.root)
    assert type_in("release") == (0, "90_sample: fresh\n")
    lesson.released.unlink()
    (lesson.released.parent / "old.txt").touch()
    assert type_in("release", "90") == (0, "90_sample: written\n")
    assert [path.name for path in lesson.released.parent.iterdir()] == ["90_sample.ipynb"]


def test_release_check_writes_nothing_and_says_what_is_late(course: Course) -> None:
    lesson = sample.build(course.root)
    paths = [str(lesson.notebook), str(lesson.released)]  # as a hook names them
    assert type_in("release", "--check", *paths) == (0, "90_sample: fresh\n")
    lesson.released.write_bytes(b"old\n")
    code, said = type_in("release", "--check", *paths)
    assert (code, said) == (1, "90_sample: run `course release 90_sample`\n")
    assert lesson.released.read_bytes() == b"old\n"


def test_release_gives_nbgraders_own_reason(course: Course) -> None:
    text = TEXT.replace("1 + 1", "### BEGIN SOLUTION\n1\n### END SOLUTION")
    type_in("normalize", "--no-execute", "--from-text", draft(course.root, text), "90_sample")
    code, said = type_in("release")
    assert code == 2
    assert "RuntimeError: Solution region detected in a non-solution cell" in said


def test_saved_modules_are_not_released(course: Course) -> None:
    lesson = sample.build(course.root)
    (lesson.folder / "codes.py").write_text("# %%module codes\n", encoding="utf-8")
    (lesson.folder / "data.csv").write_text("1,2\n", encoding="utf-8")
    type_in("release")
    names = sorted(path.name for path in lesson.released.parent.iterdir())
    assert names == ["90_sample.ipynb", "data.csv"]


@pytest.mark.slow
def test_check_gives_counts_to_machines(course: Course) -> None:
    sample.build(course.root)
    code, said = type_in("check", "--quick", "--json")
    found = json.loads(said[said.index("{") :])
    assert code == 1, "the sample is too short for a lesson"
    (lesson,) = found["lessons"]
    assert lesson["lesson"] == "90_sample"
    assert lesson["starters_failing"] == lesson["mutants_caught"] == [1, 1]
    assert lesson["left_running"] == 0
    assert {problem["check"] for problem in lesson["problems"]} == {"style"}
    assert not lesson["ok"]
    assert not found["ok"]


@pytest.mark.slow
def test_check_gives_a_line_and_what_to_do_to_people(course: Course) -> None:
    sample.build(course.root)
    code, said = type_in("check", "--quick", "90")
    assert code == 1
    assert "mutants caught 1/1, left running 0" in said
    assert "→ run `course new-exercise 90_sample ID`" in said


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom course_cli.main import main\nsys.argv[1:] = ['--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'nbformat', 'nbclient', 'nbgrader', 'IPython', 'psutil', 'jupytext'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all(command in done.stdout for command in COMMANDS)
