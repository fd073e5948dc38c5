"""The site of a small course: what is on it, what never is, and how it gets into place."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from authoring.lessons import Course
from authoring.site import build as module
from authoring.site.build import MARK, NoSite, build
from authoring.site.secrets import text_of
from course_cli.main import app
from tests.unit.site.conftest import ANSWER

Make = Callable[..., Course]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_site_is_the_same_twice_and_holds_what_it_should(
    make_course: Make, tmp_path: Path
) -> None:
    course = make_course()
    built = build(course, tmp_path / "one")
    again = build(course, tmp_path / "a folder" / "two")
    assert (built.lessons, built.guides, built.warnings) == (1, 2, ())
    assert contents(built.folder) == contents(again.folder)

    lesson = text_of(built.folder / "lessons" / "01_counting.html")
    assert "forty-two" in lesson, "what the lesson printed"
    assert "raise NotImplementedError()" in lesson, "the answer cell as students get it"
    assert "Check: adds what is positive" in lesson
    assert "returned 42" not in lesson, "what a check says when it passes tells of its hidden part"

    made = (built.folder / "lessons" / "01_counting.html").read_text(encoding="utf-8")
    assert re.search(r"<td[^>]*>(<p>)?A(</p>)?</td>", made), "a table that a cell displays"

    index = text_of(built.folder / "index.html")
    assert "How many are there?" in index
    assert "Builds on 0" in index

    guide = (built.folder / "student.html").read_text(encoding="utf-8")
    assert 'href="scaling.html#far"' in guide
    assert 'href="lessons/01_counting.html"' in guide
    assert "magics.py" not in guide, "a file that is no page has no link"

    loads = re.compile(r"<(?:script|link|img|iframe)[^>]*?(?:src|href)=\"([^\"]+)\"")
    for path in built.folder.rglob("*.html"):
        addresses = [html.unescape(one) for one in loads.findall(path.read_text("utf-8"))]
        assert addresses
        assert not [one for one in addresses if "//" in one], path.name


def test_a_site_that_would_give_an_answer_away_is_not_published(
    make_course: Make, tmp_path: Path
) -> None:
    course = make_course()
    guide = course.root / "docs" / "student.md"
    guide.write_text(f"# For students\n\n```python\ndef f(numbers):\n{ANSWER}\n```\n", "utf-8")
    with pytest.raises(NoSite, match=r"student\.html gives away cell 'adding'"):
        build(course, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_site_replaces_a_site_and_nothing_else(
    make_course: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quick(pages: Path, made: Path, cache: Path) -> list[str]:
        made.mkdir()
        (made / "index.html").write_text("new", encoding="utf-8")
        return []

    monkeypatch.setattr(module, "run_sphinx", quick)
    course, output = make_course(), tmp_path / "site"
    output.mkdir()
    (output / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(NoSite, match="stays as it is"):
        build(course, output)
    assert contents(output) == {"thesis.txt": b"mine"}
    (output / MARK).touch()
    build(course, output)
    assert contents(output).keys() == {"index.html", MARK}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == []


def test_when_a_build_fails_the_old_site_stays(
    make_course: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(pages: Path, made: Path, cache: Path) -> list[str]:
        raise NoSite("Sphinx failed")

    monkeypatch.setattr(module, "run_sphinx", broken)
    output = tmp_path / "site"
    output.mkdir()
    for name in (MARK, "index.html"):
        (output / name).write_text("old", encoding="utf-8")
    with pytest.raises(NoSite, match="Sphinx failed"):
        build(make_course(), output)
    assert contents(output) == {MARK: b"old", "index.html": b"old"}
    assert {path.name for path in tmp_path.iterdir()} == {"a course", "site"}


def run_site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(app, ["site"], env={"COLUMNS": "300"})
    return done.exit_code, " ".join(done.output.split())


def test_the_command_says_what_is_missing(
    make_course: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = run_site(tmp_path, monkeypatch)
    assert (code, "no course around" in said) == (2, True)
    course = make_course(released=False)
    code, said = run_site(course.root, monkeypatch)
    assert code == 2
    assert "01_counting has no students' notebook to show; run: course release 01_counting" in said


def test_a_course_without_lessons_has_no_site(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    with pytest.raises(NoSite, match="there is no lesson"):
        build(Course(tmp_path), tmp_path / "site")


def test_without_sphinx_the_command_says_what_to_install(
    make_course: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(NoSite, match="uv sync --extra site"):
        build(make_course(), tmp_path / "site")


def test_output_that_varies_is_announced(make_course: Make) -> None:
    from authoring.site.lessons import VARIES, notebooks, page
    from authoring.site.views import Views

    pid = nbformat.v4.new_code_cell("os.getpid()", id="pid")
    pid.metadata.tags = ["nbval-ignore-output"]
    (lesson,) = make_course(pid).lessons
    made = page(lesson, *notebooks(lesson), Views())
    (cell,) = [one for one in made.cells if one.id == "pid"]
    assert VARIES in cell.outputs[0].data["text/html"]
