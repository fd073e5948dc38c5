from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_promise_names_a_test_that_exists() -> None:
    page = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    folders = [ROOT / "tests" / one for one in ("hostile", "unit/box", "unit/checks")]
    sources = [path.read_text(encoding="utf-8") for f in folders for path in f.glob("test_*.py")]
    defined = set(re.findall(r"^def (test_\w+)", "\n".join(sources), re.MULTILINE))
    assert len(named) > 40
    assert named - defined == set()


def test_every_hostile_test_backs_a_promise() -> None:
    page = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    text = "\n".join(p.read_text("utf-8") for p in (ROOT / "tests" / "hostile").glob("test_*.py"))
    defined = set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))
    assert {name for name in defined if name not in page} <= {"test_a_call_may_look_at_itself"}
