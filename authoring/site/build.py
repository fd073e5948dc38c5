"""Build the site: gather the pages, have Sphinx make them, look for answers, put it in place."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from authoring.lessons import Course
from authoring.notebooks import Notebook, dumps
from authoring.site.lessons import notebooks, opening, page, view_name
from authoring.site.prose import guide_text, guides, index_text
from authoring.site.secrets import published
from authoring.site.views import Views, places, save

MARK = ".course-site"
SECONDS = 300


class NoSite(Exception):
    """The site cannot be built, or would say too much."""


@dataclass(frozen=True)
class Built:
    """What was built, and what was noticed on the way."""

    folder: Path
    lessons: int
    guides: int
    views: int
    warnings: tuple[str, ...]


def build(course: Course, output: Path) -> Built:
    """Build the site of a course beside `output`, then put it there in one step."""
    missing = [one for one in ("sphinx", "myst_nb", "furo") if not importlib.util.find_spec(one)]
    if missing:
        raise NoSite(
            f"{', '.join(missing)} not installed; run: uv sync --extra site (or pip install "
            '-e ".[site]")'
        )
    if not course.lessons:
        raise NoSite(f"there is no lesson in {course.root / 'source'}, so there is nothing to show")
    output = output.resolve()
    refuse_to_replace(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=output.parent, prefix=f".{output.name}-", ignore_cleanup_errors=True
    ) as name:
        pages, made = Path(name) / "pages", Path(name) / "site"
        built, sources = gather(course, pages)
        warnings = run_sphinx(pages, made, Path(name) / "doctrees")
        if found := published(made, sources):
            raise NoSite("the site would publish answers:\n" + "\n".join(found))
        (made / MARK).write_text("Made by `course site`, which replaces it.\n", encoding="utf-8")
        put(made, output, Path(name) / "old")
    return Built(output, *built, tuple(warnings))


def refuse_to_replace(output: Path) -> None:
    """Replace nothing but a site that this command made, or an empty folder."""
    if output.exists() and not (
        output.is_dir() and ((output / MARK).exists() or not any(output.iterdir()))
    ):
        raise NoSite(f"{output} is there already and no site of this command; it stays as it is")


def gather(course: Course, pages: Path) -> tuple[tuple[int, int, int], dict[str, Notebook]]:
    """Write what Sphinx reads; return how many lessons, guides and views, and the sources."""
    try:
        pairs = {lesson: notebooks(lesson) for lesson in course.lessons}
    except FileNotFoundError as error:
        raise NoSite(str(error)) from None
    wanted = [
        (lesson, place)
        for lesson, (source, released) in pairs.items()
        for place in places(lesson, source, released)
    ]
    views = save(wanted)
    with as_file(files(__package__)) as home:
        shutil.copytree(home / "static", pages / "_static")
        shutil.copyfile(home / "conf.py", pages / "conf.py")
    (pages / "lessons").mkdir()
    for lesson, (source, released) in pairs.items():
        made = page(lesson, source, released, views)
        write(pages / "lessons" / f"{lesson.name}.ipynb", dumps(made))
    count = write_views(views, pages / "_static" / "views")
    names = guides(course.root)
    for name, path in names.items():
        text, pictures = guide_text(path, course.root, names)
        write(pages / f"{name}.md", text)
        for picture in pictures:
            (pages / "images").mkdir(exist_ok=True)
            shutil.copyfile(picture, pages / "images" / picture.name)
    openings = {lesson.name: opening(lesson, pair[1]) for lesson, pair in pairs.items()}
    write(pages / "index.md", index_text(openings, list(names)))
    sources = {lesson.name: source for lesson, (source, _) in pairs.items()}
    return (len(pairs), len(names), count), sources


def write_views(views: Views, folder: Path) -> int:
    """Write each view as a script, and what several have in common once; return how many."""
    folder.mkdir()
    count = 0
    for (lesson, cell), found in views.saved.items():
        for at, view in enumerate(found):
            code = {"code": view["code"], "style": view["style"]}
            key = "code-" + hashlib.sha256(packed(code).encode()).hexdigest()[:12]
            write(folder / f"{key}.js", f"courseViews.code({packed(key)}, {packed(code)});\n")
            name = view_name(lesson, cell, at)
            shown = {"code": key, "state": view["state"]}
            write(folder / f"{name}.js", f"courseViews.view({packed(name)}, {packed(shown)});\n")
            count += 1
    return count


def packed(value: Any) -> str:
    """Return a value as JSON that a script can hold."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def write(path: Path, text: str) -> None:
    """Write a text with LF, on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def run_sphinx(pages: Path, made: Path, cache: Path) -> list[str]:
    """Have Sphinx make the pages; return its warnings."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(cache)]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        [*command, str(pages), str(made)],
        capture_output=True, text=True, encoding="utf-8", env=environment, timeout=SECONDS,
    )  # fmt: skip
    if done.returncode != 0:
        raise NoSite(f"Sphinx failed:\n{done.stderr.strip()[-3000:]}")
    (made / ".buildinfo").unlink(missing_ok=True)
    lines = done.stderr.strip().splitlines()
    return [line.replace(str(pages) + os.sep, "") for line in lines if line.strip()]


def put(made: Path, output: Path, old: Path) -> None:
    """Put a finished site where readers look; what was there goes away with the draft."""
    if output.exists():
        os.replace(output, old)
    os.replace(made, output)
