"""The drawing kit: well-formed fragments, inks that can be read, words that fit."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from course.widgets.drawing import (
    GREEN,
    PALETTE,
    Paint,
    arrow,
    box,
    chip,
    label,
    legend,
    path,
    picture,
    width_of,
)


def brightness(colour: str) -> float:
    parts = colour.lstrip("#")
    if len(parts) == 3:
        parts = "".join(each * 2 for each in parts)
    shares = [int(parts[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    lines = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * lines[0] + 0.7152 * lines[1] + 0.0722 * lines[2]


@pytest.mark.parametrize("paint", PALETTE, ids=lambda paint: paint.fill)
def test_the_ink_can_be_read_on_its_paint(paint: Paint) -> None:
    light, dark = sorted((brightness(paint.fill), brightness(paint.ink)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_part_is_well_formed_and_stands_on_a_line_of_its_own() -> None:
    parts = [
        label(0, 10, "<a> & b", bold=True, dim=True, mono=True),
        box(0, 0, 80, 20, "words", paint=GREEN),
        box(0, 0, 80, 20, "words", dashed=True),
        chip("A", 10, 10, "A", GREEN),
        arrow([(0, 0), (10, 0), (10, 10)]),
        path("M0 0H9", faint=True),
        legend(0, 20, [(GREEN, "runs"), (None, "waits")]),
    ]
    svg = picture(50, "all parts", *parts)
    ElementTree.fromstring(svg)
    assert all("\n" not in part for part in parts)
    assert svg.split("\n")[2:-1] == parts


def test_words_that_do_not_fit_a_box_are_told_on_hovering() -> None:
    assert "<title>" not in box(0, 0, width_of("reading") + 5, 20, "reading", paint=GREEN)
    narrow = box(0, 0, width_of("reading") - 5, 20, "reading", paint=GREEN)
    assert "<title>reading</title>" in narrow
    assert "<text" not in narrow


def test_an_arrow_points_to_its_end() -> None:
    head = arrow([(0, 0), (100, 0)]).split('d="')[2]
    assert head.startswith("M100 0L")
