"""environment.yml (conda, Binder) asks for what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?(?P<range>[^;]*)(;.*)?")


def ranges(requirements: list[str]) -> dict[str, set[str]]:
    """Return the bounds that each name is given."""
    found = {}
    for requirement in requirements:
        parts = REQUIREMENT.fullmatch(requirement.strip())
        assert parts, f"unreadable requirement {requirement!r}"
        bounds = {bound.strip() for bound in parts["range"].split(",") if bound.strip()}
        found[parts["name"].lower().replace("_", "-")] = bounds
    return found


def conda() -> dict[str, set[str]]:
    return ranges([one for one in ENVIRONMENT["dependencies"] if isinstance(one, str)])


def test_conda_asks_for_the_packages_and_ranges_of_the_project() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = ranges(PROJECT["dependencies"] + extras["grading"])
    assert {name: bounds for name, bounds in conda().items() if name in wanted} == wanted


def test_conda_asks_for_nothing_else_but_python_and_pip() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = ranges(PROJECT["dependencies"] + extras["grading"])
    assert set(conda()) - set(wanted) == {"python", "pip"}


def test_conda_asks_for_the_projects_python() -> None:
    assert conda()["python"] == ranges([f"python{PROJECT['requires-python']}"])["python"]


def test_pip_installs_the_checkout_itself_and_nothing_else() -> None:
    (pip,) = [one["pip"] for one in ENVIRONMENT["dependencies"] if isinstance(one, dict)]
    assert pip == ["-e ."]


def test_only_the_community_channel_is_asked() -> None:
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]
