"""The hooks before a commit: commands of this checkout, each of which knows its options."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CONFIG = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = [hook for repo in CONFIG["repos"] for hook in repo["hooks"]]
PREFIX = ["uv", "run", "--no-sync"]
SAMPLES = [
    "course/modules.py",
    "source/00_toolkit/00_toolkit.ipynb",
    "release/00_toolkit/00_toolkit.ipynb",
    "README.md",
]


def command(hook: dict[str, Any]) -> list[str]:
    """Return what a hook runs, in the environment that runs this."""
    words = hook["entry"].split()
    assert words[:3] == PREFIX
    if words[3] == "course":
        return [sys.executable, "-c", "from course_cli.main import main; main()", *words[4:]]
    return [sys.executable, "-m", *words[3:]]


def files(hook: dict[str, Any]) -> list[str]:
    """Return which of the samples a hook is given."""
    if "types_or" in hook:
        return [path for path in SAMPLES if path.endswith((".py", ".ipynb"))]
    return [path for path in SAMPLES if re.search(hook["files"], path)]


def test_hooks_fetch_nothing() -> None:
    assert {repo["repo"] for repo in CONFIG["repos"]} == {"local"}
    assert {hook["language"] for hook in HOOKS} == {"system"}


@pytest.mark.slow
@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_every_hook_runs_on_this_tree(hook: dict[str, Any]) -> None:
    chosen = files(hook)
    assert chosen, "no file would call for it"
    assert "README.md" not in chosen
    words = command(hook)
    if "format" in words:
        words.append("--check")  # a test changes nothing
    if hook.get("pass_filenames", True):
        words += chosen
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
