"""PostgreSQL as the gradebook: several graders at once, killed and resumed, the same scores."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from grading.course_api import open_course
from grading.ledger import GradebookTrouble, Ledger
from grading.task import Graded, GradedPage
from tests.e2e.conftest import COURSE, course
from tests.e2e.postgres_server import server
from tests.unit.grading import tiny, tiny_class

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="starts the server as POSIX has it"),
]
SECOND = "tiny2"
LISTS = {
    "grades": "select a.name, s.student_id, b.name, x.auto_score, x.manual_score, "
    "x.needs_manual_grade from grade x join base_cell b on b.id = x.cell_id "
    "join submitted_notebook n on n.id = x.notebook_id",
    "comments": "select a.name, s.student_id, b.name, x.auto_comment, x.manual_comment "
    "from comment x join base_cell b on b.id = x.cell_id "
    "join submitted_notebook n on n.id = x.notebook_id",
    "sheets": "select a.name, s.student_id, s.timestamp, n.late_submission_penalty "
    "from submitted_notebook n",
}
OF = (
    " join submitted_assignment s on s.id = n.assignment_id"
    " join assignment a on a.id = s.assignment_id"
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture(scope="module")
def folder(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that has handed in two assignments, its gradebook in PostgreSQL."""
    return make_class(tmp_path_factory.mktemp("postgres") / "class", url)


def make_class(folder: Path, url: str) -> Path:
    tiny.make_course(folder)
    shutil.copytree(folder / "source" / tiny.NAME, folder / "source" / SECOND)
    (folder / "source" / SECOND / f"{tiny.NAME}.ipynb").rename(
        folder / "source" / SECOND / f"{SECOND}.ipynb"
    )
    config: dict[str, Any] = {"Judge": {"box": "off"}}
    if url:
        config["CourseDirectory"] = {"db_url": url}
    (folder / "nbgrader_config.json").write_text(json.dumps(config))
    api = open_course(folder)
    before = os.getcwd()
    os.chdir(folder)
    try:
        for name in (tiny.NAME, SECOND):
            result = api.generate_assignment(name)
            assert result["success"], result
            with api.gradebook as gradebook:
                gradebook.update_or_create_assignment(name, duedate=tiny_class.DUE)
    finally:
        os.chdir(before)
    released = json.loads((folder / "release" / tiny.NAME / f"{tiny.NAME}.ipynb").read_text())
    for student in tiny_class.hand_in(folder, released):
        work = folder / "submitted" / student
        shutil.copytree(work / tiny.NAME, work / SECOND)
        for path in (work / SECOND).glob(f"{tiny.NAME}.ipynb"):
            path.rename(path.with_name(f"{SECOND}.ipynb"))
    return folder


def told(url: str) -> dict[str, list[str]]:
    """Return all that a gradebook says, in a form that is the same for both databases."""
    engine = create_engine(url)
    with engine.connect() as database:
        found = {name: list(database.execute(text(ask + OF))) for name, ask in LISTS.items()}
        found["students"] = list(database.execute(text("select id from student")))
    engine.dispose()
    return {name: sorted(repr(_same(row)) for row in rows) for name, rows in found.items()}


def _same(row: Any) -> list[object]:
    return [
        int(one)
        if isinstance(one, bool)
        else str(one)[:19]
        if hasattr(one, "year")
        else one[:19]
        if isinstance(one, str) and one.startswith("2031-")
        else one
        for one in row
    ]


def start(folder: Path, assignment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COURSE, "grade", assignment, "--jobs", "2"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "COLUMNS": "200"},
    )


def wait_until(true: Callable[[], object], what: str, limit: float = 60) -> None:
    deadline = time.monotonic() + limit
    while not true():
        assert time.monotonic() < deadline, f"not within {limit:g} s: {what}"
        time.sleep(0.01)


def test_two_graders_write_at_once_one_is_killed_and_no_score_is_lost_or_doubled(
    folder: Path, url: str, tmp_path: Path
) -> None:
    killed, other = start(folder, tiny.NAME), start(folder, SECOND)
    wait_until(
        lambda: killed.poll() is not None or any((folder / "autograded").glob(f"*/{tiny.NAME}/*")),
        "something is graded",
    )
    killed.send_signal(signal.SIGSTOP)  # so that it is at work, for certain
    assert killed.poll() is None, killed.communicate()[0]
    third = course("grade", tiny.NAME, cwd=folder)
    assert third.returncode == 2, third.stdout + third.stderr
    assert f"pid {killed.pid}, on {tiny.NAME}, since" in third.stdout
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    said = other.communicate(timeout=300)[0]
    assert other.returncode == 0, said
    again = course("grade", tiny.NAME, cwd=folder)
    assert again.returncode == 0, again.stdout + again.stderr
    lite = make_class(tmp_path / "lite", "")
    for name in (tiny.NAME, SECOND):
        run = course("grade", name, cwd=lite)
        assert run.returncode == 0, run.stdout + run.stderr
    here, there = told(url), told(f"sqlite:///{lite / 'gradebook.db'}")
    assert len(here["sheets"]) == 26
    assert here == there
    assert tiny_class.autograded(folder) == tiny_class.autograded(lite)


def test_two_that_enter_the_same_student_both_get_their_scores_in(folder: Path, url: str) -> None:
    """The second waits for the first's transaction, finds the student taken, and looks again."""
    mine, theirs = (Ledger.open(open_course(folder), name) for name in (tiny.NAME, SECOND))
    second = threading.Thread(target=theirs.record, args=(result(SECOND),))
    look = create_engine(url)
    make = mine._new_submission

    def late(student: str) -> Any:
        made = make(student)  # the student is entered, and nobody knows yet
        second.start()
        wait_until(lambda: blocked(look), "the other waits for us")
        return made

    mine._new_submission = late  # type: ignore[method-assign]
    mine.record(result(tiny.NAME))
    second.join(30)
    for ledger in (mine, theirs):
        assert "newcomer" in ledger.recorded()
        ledger.__exit__(None, None, None)
    look.dispose()
    scores = [line for line in told(url)["grades"] if "newcomer" in line]
    assert len(scores) == 2 * len(tiny.POINTS)
    assert sum("1.0" in line for line in scores) == 2


def result(assignment: str) -> Graded:
    page = GradedPage(assignment, b"", {"test-add-value": 1.0}, {}, "off")
    return Graded("newcomer", assignment, "", (page,))


def blocked(look: Any) -> bool:
    with look.connect() as database:
        waiting = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
        return bool(database.execute(waiting).scalar())


def test_a_server_that_is_gone_is_explained(folder: Path, tmp_path: Path) -> None:
    config = {"CourseDirectory": {"db_url": "postgresql+psycopg://course@127.0.0.1:1/course"}}
    tiny.make_course(tmp_path / "class")
    (tmp_path / "class" / "nbgrader_config.json").write_text(json.dumps(config))
    with pytest.raises(GradebookTrouble, match=r"server says: .*refused\. See that it runs"):
        Ledger.open(open_course(tmp_path / "class"), tiny.NAME)
