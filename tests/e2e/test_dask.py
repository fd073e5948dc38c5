"""`course grade --dask`: the command on a real cluster, from its start to Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import COURSE, course
from tests.unit.grading import tiny, tiny_class
from tests.unit.grading.dask_cluster import DaskCluster, Part, started, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals"),
]
#: The command, as sure of the code as the workers are (see dask_cluster.SAME_CODE).
SAME = [
    *COURSE[:2],
    "import grading.cluster_worker as w; w.code_digest = lambda: 'same'; " + COURSE[2],
]
ENDLESS = "%%module tiny_sum\ndef add(a, b):\n    while True:\n        pass\n"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DaskCluster, Part]]:
    with started(tmp_path_factory.mktemp("dask")) as dask:
        yield dask, dask.worker(nanny=True, threads=2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course folder where students' code needs no box."""
    folder = tiny.make_course(tmp_path / "class")
    (folder / "nbgrader_config.json").write_text('{"Judge": {"box": "off"}}')
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", tiny.NAME]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder


def released(folder: Path) -> dict[str, object]:
    path = folder / "release" / tiny.NAME / f"{tiny.NAME}.ipynb"
    notebook: dict[str, object] = json.loads(path.read_text())
    return notebook


def start(folder: Path, address: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*SAME, "grade", tiny.NAME, "--dask", address],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "COLUMNS": "200"},
    )


def test_a_class_is_graded_on_the_cluster_and_ctrl_c_cancels(
    folder: Path, cluster: tuple[DaskCluster, Part]
) -> None:
    dask, worker = cluster
    students = tiny_class.hand_in(folder, released(folder))
    run = start(folder, dask.address)
    said, noise = run.communicate(timeout=300)
    assert (run.returncode, noise) == (0, ""), said
    assert f"{len(students)} graded in" in said
    work = folder / "submitted" / "endless" / tiny.NAME
    work.mkdir(parents=True)
    endless = tiny.answered(released(folder), add=ENDLESS)
    (work / f"{tiny.NAME}.ipynb").write_text(json.dumps(endless))
    wait_until(lambda: not worker.judges(), "the first run's processes have left")
    run = start(folder, dask.address)
    wait_until(lambda: worker.judges() or run.poll() is not None, "it is being graded")
    run.send_signal(signal.SIGINT)
    said, noise = run.communicate(timeout=60)
    assert (run.returncode, noise) == (130, ""), said
    assert "Nothing graded is lost" in said
    wait_until(lambda: not worker.judges(), "the run's processes have left", 20)


def test_a_wrong_address_is_one_sentence(folder: Path) -> None:
    tiny_class.hand_in(folder, released(folder))
    run = course("grade", tiny.NAME, "--dask", "tcp://127.0.0.1:1", cwd=folder)
    assert (run.returncode, run.stderr) == (2, "")
    assert run.stdout.startswith("There is no Dask scheduler to be reached at tcp://127.0.0.1:1 (")
    assert run.stdout.count("\n") == 1
