"""What Binder's image holds after `postBuild`, and what a server started in it shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from course_cli.image import merged
from course_cli.lab_server import LabServer
from tests.e2e.conftest import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="images are built on Linux")


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A home as repo2docker makes it, the checkout in it and built; `env/` is the environment."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("course", "course_cli", "grading", "authoring", "release"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    (home / "source").mkdir()
    for name in ("postBuild", "nbgrader_config.py", "pyproject.toml"):
        shutil.copy2(ROOT / name, home / name)
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(home),
        "PYTHONPATH": str(home),
        "NB_PYTHON_PREFIX": str(tmp_path / "env"),
    }
    subprocess.run([home / "postBuild"], cwd=home, env=environment, check=True, timeout=120)
    return home


def test_what_binder_reads_stands_together() -> None:
    # repo2docker looks in binder/ or .binder/ alone if there is one.
    assert not (ROOT / "binder").exists()
    assert not (ROOT / ".binder").exists()
    assert (ROOT / "environment.yml").is_file()
    assert os.access(ROOT / "postBuild", os.X_OK)


@pytest.mark.slow
def test_an_image_opens_on_the_start_page_with_a_students_settings(image: Path) -> None:
    work = image / "work"
    lessons = {folder.name for folder in (ROOT / "release").iterdir() if folder.is_dir()}
    assert lessons <= {folder.name for folder in work.iterdir()}
    assert "(00_toolkit/00_toolkit.ipynb)" in (work / "START_HERE.md").read_text("utf-8")

    server = LabServer(image, image.parent / "lab", page="work/START_HERE.md")
    server.variables = {"JUPYTER_CONFIG_PATH": str(image.parent / "env" / "etc" / "jupyter")}
    with server, urllib.request.urlopen(server.link, timeout=60) as answer:
        page = answer.read().decode()
        file = f"{server.url.removesuffix('/lab')}/files/work/START_HERE.md?token={server.token}"
        with urllib.request.urlopen(file, timeout=60) as text:
            assert text.read().startswith(b"# Start here")
    found = re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    config = json.loads(found[1])
    disabled = set(config["disabledExtensions"])
    assert {"@jupyter/nbgrader:formgrader", "@jupyter/nbgrader:create-assignment"} <= disabled
    assert {"@jupyter/nbgrader:assignment-list"} <= disabled
    assert {"@jupyterlab/extensionmanager-extension"} <= disabled
    assert config["treePath"] == "work/START_HERE.md"


def test_settings_are_joined_within_their_sections() -> None:
    assert merged({"a": {"x": 1}, "b": 1}, {"a": {"y": 2}, "b": 2}) == {
        "a": {"x": 1, "y": 2},
        "b": 2,
    }
