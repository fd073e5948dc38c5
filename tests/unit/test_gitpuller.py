"""nbgitpuller keeps a student's work when the lessons' repository moves on: docs/jupyterhub.md."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ("00_toolkit", "01_what_is_a_process")
GIT = ["git", "-c", "user.name=Grace", "-c", "user.email=grace@example.org"]
ANSWER = "    return 'mine'\n"

pytest.importorskip("nbgitpuller", reason="the hub extra is not installed")
if shutil.which("git") is None:
    pytest.skip("no git", allow_module_level=True)


def publish(repository: Path, words: str) -> None:
    """Commit all of the instructor's repository of lessons."""
    for command in (["add", "--all"], ["commit", "--quiet", "--message", words]):
        subprocess.run([*GIT, *command], cwd=repository, check=True, capture_output=True)


def pull(repository: Path, folder: Path) -> None:
    """Do what a click on the link does."""
    from nbgitpuller import GitPuller

    for _ in GitPuller(repository.as_uri(), str(folder), branch="main").pull():
        pass


def notebook(folder: Path, lesson: str) -> Path:
    return folder / lesson / f"{lesson}.ipynb"


def cells(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(path.read_text("utf-8"))["cells"]
    return found


def change(path: Path, number: int, line: str) -> None:
    """Add a line to a cell and save the notebook as JupyterLab does."""
    content = json.loads(path.read_text("utf-8"))
    source = content["cells"][number]["source"]
    source[-1] = source[-1].rstrip("\n") + "\n"
    source.append(line)
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An instructor's repository of two released lessons."""
    made = tmp_path / "lessons"
    for lesson in LESSONS:
        shutil.copytree(ROOT / "release" / lesson, made / lesson)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=made, check=True)
    publish(made, "Release two lessons")
    return made


def test_a_pull_keeps_a_students_work_and_brings_what_is_new(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "student"
    pull(repository, folder)
    toolkit = notebook(folder, LESSONS[0])
    answer = next(
        number
        for number, cell in enumerate(cells(toolkit))
        if "%%module" in "".join(map(str, cell["source"]))  # type: ignore[arg-type, call-overload]
    )
    change(toolkit, answer, ANSWER)  # the same place that the instructor will change
    (folder / "02_new").mkdir()
    (folder / "02_new" / "02_new.ipynb").write_text("mine", encoding="utf-8")
    notebook(folder, LESSONS[1]).unlink()

    change(notebook(repository, LESSONS[0]), answer, "    return 'theirs'\n")
    change(notebook(repository, LESSONS[0]), 0, "A line that is new.")
    (repository / "02_new").mkdir()
    (repository / "02_new" / "02_new.ipynb").write_text("theirs", encoding="utf-8")
    publish(repository, "Correct a lesson, release another")
    pull(repository, folder)

    merged = cells(toolkit)
    assert merged[answer]["source"][-1] == ANSWER  # type: ignore[index]
    assert "A line that is new." in str(merged[0]["source"])
    assert notebook(folder, LESSONS[1]).is_file()
    kept = [path.read_text("utf-8") for path in (folder / "02_new").iterdir()]
    assert sorted(kept) == ["mine", "theirs"]
    assert (folder / "02_new" / "02_new.ipynb").read_text("utf-8") == "theirs"
