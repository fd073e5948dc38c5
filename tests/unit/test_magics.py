"""`%%module`: what is saved, what is bound, what is refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from course import magics
from course.modules import ModuleNameError, check_name, module_text


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    monkeypatch.chdir(tmp_path)
    modules, path = set(sys.modules), list(sys.path)
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(history_manager=None)
    magics.register(shell)
    yield shell
    InteractiveShell.clear_instance()
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if getattr(sys.modules[name], "__file__", None) and str(tmp_path) in str(
            sys.modules[name].__file__
        ):
            del sys.modules[name]


def run(shell: InteractiveShell, cell: str) -> BaseException | None:
    result = shell.run_cell(cell)
    return result.error_before_exec or result.error_in_exec


def test_a_cell_becomes_a_file_whose_lines_are_the_cells(
    shell: InteractiveShell, tmp_path: Path
) -> None:
    assert run(shell, "%%module lesson_greeting\ndef hello():\n    return 'hé'\n") is None
    saved = (tmp_path / "lesson_greeting.py").read_bytes()
    assert saved == "# %%module lesson_greeting\ndef hello():\n    return 'hé'\n".encode()


def test_public_names_are_bound_and_private_ones_not(shell: InteractiveShell) -> None:
    run(shell, "%%module lesson_greeting\nimport os\nA = 1\n_b = 2\n")
    assert shell.user_ns["A"] == 1
    assert shell.user_ns["os"] is os
    assert "_b" not in shell.user_ns


def test_all_decides_where_it_is_given(shell: InteractiveShell) -> None:
    run(shell, "%%module lesson_greeting\n__all__ = ['a']\na = 1\nb = 2\n")
    assert "a" in shell.user_ns
    assert "b" not in shell.user_ns


def test_running_the_cell_again_reloads_it(shell: InteractiveShell) -> None:
    for number in (1, 2, 3):
        run(shell, f"%%module lesson_greeting\nA = {number}\n")
        assert shell.user_ns["A"] == number


@pytest.mark.parametrize(
    "name",
    ["", "3x", "a-b", "for", "json", "course", "con", "COM1", "__main__", "psutil", "a b", "a/b"],
)
def test_a_bad_name_is_refused_and_nothing_is_written(
    shell: InteractiveShell, tmp_path: Path, name: str
) -> None:
    error = run(shell, f"%%module {name}\nA = 1\n")
    assert type(error).__name__ == "UsageError"
    assert list(tmp_path.iterdir()) == []


def test_a_name_may_be_used_again_by_its_own_cell(tmp_path: Path) -> None:
    (tmp_path / "lesson_greeting.py").write_text("")
    assert check_name("lesson_greeting", tmp_path) == "lesson_greeting"


def test_a_refusal_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModuleNameError, match="Choose another name"):
        check_name("json", tmp_path)


def test_a_syntax_error_is_shown_at_its_line_and_keeps_the_old_file(
    shell: InteractiveShell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, "%%module lesson_greeting\nA = 1\n")
    before = (tmp_path / "lesson_greeting.py").read_bytes()
    error = run(shell, "%%module lesson_greeting\nA = 1\ndef f(:\n    pass\n")
    shown = capsys.readouterr().out
    assert error is not None
    assert "line 3" in shown
    assert "run_cell_magic" not in shown
    assert (tmp_path / "lesson_greeting.py").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["lesson_greeting.py"]


def test_an_error_at_import_is_shown_from_the_cell_on(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    error = run(shell, "%%module lesson_greeting\n\n1 / 0\n")
    shown = capsys.readouterr().out
    assert isinstance(error, ZeroDivisionError)
    assert "lesson_greeting.py" in shown
    assert "importlib" not in shown


def test_changing_the_folder_moves_no_module(shell: InteractiveShell, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    run(shell, "import os; os.chdir('elsewhere')")
    run(shell, "%%module lesson_greeting\nA = 1\n")
    assert (tmp_path / "lesson_greeting.py").exists()


def test_windows_line_ends_become_plain_ones() -> None:
    assert module_text("m", "a = 1\r\nb = 2\r\n") == "# %%module m\na = 1\nb = 2\n"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_cannot_be_written_is_said(shell: InteractiveShell, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        error = run(shell, "%%module lesson_greeting\nA = 1\n")
    finally:
        tmp_path.chmod(0o700)
    assert "writable" in str(error)
