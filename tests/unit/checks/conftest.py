"""A folder of saved modules, and a backend that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from course.checks import Student, session, student
from course.modules import module_text

Save = Callable[[str], Student]


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[session.Backend]:
    with session.use(session.Backend(tmp_path)) as backend:
        yield backend


@pytest.fixture
def save(backend: session.Backend) -> Save:
    """Save a source as the module `answer` and return the student who wrote it."""

    def save_answer(source: str) -> Student:
        (backend.folder / "answer.py").write_text(module_text("answer", source), encoding="utf-8")
        return student("answer")

    return save_answer


@pytest.fixture(params=session.START_METHODS)
def start_method(request: pytest.FixtureRequest) -> str:
    return str(request.param)
