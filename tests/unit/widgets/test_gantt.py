"""The Gantt chart: what Python sends, refuses and draws where no widget can be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, Job, Workload, simulate
from course.scheduling.workloads import random_workload, staggered
from course.widgets import GanttChart, assets
from course.widgets.gantt_static import COLOURS, axis, draw

from .conftest import until


@pytest.fixture
def chart() -> Iterator[GanttChart]:
    made = GanttChart()
    yield made
    made.close()


def rows(*jobs: tuple[object, object, object]) -> list[dict[str, object]]:
    return [{"name": name, "arrival": at, "bursts": bursts} for name, at, bursts in jobs]


def page_of(chart: GanttChart) -> str:
    bundle = chart._repr_mimebundle_()
    assert bundle is not None
    html: str = bundle[0]["text/html"]
    return html


def test_the_frame_is_plain_data(chart: GanttChart) -> None:
    assert json.loads(json.dumps(chart.frame)) == json.loads(json.dumps(chart.frame))
    assert [job["name"] for job in chart.frame["jobs"]] == ["A", "B", "C", "D"]
    assert chart.frame["summary"] == (
        "4 jobs under FCFS, SJF, SRTF and RR with quantum 2. "
        "Smallest mean turnaround: 8.75, by SRTF."
    )


def test_two_charts_of_one_workload_are_equal(chart: GanttChart) -> None:
    other = GanttChart(staggered())
    assert other.frame == chart.frame
    assert page_of(other) == page_of(chart)
    assert repr(other) == "GanttChart(4 jobs: FCFS; SJF; SRTF; RR, quantum 2)"
    other.close()


def test_the_fallback_is_a_picture_and_a_table(chart: GanttChart) -> None:
    page = page_of(chart)
    assert page.count("<svg") == page.count("<table") == 1
    trace = simulate(staggered(), RR(2))
    boxes = page.count('stroke="#fff"')
    assert boxes == sum(len(each.slices) for each in chart.traces())
    assert f"{trace.metrics().mean_turnaround:g}" in page
    assert "<script" not in page


def test_a_switch_is_drawn_in_the_fallback() -> None:
    chart = GanttChart("A 0 2; B 0 2", [FCFS()], switch_cost=0.5)
    assert page_of(chart).count('opacity="0.5"') == 1
    chart.close()


def test_a_name_cannot_smuggle_markup_into_the_fallback() -> None:
    chart = GanttChart([Job("<b>", 0, 50), Job("<script>", 0, 1)], [FCFS()])
    page = page_of(chart)
    assert "<script" not in page
    assert "<b>" not in page
    chart.close()


@pytest.mark.parametrize("predict", [True, "turnaround", "order"])
def test_before_a_prediction_the_fallback_keeps_the_answers(predict: Any) -> None:
    chart = GanttChart(predict=predict)
    page = page_of(chart)
    assert "<svg" not in page
    for tape in chart.frame["tapes"]:
        assert f"{tape['metrics']['mean_turnaround']:g}" not in page
    assert "Predict first" in page
    assert chart.frame["question"] in page
    chart.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"workload": []}, "the workload is empty"),
        ({"workload": ""}, "the workload is empty"),
        ({"workload": "A 0 -3"}, "CPU burst 1 of job A is -3"),
        ({"workload": "A 0 0"}, "must be more than 0"),
        ({"workload": "A 0 nan"}, "CPU burst 1 of job A is nan; give a finite number"),
        ({"workload": "A inf 1"}, "the arrival of job A is inf"),
        ({"workload": "A -1 1"}, "the arrival of job A is -1; it must be 0 or more"),
        ({"workload": "A 0 1; A 1 2"}, "two jobs are named A"),
        ({"workload": "A 0"}, "write name, arrival and burst"),
        ({"workload": "A 0 five"}, "the burst of job A is 'five'; give a number"),
        ({"workload": "A 0 1-2"}, "give an odd number"),
        ({"workload": "A 0 1/0"}, "give a number"),
        ({"workload": "A 0 1 !high"}, "no whole number"),
        ({"workload": "A 0 1 | quantum 0"}, "the quantum of RR is 0"),
        ({"workload": "A 0 1 | speed 3"}, "'speed 3' is no setting"),
        ({"workload": random_workload(201, 1)}, "201 jobs; the chart draws 200"),
        ({"workload": [Job("A", 0, (1,) * 1001)]}, "1001 bursts; the chart draws 1000"),
        ({"policies": []}, "there is no policy"),
        ({"policies": [FCFS()] * 9}, "the chart draws 8"),
        ({"switch_cost": -1}, "the switch cost is -1"),
        ({"switch_cost": float("nan")}, "give a finite number"),
        ({"predict": "everything"}, "choose True, 'turnaround' or 'order'"),
        ({"workload": "A 0 6000", "policies": [RR(1)]}, "about 6,000 turns"),
        ({"workload": "A 0 1 | quantum 2", "policies": [FCFS()]}, "no policy here has one"),
    ],
)
def test_what_is_wrong_is_said_at_the_door(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        GanttChart(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"policies": FCFS()}, "give a list"),
        ({"policies": ["FCFS"]}, "give policies such as"),
        ({"policies": [FCFS]}, "give policies such as"),
        ({"workload": ["A"]}, "write Job"),
        ({"workload": 5}, "give a list of jobs"),
        ({"switch_cost": "1"}, "give an int"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        GanttChart(**arguments)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"do": "jobs", "rows": []}, "the workload is empty"),
        ({"do": "jobs", "rows": rows(("A", 0, "-3"))}, "CPU burst 1 of job A is -3"),
        ({"do": "jobs", "rows": rows(("A", "NaN", "3"))}, "the arrival of job A is nan"),
        ({"do": "jobs", "rows": rows(("A", "", "3"))}, "the arrival of job A is empty"),
        ({"do": "jobs", "rows": rows(("", 0, "3"))}, "a job's name is ''"),
        ({"do": "jobs", "rows": rows(("A", 0, 1), ("A", 0, 2))}, "two jobs are named A"),
        ({"do": "jobs", "rows": rows(*((f"J{n}", 0, 1) for n in range(201)))}, "201 jobs"),
        ({"do": "text", "text": "A 0 7 | quantum 0"}, "the quantum of RR is 0"),
        ({"do": "text", "text": "A 0 7 | switch -1"}, "the switch cost is -1"),
        ({"do": "text", "text": 5}, "does not know"),
        ({"do": "preset", "name": "../secrets"}, "does not know"),
        ({"do": "seed", "seed": "x"}, "does not know"),
        ({"do": "rest", "quantum": "0", "cost": "0"}, "the quantum of RR is 0"),
        ({"do": "dance"}, "does not know"),
    ],
)
def test_bad_input_from_the_page_becomes_a_message_and_changes_nothing(
    chart: GanttChart, request_: dict[str, Any], message: str
) -> None:
    before = chart.frame
    chart.act({**request_, "number": 1})
    assert message in chart.frame["error"]
    assert chart.frame == {**before, "error": chart.frame["error"], "answered": 1}
    assert chart.workload == staggered()
    chart.act({"do": "text", "text": "A 0 7", "number": 2})
    assert chart.frame["error"] == ""


def test_the_page_edits_the_workload_that_the_lesson_reads(chart: GanttChart) -> None:
    chart.act({"do": "jobs", "rows": rows(("A", "0.5", "3"), ("disk", 1, "1-5-1"))})
    assert chart.workload == Workload([Job("A", 0.5, 3), Job("disk", 1, (1, 5, 1))])
    assert chart.frame["round"] == 1
    assert [len(trace.jobs) for trace in chart.traces()] == [2, 2, 2, 2]


def test_a_priority_survives_an_edit_of_the_table(chart: GanttChart) -> None:
    chart.act({"do": "preset", "name": "interactive + batch"})
    assert chart.frame["preset"] == "interactive + batch"
    edited = [dict(row, arrival=0) for row in chart.frame["jobs"]]
    chart.act({"do": "jobs", "rows": edited})
    assert chart.frame["error"] == ""
    assert [job.priority for job in chart.workload] == [0, 0, -5, -5]
    assert chart.frame["preset"] == ""


def test_a_seed_draws_the_same_jobs_again(chart: GanttChart) -> None:
    chart.act({"do": "seed", "seed": 7})
    first = chart.workload
    chart.act({"do": "seed", "seed": 8})
    assert chart.workload != first
    chart.act({"do": "seed", "seed": 7})
    assert chart.workload == first


def test_a_text_can_move_the_sliders(chart: GanttChart) -> None:
    chart.act({"do": "text", "text": "A 0 7; B 1 5 | quantum 3 | switch 0.5"})
    assert chart.policies[-1] == RR(3)
    assert chart.switch_cost == 0.5
    at = chart.frame["at"]
    assert chart.frame["quanta"][at["quantum"]]["text"] == "3"
    assert chart.frame["costs"][at["cost"]]["text"] == "0.5"


def test_an_older_request_does_not_undo_a_newer_one(chart: GanttChart) -> None:
    chart._heard(None, {"do": "text", "text": "new 0 1", "number": 5}, [])
    until(lambda: chart.frame["answered"] == 5)
    chart.act({"do": "text", "text": "old 0 1", "number": 4})
    assert chart.workload.names == ["new"]


def test_a_message_of_another_kind_is_ignored(chart: GanttChart) -> None:
    before = chart.frame
    chart._heard(None, ["not", "a", "request"], [])
    assert chart.frame == before


def test_when_the_sliders_rest_the_lesson_reads_their_position(chart: GanttChart) -> None:
    before = chart.frame
    chart.act({"do": "rest", "quantum": "4", "cost": "0.25"})
    assert chart.policies[-1] == RR(4)
    assert chart.switch_cost == 0.25
    assert chart.frame is before, "the page had all of it: nothing is sent"


def test_in_a_large_chart_the_rest_brings_what_was_not_there() -> None:
    chart = GanttChart(random_workload(50, 1), [FCFS(), SJF(), SRTF(), RR(2)])
    assert not chart._whole
    tape = chart.frame["tapes"][chart.frame["grid"][3][0][0]]
    assert tape["why"] is None
    chart.act({"do": "rest", "quantum": "1", "cost": "1", "number": 1})
    at, grid = chart.frame["at"], chart.frame["grid"]
    home = chart.frame["tapes"][grid[3][at["cost"]][at["quantum"]]]
    assert home["label"] == "RR, quantum 1"
    assert len(home["why"]) == len(home["slices"])
    assert chart.frame["round"] == 0, "the workload is still the same"
    chart.close()


def test_a_chart_without_a_quantum_has_no_slider_for_one() -> None:
    chart = GanttChart(policies=[FCFS(), SJF()])
    assert chart.frame["quanta"] == []
    assert chart.frame["sliding"] is None
    assert all(not row for row in chart.frame["curve"])
    chart.act({"do": "rest", "quantum": "", "cost": "1"})
    assert chart.switch_cost == 1
    chart.close()


def test_a_job_has_a_colour_of_the_palette_and_ink_that_can_be_read_on_it() -> None:
    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for fill, ink in COLOURS:
        dark, bright = sorted((light(fill), light(ink)))
        assert (bright + 0.05) / (dark + 0.05) > 4.5


def test_the_axis_has_round_numbers() -> None:
    assert axis(0, 18) == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]
    assert axis(3, 11) == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert axis(0, 0.8)[:3] == [0, 0.1, 0.2]
    assert len(axis(0, 12345)) <= 15


def test_the_mlfq_moves_with_its_first_slice() -> None:
    chart = GanttChart(policies=[FCFS(), MLFQ((1, 2, 4))])
    assert chart.frame["slider"] == "First slice"
    labels = {tape["label"] for tape in chart.frame["tapes"]}
    assert "MLFQ, slices 3, 6, 12" in labels
    chart.close()


def test_the_script_is_one_module_that_fetches_nothing() -> None:
    script, style = GanttChart._esm, assets.style("gantt")
    assert script.count("export default") == 1
    assert "import " not in script.replace("important ", "")
    links = [line for line in script.splitlines() if "http" in line]
    assert links == ['const SVG = "http://www.w3.org/2000/svg";']
    assert "url(" not in style
    assert "fetch(" not in script


def test_a_drawn_frame_needs_no_widget(chart: GanttChart) -> None:
    assert draw(json.loads(json.dumps(chart.frame))) == draw(chart.frame)
