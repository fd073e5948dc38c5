from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from grading.box import Box, Level, Limits, TooWeak, probe
from grading.box.cgroups import Group, NoCgroups


@pytest.fixture(autouse=True)
def fresh_probe() -> Iterator[None]:
    probe.cache_clear()
    yield
    probe.cache_clear()


def test_the_answer_names_its_level_and_its_reasons() -> None:
    protection = probe()
    first, *others = str(protection).splitlines()
    assert first == f"box: {protection.level.name.lower()}"
    assert len(others) == len(protection.reasons) > 0


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="holds for the build machines")
@pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is Linux's")
def test_build_machines_have_a_real_box() -> None:
    assert probe().level >= Level.STRONG, str(probe())


def test_without_bubblewrap_the_box_is_weak_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    protection = probe()
    assert protection.level is Level.WEAK
    assert "bubblewrap" in protection.reasons[0]


@pytest.mark.skipif(probe().level < Level.STRONG, reason="needs bubblewrap")
def test_without_control_groups_the_box_is_strong_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(name: str, limits: Limits) -> Group:
        raise NoCgroups("read-only here")

    monkeypatch.setattr(Group, "create", refuse)
    protection = probe()
    assert protection.level is Level.STRONG
    assert any("read-only here" in reason for reason in protection.reasons)


def test_a_weak_box_must_be_asked_for() -> None:
    weak = replace(probe(), level=Level.WEAK)
    with pytest.raises(TooWeak, match="weak box, strong is asked for"):
        Box(protection=weak)
    assert Box(protection=weak, allow_weak=True).level is Level.WEAK


def test_less_than_asked_for_is_refused() -> None:
    strong = replace(probe(), level=Level.STRONG)
    with pytest.raises(TooWeak, match="full is asked for"):
        Box(protection=strong, at_least=Level.FULL)


@pytest.mark.parametrize("name", ["seconds", "processes", "memory", "folder"])
def test_limits_must_be_above_zero(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Limits(**{name: 0})
