"""Reading modules from cells, without running anything."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from grading.submission import read_modules
from tests.unit.grading import tiny


def answer(source: str) -> dict[str, object]:
    return tiny.code(source, "add")


@pytest.mark.parametrize(
    "cell",
    [
        "%%module some_module\nx = 1\n",
        "%%module some_module  \n\n\nx = 1\n\n\n",
        "\n\n%%module some_module\nx = 1",
        "  %%module some_module\n  x = 1\n  if x:\n    y = 2\n",
        "%%module some_module\r\nx = '进程'\r\n",
    ],
)
def test_the_judge_reads_the_text_that_the_magic_saves(
    cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from course.magics import register

    with monkeypatch.context() as here:
        here.chdir(tmp_path)
        here.setattr("sys.path", [*sys.path])
        shell = InteractiveShell()
        register(shell)
        shell.run_cell(cell).raise_error()
    sys.modules.pop("some_module", None)
    modules = read_modules([tiny.code(cell)], {}).modules
    assert modules == {"some_module": (tmp_path / "some_module.py").read_text(encoding="utf-8")}


@pytest.mark.parametrize("cell", ["%%module json\nx = 1", "%%module course\n", "%%module a.b\n"])
def test_a_module_cannot_hide_python_or_the_course(cell: str) -> None:
    found = read_modules([tiny.code(cell)], {})
    assert found.modules == {}
    assert [note.slug for note in found.notes] == ["module-name-refused"]


def test_a_helper_module_in_any_cell_counts() -> None:
    cells = [tiny.code("%%module tiny_helper\nx = 1\n"), answer(tiny.RIGHT_ADD)]
    found = read_modules(cells, {"add": "tiny_sum"})
    assert sorted(found.modules) == ["tiny_helper", "tiny_sum"]
    assert found.notes == []


def test_a_module_supplied_by_another_cell_needs_no_excuse() -> None:
    cells = [answer("x = 1\n"), tiny.code(tiny.RIGHT_ADD)]
    found = read_modules(cells, {"add": "tiny_sum"})
    assert found.why_missing("tiny_sum") is None
    assert found.notes == []


def test_markdown_with_the_magic_is_no_module() -> None:
    assert read_modules([tiny.text("%%module tiny_sum\nx = 1", "t")], {}).modules == {}


def test_a_released_name_holds_even_if_something_else_is_called_so() -> None:
    found = read_modules([answer("%%module psutil\nx = 1\n")], {"add": "psutil"})
    assert list(found.modules) == ["psutil"]
