"""The rules of the house: who imports whom, what children import, what no file may name."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("course", "grading", "authoring", "course_cli", "tests")

# Room -> the rooms that it may import besides itself. The rooms of `course` are named with a dot;
# one that is not in the table imports no other.
MAY_IMPORT: dict[str, set[str]] = {
    "course": {"course.magics", "course.streams"},
    "course.magics": {"course.modules"},
    "course.checks": {"course.processes", "course.modules", "course.progress"},
    "course.progress": set(),
    "course.drivers": {
        "course.chat",
        "course.dispatch",
        "course.events",
        "course.forking",
        "course.processes",
        "course.programs",
        "course.scheduling",
        "course.workers",
        "course.streams",
    },
    "course.forking": set(),
    "course.workers": {"course.events"},
    "course.widgets": {
        "course.events",
        "course.forking",
        "course.processes",
        "course.scheduling",
        "course.chat",
        "course.workers",
        "course.programs",
        "course.progress",
        "course.streams",
    },
    "course.chat": {"course.events", "course.processes"},
    "course.dispatch": {"course.processes", "course.scheduling", "course.workers"},
    "grading": {"course.*"},
    "authoring": {"course.*", "grading"},
    "course_cli": {"course.*", "grading", "authoring"},
}


def room_of(module: str) -> str:
    """Return the room that a module lives in."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "course" else parts[0]


@cache
def modules() -> dict[str, Path]:
    """Return the project's own modules, without tests."""
    found = {}
    for package in PACKAGES[:-1]:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(tree: ast.AST, module: str, package: bool) -> Iterator[str]:
    """Yield the names that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                parts = parts[: len(parts) - node.level + package]
                base = ".".join([*parts, *filter(None, [base])])
            own = modules()
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield full if full in own else base


def forbidden(importer: str, imported: str) -> bool:
    """Tell whether one room may not import another."""
    here, there = room_of(importer), room_of(imported)
    if here == there or there == "course":
        return False
    allowed = MAY_IMPORT.get(here, set())
    return there not in allowed and not (there.startswith("course.") and "course.*" in allowed)


def test_rooms_import_one_way() -> None:
    wrong = []
    for module, path in modules().items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in imports(tree, module, path.name == "__init__.py"):
            if name.split(".")[0] in PACKAGES and forbidden(module, name):
                wrong.append(f"{module} imports {name}")
    assert not wrong


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("course.checks.check", "grading.judge"),
        ("course.scheduling.machine", "course.processes.pcb"),
        ("course.checks.check", "course.widgets.live"),
        ("course.progress.file", "course.checks.session"),
        ("course.workers.toolkit", "course.processes.pcb"),
        ("course.new_room", "course.checks"),
        ("grading.judge", "authoring.lessons"),
        ("authoring.lessons", "course_cli.main"),
        ("course.magics", "tests.unit"),
    ],
)
def test_an_import_against_the_way_would_be_seen(importer: str, imported: str) -> None:
    assert forbidden(importer, imported)


def test_imports_are_found_in_every_form() -> None:
    text = (
        "import grading.judge\ndef f():\n    from course import widgets\n    from . import lessons"
    )
    found = set(imports(ast.parse(text), "authoring.text", package=False))
    assert found == {"grading.judge", "course.widgets", "authoring.lessons"}


def of_children() -> list[str]:
    """Return the modules that children import."""
    return [
        module
        for module in modules()
        if module == "course" or module.startswith(("course.workers", "course.programs"))
    ]


def test_what_children_import_needs_the_standard_library_alone() -> None:
    # Without site-packages and without the environment, in the children's own words: import it.
    lines = [f"import sys; sys.path.insert(0, {str(ROOT)!r}); import importlib"]
    lines += [f"importlib.import_module({name!r})" for name in of_children()]
    lines += ["heavy = [n for n in ('asyncio', 'IPython', 'psutil') if n in sys.modules]"]
    lines += ["assert not heavy, heavy"]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "\n".join(lines)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_there_are_modules_for_children() -> None:
    assert {"course", "course.workers.toolkit"} <= set(of_children())


def test_simulators_know_no_clock_no_display_and_no_process() -> None:
    outside = {"time", "datetime", "multiprocessing", "subprocess", "threading", "asyncio"}
    outside |= {"IPython", "ipywidgets", "anywidget", "psutil", "os", "socket"}
    for module, path in modules().items():
        if module.startswith("course.scheduling"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            used = {name.split(".")[0] for name in imports(tree, module, False)}
            assert not used & outside, f"{module} imports {sorted(used & outside)}"


# -- what no file may hold ---------------------------------------------------------------------

# Put together here, so that this file does not name them either.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "ana" + "conda.org", "npm" + "js.org"]
HOSTS += ["arti" + "factory", "jfrog" + ".io", "/sim" + "ple/"]
PLACES = re.compile(
    r"(?<![\w.~-])/(work|root|home|Users|mnt|private)/(?!ada\b|jovyan\b)\w|[A-Z]:\\Users"
)
BINARY = {".png", ".jpg", ".jpeg", ".gif", ".ico", ".woff2", ".gz", ".zip"}


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that git tracks."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = listed.stdout.decode("utf-8").split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Yield each tracked text file."""
    for path in tracked():
        if path.suffix.lower() not in BINARY:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_no_file_names_a_package_registry() -> None:
    assert not [(name, host) for name, text in texts() for host in HOSTS if host in text]


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    # .gitignore names folders of the checkout from its root on, with the same first letter.
    found = [
        (name, place[0])
        for name, text in texts()
        if name != ".gitignore" and (place := PLACES.search(text))
    ]
    assert not found


@pytest.mark.parametrize("path", ["/{}/x", "see /{}/bob/x", '"/{}/main"'])
@pytest.mark.parametrize("place", ["home", "Users", "work", "root"])
def test_a_place_would_be_seen(path: str, place: str) -> None:
    assert PLACES.search(path.format(place))


@pytest.mark.parametrize("path", ["docs/work/x", "a.b/home/x", "/home/ada/course", "~/work/x"])
def test_a_relative_path_is_no_place(path: str) -> None:
    assert not PLACES.search(path)


def test_files_end_their_lines_as_unix_does() -> None:
    assert not [
        path
        for path in tracked()
        if b"\r\n" in path.read_bytes()
        and path.suffix in {".py", ".ipynb", ".md", ".yml", ".toml", ".js", ".css"}
    ]


def test_the_lock_file_is_not_kept() -> None:
    assert ROOT / "uv.lock" not in tracked()
    ignored = subprocess.run(["git", "check-ignore", "-q", "uv.lock"], cwd=ROOT)
    assert ignored.returncode == 0


def test_no_bitmap_stands_beside_a_notebook() -> None:
    folders = {ROOT / "source", ROOT / "release"}
    assert not [path for path in tracked() if path.suffix in BINARY and folders & set(path.parents)]


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda p: p.name)
def test_tests_never_sleep_and_hope(path: Path) -> None:
    """A bare sleep at the top of a test proves nothing; polling with a deadline may sleep."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for statement in node.body:
                call = statement.value if isinstance(statement, ast.Expr) else None
                assert not (
                    isinstance(call, ast.Call) and ast.unparse(call.func) == "time.sleep"
                ), f"{node.name} sleeps in line {statement.lineno}: poll with a deadline"
