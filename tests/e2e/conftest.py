"""A small checkout of a course with one tiny assignment, for the demonstration to run on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.grading import tiny

ROOT = Path(__file__).resolve().parents[2]
COURSE = [sys.executable, "-c", "from course_cli.main import main; main()"]

MANIFEST = """
[[sample]]
name = "all-right"
score = 7
diagnoses = []

[[sample]]
name = "wrong"
answers = { add = "mutant:minus" }
score = 3
diagnoses = ["undiagnosed"]

[[sample]]
name = "late-and-renamed"
change = ["renamed"]
days_late = 0.5
score = 6.3
diagnoses = ["notebook-renamed"]

[[sample]]
name = "nothing"
change = ["nothing"]
score = 0
diagnoses = ["not-submitted"]
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return the root of a small checkout."""
    root = tmp_path / "checkout"
    root.mkdir()
    tiny.make_course(root)
    folder = root / "source" / "00_tiny"
    (root / "source" / tiny.NAME).rename(folder)
    (folder / f"{tiny.NAME}.ipynb").rename(folder / "00_tiny.ipynb")
    (root / "pyproject.toml").write_text("")
    examples = root / "examples" / "00_tiny"
    examples.mkdir(parents=True)
    (examples / "manifest.toml").write_text(MANIFEST)
    mutants = root / "tests" / "mutants" / "add"
    mutants.mkdir(parents=True)
    (mutants / "minus.py").write_text("# diagnosis: x\ndef add(a, b):\n    return a - b\n")
    return root


def course(*arguments: str, cwd: Path, timeout: float = 600) -> subprocess.CompletedProcess[str]:
    """Run the course command to its end."""
    return subprocess.run(
        [*COURSE, *arguments],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=timeout,
    )
