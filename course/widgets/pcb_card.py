"""`PCBCard`: the process control block of a live child, read anew and shown in groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from course.processes import PCB, ProcessGone, Region, State, look_at, read_pcb
from course.processes.memory import KINDS
from course.processes.records import AnyProcess, handle
from course.widgets import assets, static
from course.widgets.live import Fallback, Frame, LiveWidget
from course.widgets.pcb_fields import GROUPS, Field

# Okabe and Ito again, in the order in which the regions stand in the bar.
REGION_COLOURS = {
    "text": "#0072B2",
    "constants": "#56B4E9",
    "data": "#009E73",
    "heap": "#E69F00",
    "mapped": "#F0E442",
    "stack": "#CC79A7",
    "shared": "#D55E00",
}


class PCBCard(LiveWidget):
    """Show what the system keeps about `process`, read anew every `seconds`.

    When the process has ended, the card says so and keeps the last reading of its life.
    """

    _esm = assets.script("pcb_card")
    _css = assets.style("pcb_card")

    def __init__(
        self, process: AnyProcess, *, seconds: float = 1.0, fallback: Fallback = "example"
    ) -> None:
        # psutil's handle knows when the process was created: a pid that is used again is not it.
        self._process = handle(process)
        self._title = look_at(process).title
        self._last: PCB | None = None
        self._shown: Frame = {}
        super().__init__(seconds=seconds, fallback=fallback)

    def make_frame(self) -> Frame:
        """Read the PCB; after the end, show the last one again."""
        was = State(self._shown["state"]) if self._shown else None
        try:
            if not self._process.is_running():
                raise ProcessGone(self._process.pid)
            pcb = read_pcb(self._process)
            if self._last is None or not pcb.state.ended:
                self._last = pcb
        except ProcessGone:
            if self._last is None:
                raise
            pcb = replace(self._last, state=State.ENDED)
            self._over.set()
        self._shown = frame_of(pcb, self._title, self._shown)
        if was is not None and was is not pcb.state and (pcb.state.ended or was is State.STOPPED):
            self.tell(f"{self._title}: {was} → {pcb.state}.")
        return dict(self._shown)

    def example(self) -> Frame:
        """Return the card of a worker that waits for a message."""
        return frame_of(EXAMPLE, "worker-1", {})

    def draw(self, frame: Frame) -> str:
        """Return the memory bar as an SVG, and all fields as a table."""
        return draw(frame)


def frame_of(pcb: PCB, title: str, before: Frame) -> Frame:
    """Return the frame for a PCB; what differs from the frame `before` is marked as changed."""
    old = {
        field["key"]: field["value"]
        for group in before.get("groups", ())
        for field in group["fields"]
    }
    groups = [
        {"key": name, "fields": [_shown(pcb, field, old) for field in fields]}
        for name, fields in GROUPS.items()
    ]
    gone = pcb.state is State.ENDED
    return {
        "title": title,
        "pid": pcb.pid,
        "state": str(pcb.state),
        "colour": static.colour_of(pcb.state),
        "ended": END_SAYS.get(pcb.state, ""),
        "groups": groups,
        "regions": [_region(region) for region in pcb.memory or ()],
        "no_regions": pcb.missing.get("memory", ""),
        "finished": "The process is gone: there is nothing more to read." if gone else "",
        "summary": f"{title}, pid {pcb.pid}: {pcb.state}.",
    }


END_SAYS = {
    State.ENDED: "This process has ended. The card keeps the last reading of its life.",
    State.ZOMBIE: "This process has ended; its parent has not collected it yet (a zombie).",
}


def _shown(pcb: PCB, field: Field, old: Mapping[str, str]) -> dict[str, Any]:
    missing = pcb.missing.get(field.source, "")
    value = "–" if missing else field.says(pcb)
    return {
        "key": field.source,
        "label": field.label,
        "value": value,
        "missing": missing,
        "help": field.help,
        "changed": not field.steady and old.get(field.source, value) != value,
    }


def _region(region: Region) -> dict[str, Any]:
    return {
        "key": region.kind,
        "resident": region.resident,
        "text": static.size_text(region.resident),
        "size": static.size_text(region.size),
        "holds": KINDS[region.kind],
        "colour": REGION_COLOURS[region.kind],
    }


def draw(frame: Frame) -> str:
    """Return a frame as an SVG of its memory and a table of its fields."""
    width, x = 560.0, 0.0
    total = sum(region["resident"] for region in frame["regions"]) or 1
    parts = [
        static.text(0, 16, f"{frame['title']}, pid {frame['pid']}", size=15, bold=True),
        static.text(330, 16, frame["state"]),
        f'<circle cx="316" cy="11" r="6" fill="{frame["colour"]}"/>',
    ]
    for number, region in enumerate(frame["regions"]):
        share = width * region["resident"] / total
        fill = f'fill="{region["colour"]}"'
        parts.append(f'<rect x="{x:.1f}" y="30" width="{share:.1f}" height="22" {fill}/>')
        x += share
        column, line = number % 4 * 140, 66 + number // 4 * 20
        parts.append(f'<rect x="{column}" y="{line}" width="10" height="10" {fill}/>')
        parts.append(
            static.text(column + 16, line + 10, f"{region['key']} {region['text']}", size=12)
        )
    drawing = static.picture(560, 110, frame["summary"], *parts)
    numbers = static.table(
        ("group", "field", "value", "what it is"),
        [
            (group["key"], field["label"], field["missing"] or field["value"], field["help"])
            for group in frame["groups"]
            for field in group["fields"]
        ]
        + [
            ("Memory", region["key"], region["text"], region["holds"])
            for region in frame["regions"]
        ],
    )
    caption = (
        f"The process control block of {frame['title']}. This is a picture; "
        "run the cell in JupyterLab for the live card."
    )
    return static.figure(drawing, numbers, caption)


EXAMPLE = PCB(
    pid=102,
    read_at=1e9 + 12,
    parent=100,
    name="python",
    user="ada",
    created=1e9,
    command=("python", "worker.py"),
    cwd="/home/ada/course",
    state=State.BLOCKED,
    cpu_user=0.07,
    cpu_system=0.02,
    voluntary_switches=14,
    involuntary_switches=3,
    nice=0,
    threads=1,
    rss=20_004_864,
    vms=22_683_648,
    memory=(
        Region("text", 4_276_224, 4_812_800, 25),
        Region("constants", 2_940_928, 4_030_464, 73),
        Region("data", 1_372_160, 1_372_160, 23),
        Region("heap", 5_079_040, 5_079_040, 1),
        Region("mapped", 6_299_648, 7_258_112, 9),
        Region("stack", 36_864, 135_168, 1),
    ),
    open_files=(),
    descriptors=5,
    missing={},
)
