"""Who may enter the arena: machines with a real box; elsewhere the tests are skipped aloud."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator

import pytest

pytest.importorskip("resource", reason="hostile tests need Linux")

from grading.box import Level, Nursery, Protection, probe
from tests.hostile import arena
from tests.hostile.bench import Bench

PATIENCE = 300.0


def pytest_configure(config: pytest.Config) -> None:
    """Make known the mark that says which hostile case a test holds."""
    config.addinivalue_line("markers", "case(number): holds a case of the threat model's table")


# As long as the tests of this folder: others must not run inside these limits.
@pytest.fixture(scope="package", autouse=True)
def safe_machine() -> Iterator[None]:
    """Lay the outer limits around every test here."""
    if probe().level < Level.STRONG:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must have a real box:\n{probe()}")
        pytest.skip(f"no real box here:\n{probe()}")
    with arena.outer_limits():
        yield


@pytest.fixture(autouse=True)
def hard_deadline() -> Iterator[None]:
    """End the whole test process if one test hangs; the box dies with it."""
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def best() -> Protection:
    """Return the best protection that this machine gives."""
    return probe()


@pytest.fixture(scope="package")
def nursery(safe_machine: None) -> Iterator[Nursery]:
    """Keep one warm interpreter for all tests that fork their boxes from it."""
    with Nursery() as nursery:
        yield nursery


@pytest.fixture(params=["full", "strong", "full-nursery", "strong-nursery"])
def each(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Protection:
    """Return both real levels, each with boxes started anew and forked from a nursery."""
    level, _, warm = request.param.partition("-")
    protection = arena.at_level(Level[level.upper()])
    if protection is None:
        pytest.skip(f"no {level} box here")
    if warm:
        monkeypatch.setattr(arena, "nursery", request.getfixturevalue("nursery"))
    return protection


@pytest.fixture(scope="package")
def bench(safe_machine: None) -> Iterator[Bench]:
    """Keep two warm judges: one for the accused, one for the neighbour."""
    bench = Bench()
    yield bench
    bench.close()
