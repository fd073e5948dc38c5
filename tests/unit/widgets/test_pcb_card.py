"""The frames of the PCB card."""

from __future__ import annotations

import json
import os
from dataclasses import fields, replace
from typing import Any

import pytest

from course.processes import PCB, ProcessGone, State, wait_for_state
from course.widgets import PCBCard
from course.widgets.pcb_card import EXAMPLE, draw, frame_of
from course.widgets.pcb_fields import GROUPS

from .conftest import Child


def shown(frame: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["key"]: field for group in frame["groups"] for field in group["fields"]}


def test_the_card_of_a_child_is_plain_data(sleeper: Child) -> None:
    card = PCBCard(sleeper.pid)
    json.dumps(card.frame)
    values = shown(card.frame)
    assert values["pid"]["value"] == str(sleeper.pid)
    assert values["parent"]["value"] == str(os.getpid())
    assert card.frame["title"] == "python -c"
    card.close()


def test_every_field_of_a_pcb_has_a_place_on_the_card() -> None:
    sources = {field.source for group in GROUPS.values() for field in group}
    elsewhere = {"read_at", "memory", "missing"}
    assert sources | elsewhere == {field.name for field in fields(PCB)}


def test_what_changed_is_marked_and_the_age_is_not() -> None:
    before = frame_of(EXAMPLE, "worker", {})
    assert not any(field["changed"] for field in shown(before).values())
    later = replace(EXAMPLE, voluntary_switches=15, read_at=EXAMPLE.read_at + 1)
    after = shown(frame_of(later, "worker", before))
    assert [key for key, field in after.items() if field["changed"]] == ["voluntary_switches"]
    assert after["created"]["value"] == "13 s"


def test_a_missing_field_says_why() -> None:
    pcb = replace(EXAMPLE, cwd=None, memory=None, missing={"cwd": "not here", "memory": "no list"})
    frame = frame_of(pcb, "worker", {})
    assert shown(frame)["cwd"]["missing"] == "not here"
    assert shown(frame)["cwd"]["value"] == "–"
    assert (frame["regions"], frame["no_regions"]) == ([], "no list")
    assert "not here" in draw(frame)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no zombies")
def test_a_zombie_is_shown_as_one(sleeper: Child) -> None:
    card = PCBCard(sleeper)
    sleeper.terminate()
    wait_for_state(sleeper.pid, State.ZOMBIE)
    card.refresh()
    assert card.frame["state"] == "zombie"
    assert "not collected" in card.frame["ended"]
    assert card.frame["live"]["running"], "it is still there to be read"
    card.close()


def test_after_the_end_the_card_keeps_the_last_reading_of_its_life(sleeper: Child) -> None:
    card = PCBCard(sleeper)
    alive = shown(card.frame)
    sleeper.kill()
    if os.name == "posix":
        wait_for_state(sleeper.pid, State.ZOMBIE)
        card.refresh()  # a zombie's reading is no reading of its life
    sleeper.wait()
    card.refresh()
    assert card.frame["state"] == "ended"
    assert "keeps the last reading" in card.frame["ended"]
    assert shown(card.frame)["command"] == alive["command"] | {"changed": os.name == "posix"}
    assert card.frame["live"]["running"] is False
    assert any("→ ended" in line for line in card.frame["news"]["lines"])
    card.close()


def test_a_process_that_is_gone_has_no_card(sleeper: Child) -> None:
    sleeper.kill()
    sleeper.wait()
    with pytest.raises(ProcessGone):
        PCBCard(sleeper.pid)


def test_the_fallback_is_the_same_for_every_child(sleeper: Child) -> None:
    card = PCBCard(sleeper)
    bundle = card._repr_mimebundle_()
    assert bundle is not None
    assert bundle[0]["text/html"] == draw(frame_of(EXAMPLE, "worker-1", {}))
    assert str(sleeper.pid) not in bundle[0]["text/html"]
    card.close()


def test_the_reading_of_now_can_be_the_fallback(sleeper: Child) -> None:
    card = PCBCard(sleeper, fallback="now")
    bundle = card._repr_mimebundle_()
    assert bundle is not None
    assert f'<td style="text-align:left">{sleeper.pid}</td>' in bundle[0]["text/html"]
    card.close()


def test_the_bar_is_as_wide_as_the_picture() -> None:
    frame = frame_of(EXAMPLE, "worker", {})
    bars = [part for part in draw(frame).split("<rect ") if 'height="22"' in part]
    widths = [float(bar.split('width="')[1].split('"')[0]) for bar in bars]
    assert sum(widths) == pytest.approx(560, abs=0.5)
    assert len(widths) == len(EXAMPLE.memory or ())
