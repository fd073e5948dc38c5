"""One pass as a user without privileges: files that nbgrader makes read-only must not stop it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import COURSE, ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("setpriv") is None,
        reason="the other tests run as an ordinary user already",
    ),
]
NOBODY = 65534
DROP = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]


def as_nobody(command: list[str], top: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.defpath, "HOME": str(top), "COLUMNS": "200"} | libraries(top)
    return subprocess.run(
        [*DROP, *command], cwd=cwd, env=environment, capture_output=True, text=True, timeout=600
    )


def environment_for_all(top: Path) -> str:
    """Return a copy of this Python that `nobody` may run, with our packages."""
    version = f"python3.{sys.version_info.minor}"
    base, copy = Path(sys.base_prefix), top / "base"
    heavy = shutil.ignore_patterns("site-packages", "test", "config-*", "__pycache__", "idlelib")
    shutil.copytree(base / "lib" / version, copy / "lib" / version, ignore=heavy)
    for library in base.glob("lib/libpython*.so*"):
        shutil.copy(library, copy / "lib")
    (copy / "bin").mkdir()
    shutil.copy(base / "bin" / version, copy / "bin")
    create = [copy / "bin" / version, "-m", "venv", "--without-pip", top / "venv"]
    subprocess.run(create, check=True, env={**os.environ, **libraries(top)})
    (site,) = (top / "venv").glob("lib/python3*/site-packages")
    lines = [f"import site; site.addsitedir({path!r})" for path in (purelib(), str(ROOT))]
    (site / "ours.pth").write_text("\n".join(lines))
    (top / "venv" / "share").symlink_to(Path(sys.prefix, "share"))  # nbconvert's templates
    executable = top / "venv" / "bin" / "python"
    alembic = executable.with_name("alembic")
    alembic.write_text(f'#!/bin/sh\nexec {executable} -m alembic.config "$@"\n')
    alembic.chmod(0o755)
    return str(executable)


def libraries(top: Path) -> dict[str, str]:
    return {"LD_LIBRARY_PATH": str(top / "base" / "lib")}


def purelib() -> str:
    return sysconfig.get_paths()["purelib"]


@pytest.fixture
def top(checkout: Path) -> Iterator[Path]:
    """A folder that `nobody` may reach and write, with the small checkout in it."""
    folder = Path(tempfile.mkdtemp(prefix="course-user-"))
    shutil.copytree(checkout, folder / "checkout")
    # What the box does for an ordinary user is tested where the box is.
    config = folder / "checkout" / "nbgrader_config.py"
    config.write_text(config.read_text().replace('c.Judge.box = "strong"', 'c.Judge.box = "off"'))
    yield folder
    shutil.rmtree(folder)


def test_grade_and_grade_again_as_an_ordinary_user(top: Path) -> None:
    python = sys.executable
    again = f"import subprocess; subprocess.run([{python!r}, '-c', 'import grading'], check=True)"
    if as_nobody([python, "-c", again], top, top).returncode:
        python = environment_for_all(top)
    for path in [top, *top.rglob("*")]:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    folder = top / "class"
    demo = [python, *COURSE[1:], "demo", "--folder", str(folder)]
    run = as_nobody(demo, top, top / "checkout")
    assert run.returncode == 0, run.stdout + run.stderr
    graded = folder / "autograded" / "001-ada" / "00_tiny" / "00_tiny.ipynb"
    assert graded.stat().st_uid == NOBODY
    assert graded.stat().st_mode & 0o777 == 0o444
    for step in ("autograde", "autograde", "generate_feedback"):
        command = [python, "-m", "nbgrader", step, "00_tiny", "--force"]
        run = as_nobody(command, top, folder)
        assert run.returncode == 0, run.stderr
    notebook = json.loads(graded.read_text("utf-8"))
    assert all(check["passed"] for check in notebook["metadata"]["course"]["checks"].values())
