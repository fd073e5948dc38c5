"""The Gantt chart in JupyterLab: by keyboard and mouse, with a kernel and without, both themes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from ipywidgets import Widget
from lab_page import LabPage
from playwright.sync_api import Locator, expect

from course.scheduling import FCFS, MLFQ, RR, SRTF, simulate
from course.scheduling.replay import frames
from course.scheduling.workloads import interactive_and_batch, staggered
from course.widgets import GanttChart
from course.widgets.gantt_static import number_text
from course_cli.lab_server import LabServer

WriteNotebook = Callable[..., str]

IMPORTS = """
from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, Job
from course.widgets import GanttChart
"""


def chart_of(page: LabPage) -> Locator:
    """Return the chart once its kernel has answered."""
    found = page.notebook.get_by_role("region", name="Gantt chart")
    expect(found).to_have_attribute("data-live", "yes")
    return found


def show(page: LabPage, write_notebook: WriteNotebook, name: str, call: str, *more: str) -> Locator:
    """Open a notebook that ends in a chart, and wait for the chart."""
    page.open(write_notebook(name, f"{IMPORTS}chart = {call}\nchart", *more)).run(0)
    return chart_of(page)


def photograph(page: LabPage, name: str, widget: Locator) -> None:
    """Keep a picture of the chart in both themes."""
    page.page.set_viewport_size({"width": 1280, "height": 1900})
    for theme in ("dark", "light"):
        page.set_theme(theme)
        widget.scroll_into_view_if_needed()
        page.screenshot(f"{name}-{theme}", of=widget)


def bars(widget: Locator, row: int) -> Locator:
    """Return the bars of one policy."""
    return widget.locator(".gantt-row").nth(row).get_by_role("option")


def column(widget: Locator, title: str) -> list[str]:
    """Return one column of the table."""
    table = widget.locator(".gantt-table")
    heads = table.locator("thead th").all_inner_texts()
    place = [head.strip() for head in heads].index(title)
    rows = table.locator("tbody tr").all()
    return [row.locator("th, td").nth(place).inner_text() for row in rows]


def result_of(page: LabPage, number: int) -> str:
    """Return the plain text that a cell ends with."""
    text: str = page.cells()[number]["outputs"][-1]["data"]["text/plain"]
    return text


def choose(widget: Locator, page: LabPage, fold: str) -> None:
    """Open one of the folded parts with the keyboard."""
    summary = widget.locator("summary", has_text=fold)
    summary.focus()
    page.page.keyboard.press("Enter")


def test_bars_tell_their_reasons_to_the_keyboard_and_to_the_mouse(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    call = "GanttChart(policies=[FCFS(), SJF(), RR(2), MLFQ()], switch_cost=0.25)"
    widget = show(page, write_notebook, "reasons.ipynb", call)
    trace = simulate(staggered(), RR(2), switch_cost=0.25)
    keyboard = page.page.keyboard
    widget.locator(".gantt-row").first.focus()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    for number in range(3):
        keyboard.press("ArrowRight")
        expect(bars(widget, 2).nth(number)).to_have_attribute("aria-selected", "true")
        expect(widget.locator(".gantt-why")).to_contain_text(trace.why(number))
        expect(widget.get_by_role("status").last).to_contain_text(trace.why(number))
    bars(widget, 0).nth(1).click()
    first = simulate(staggered(), FCFS(), switch_cost=0.25)
    expect(widget.locator(".gantt-why")).to_contain_text(first.why(1))
    assert len(page.cells()) == 1, "no key became a command of JupyterLab"
    choose(widget, page, "Response against overhead")
    expect(widget.locator(".gantt-curve")).to_have_attribute(
        "aria-label", re.compile("Quantum 2: mean response 2.5, 11.1 %")
    )
    photograph(page, "gantt", widget)
    assert page.errors == []
    assert page.strangers() == []


def test_time_goes_back_and_forth_and_the_numbers_follow(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    call = "GanttChart('interactive + batch', [FCFS(), SRTF(), RR(4), MLFQ()])"
    widget = show(page, write_notebook, "time.ipynb", call)
    keyboard = page.page.keyboard
    widget.get_by_role("button", name="To the beginning").press("Enter")
    expect(widget.locator(".gantt-clock")).to_have_text("t = 0")
    scrub = widget.get_by_role("slider", name="Time")
    scrub.focus()
    for _ in range(45):
        keyboard.press("ArrowRight")
    time = float((scrub.get_attribute("aria-valuetext") or "").removeprefix("t = "))
    expect(widget.get_by_role("status").last).to_contain_text("has the CPU")
    traces = [
        simulate(interactive_and_batch(), policy) for policy in (FCFS(), SRTF(), RR(4), MLFQ())
    ]
    assert any(job.completion <= time for trace in traces for job in trace.jobs.values())
    assert any(job.completion > time for trace in traces for job in trace.jobs.values())
    for row, trace in enumerate(traces):
        done = [job for job in trace.jobs.values() if job.completion <= time]
        assert column(widget, "finished")[row] == str(len(done))
        turnarounds = [float(job.turnaround) for job in done]
        mean = sum(turnarounds) / len(turnarounds) if turnarounds else None
        assert column(widget, "mean turnaround")[row] == (
            "–" if mean is None else number_text(mean)
        )
        begun = [j.response for j in trace.jobs.values() if j.arrival + j.response <= time]
        mean = float(sum(begun)) / len(begun)
        assert column(widget, "mean response")[row] == number_text(mean)
        busy = sum(max(0, min(time, float(each.end)) - float(each.start)) for each in trace.slices)
        assert column(widget, "CPU in use")[row] == f"{100 * busy / time:.3g} %"
    photograph(page, "gantt-playing", widget)

    widget.get_by_role("combobox", name="Speed").select_option("very fast")
    play = widget.locator(".gantt-play")
    play.press("Enter")
    expect(play).to_have_text("Pause")
    expect(play).to_have_text("Play")
    expect(widget.locator(".gantt-table caption")).to_have_text("The whole run")
    metrics = [trace.metrics() for trace in traces]
    assert column(widget, "switches") == [str(each.switches) for each in metrics]
    means = column(widget, "mean turnaround")
    for text, each in zip(means, metrics, strict=True):
        assert text.removeprefix("★ ") == number_text(each.mean_turnaround)
    assert page.errors == []


QUEUES = """(given) => {
    const labels = [...document.querySelectorAll('.gantt-now .gantt-chip')];
    return labels.filter(chip => chip.style.opacity === '1')
        .map(chip => [chip.textContent, chip.style.transform]);
}"""


def test_the_lanes_show_who_is_where(page: LabPage, write_notebook: WriteNotebook) -> None:
    widget = show(page, write_notebook, "lanes.ipynb", "GanttChart(policies=[MLFQ()])")
    trace = simulate(staggered(), MLFQ())
    scrub = widget.get_by_role("slider", name="Time")
    widget.get_by_role("button", name="To the beginning").press("Enter")
    for frame in frames(trace)[:8]:
        expect(scrub).to_have_attribute("aria-valuetext", f"t = {frame['time']}")
        places: dict[str, list[float]] = {
            name: [float(each) for each in re.findall(r"-?[\d.]+(?=px)", where)]
            for name, where in widget.evaluate(QUEUES)
        }
        for level, names in enumerate(frame["ready"]):
            line = [places[name] for name in names]
            assert [x for x, _ in line] == sorted(x for x, _ in line), "in order of the queue"
            assert len({y for _, y in line}) <= 1, "one queue is one line"
            if line and level:
                assert line[0][1] == 28 * level + 20
        running = [name for name in frame["running"] if name]
        assert all(places[name][0] < 150 for name in running)
        scrub.focus()
        page.page.keyboard.press("ArrowRight")
    assert page.errors == []


def test_the_sliders_redraw_at_once_and_python_learns_of_it(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    widget = show(
        page,
        write_notebook,
        "sliders.ipynb",
        "GanttChart()",
        "chart.policies[-1], chart.switch_cost",
    )
    quantum = widget.get_by_role("slider", name="Quantum")
    quantum.focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("ArrowRight")
    expect(widget.locator(".gantt-row").nth(3)).to_have_attribute(
        "aria-label", re.compile("RR, quantum 4")
    )
    trace = simulate(staggered(), RR(4))
    expect(bars(widget, 3)).to_have_count(len(trace.slices))
    cost = widget.get_by_role("slider", name="Switch cost")
    cost.focus()
    page.page.keyboard.press("End")
    trace = simulate(staggered(), RR(4), switch_cost=2)
    shares = column(widget, "CPU in use")
    assert shares[3] == f"{100 * trace.metrics().utilisation:.3g} %"
    expect(widget).to_have_attribute("data-missing", "no")
    for _ in range(100):
        page.run(1)
        if result_of(page, 1) == "(RR(quantum=4, tie='arrivals first'), 2)":
            break
    assert result_of(page, 1) == "(RR(quantum=4, tie='arrivals first'), 2)"
    assert page.errors == []


def test_the_workload_is_edited_and_what_is_wrong_is_said(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    widget = show(page, write_notebook, "edit.ipynb", "GanttChart()", "chart.workload.names")
    choose(widget, page, "Change the workload")
    keyboard = page.page.keyboard
    alert = widget.get_by_role("alert")
    burst = widget.get_by_role("textbox", name="CPU burst of job 2")
    burst.fill("-5")
    keyboard.press("Tab")
    expect(alert).to_have_text("CPU burst 1 of job B is -5; it must be more than 0.")
    expect(burst).to_have_value("-5")
    photograph(page, "gantt-error", widget)
    burst.fill("6")
    keyboard.press("Tab")
    expect(alert).to_be_empty()
    expect(bars(widget, 0).nth(1)).to_have_attribute("aria-label", "B, 7 to 13")

    widget.get_by_role("button", name="Add a job").press("Enter")
    expect(widget.get_by_role("button", name="Remove E")).to_be_visible()
    widget.get_by_role("button", name="Remove A").press("Enter")
    expect(widget.locator(".gantt-jobs tbody tr")).to_have_count(4)

    grip = widget.get_by_role("slider", name="Arrival of C")
    widget.get_by_role("slider", name="Arrival of B").focus()
    keyboard.press("ArrowDown")
    expect(grip).to_be_focused()
    keyboard.press("ArrowRight")
    text = widget.get_by_role("textbox", name="The workload as text")
    expect(text).to_have_value("B 1 6; C 4 2; D 4 4; E 0 3")
    expect(grip).to_be_focused()
    box = grip.bounding_box()
    assert box is not None
    page.page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 120, box["y"] + box["height"] / 2, steps=4)
    page.page.mouse.up()
    expect(text).to_have_value(re.compile(r"B 1 6; C ([5-9]|1\d) 2; D 4 4; E 0 3"))

    text.fill("slow 0 9; quick 1 1 | quantum 0")
    keyboard.press("Enter")
    expect(alert).to_have_text("The quantum of RR is 0; it must be more than 0.")
    text.fill("slow 0 9; quick 1 1 | quantum 3")
    keyboard.press("Enter")
    expect(alert).to_be_empty()
    expect(bars(widget, 0)).to_have_count(2)
    page.run(1)
    assert result_of(page, 1) == "['slow', 'quick']"
    widget.get_by_role("combobox", name="Scene").select_option("convoy")
    expect(bars(widget, 0).first).to_have_attribute("aria-label", "truck, 0 to 20")
    widget.get_by_role("button", name="Draw random jobs").press("Enter")
    expect(widget.locator(".gantt-jobs tbody tr")).to_have_count(5)
    photograph(page, "gantt-editor", widget)
    assert page.errors == []


def test_the_charts_stay_hidden_until_a_guess_is_in(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    call = "GanttChart(policies=[FCFS(), SRTF()], predict=True)"
    widget = show(page, write_notebook, "predict.ipynb", call)
    chart = widget.locator(".gantt-chart")
    expect(chart).to_be_hidden()
    photograph(page, "gantt-predict", widget)
    widget.get_by_label("Your guess for FCFS").fill("10.75")
    page.page.keyboard.press("Enter")
    score = widget.locator(".gantt-score")
    expect(score).to_contain_text("a wrong guess teaches more than none")
    expect(chart).to_be_hidden()
    widget.get_by_label("Your guess for SRTF").fill("9")
    page.page.keyboard.press("Enter")
    expect(chart).to_be_visible()
    expect(score).to_contain_text("Score so far: 1 of 2.")
    exact = simulate(staggered(), SRTF()).metrics().mean_turnaround
    expect(widget.locator(".gantt-mark").last).to_have_text(f"✗ it is {exact:g}")
    photograph(page, "gantt-revealed", widget)
    widget.get_by_role("button", name="New round").press("Enter")
    expect(chart).to_be_hidden()
    expect(score).to_have_text("Score so far: 1 of 2.")
    assert page.errors == []


def test_an_order_is_guessed_by_names(page: LabPage, write_notebook: WriteNotebook) -> None:
    call = "GanttChart(policies=[FCFS(), SRTF()], predict='order')"
    widget = show(page, write_notebook, "order.ipynb", call)
    widget.get_by_label("Your guess for FCFS").fill("a b c d")
    right = ", ".join(simulate(staggered(), SRTF()).completion_order)
    widget.get_by_label("Your guess for SRTF").fill("A, B, C, D")
    page.page.keyboard.press("Enter")
    expect(widget.locator(".gantt-mark")).to_have_text(["✓ right", f"✗ it is {right}"])
    assert page.errors == []


def test_the_chart_is_saved_as_a_picture(
    page: LabPage, write_notebook: WriteNotebook, tmp_path: Path
) -> None:
    widget = show(page, write_notebook, "export.ipynb", "GanttChart(switch_cost=1)")
    pictures: dict[str, bytes] = {}
    for kind in ("SVG", "PNG"):
        with page.page.expect_download() as waiting:
            widget.get_by_role("button", name=f"Save {kind}").press("Enter")
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        pictures[path.name] = path.read_bytes()
    svg = pictures["gantt.svg"].decode("utf-8")
    assert "var(--" not in svg
    assert "class=" not in svg
    assert svg.count('stroke="rgb(') > 20, "the colours of the page are written into the picture"
    assert svg.count(">A</text>") >= 4
    png = pictures["gantt.png"]
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 2 * (826 + 24)
    assert page.strangers() == []
    assert page.errors == []
    page.page.set_content(svg)
    page.screenshot("gantt-export", of=page.page.locator("svg"))


def test_a_saved_chart_lives_on_without_a_kernel(
    page: LabPage, lab: LabServer, write_notebook: WriteNotebook
) -> None:
    name = write_notebook("saved-gantt.ipynb", "GanttChart()")
    path = lab.folder / name
    chart = GanttChart(policies=[FCFS(), RR(2)])
    notebook: Any = nbformat.read(path, as_version=4)
    view = chart.get_view_spec()
    notebook.cells[0].outputs = [
        nbformat.v4.new_output("display_data", {"application/vnd.jupyter.widget-view+json": view})
    ]
    notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": Widget.get_manager_state(widgets=None)
    }
    chart.close()
    nbformat.write(notebook, path)

    page.open(name)
    page.page.evaluate(  # what "Trust notebook" does: an untrusted one shows no widget
        "() => { for (const cell of window.jupyterapp.shell.currentWidget.content.model.cells)"
        " cell.trusted = true }"
    )
    found = page.notebook.get_by_role("region", name="Gantt chart")
    expect(bars(found, 0)).to_have_count(4)
    expect(found).to_have_attribute("data-live", "no")
    quantum = found.get_by_role("slider", name="Quantum")
    quantum.focus()
    page.page.keyboard.press("ArrowRight")
    trace = simulate(staggered(), RR(3))
    expect(bars(found, 1)).to_have_count(len(trace.slices))
    found.locator(".gantt-row").last.focus()
    page.page.keyboard.press("ArrowRight")
    expect(found.locator(".gantt-why")).to_contain_text(trace.why(0))
    choose(found, page, "Change the workload")
    found.get_by_role("button", name="Add a job").press("Enter")
    expect(found.get_by_role("alert")).to_contain_text("No kernel answers")
    assert page.errors == []


def test_for_less_motion_time_goes_from_event_to_event(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    page.page.emulate_media(reduced_motion="reduce")
    widget = show(page, write_notebook, "calm.ipynb", "GanttChart()")
    chip = widget.locator(".gantt-chip").first
    assert chip.evaluate("node => getComputedStyle(node).transitionDuration") == "0s"
    clock = widget.locator(".gantt-clock")
    seen = clock.evaluate_handle(
        "node => { const seen = []; new MutationObserver(() => seen.push(node.textContent))"
        ".observe(node, {childList: true, characterData: true, subtree: true}); return seen }"
    )
    widget.get_by_role("combobox", name="Speed").select_option("very fast")
    play = widget.locator(".gantt-play")
    play.press("Enter")
    expect(play).to_have_text("Pause")
    expect(play).to_have_text("Play")
    times = {float(text.removeprefix("t = ")) for text in seen.json_value()}
    policies = GanttChart().policies
    instants = {
        float(frame["time"])
        for policy in policies
        for frame in frames(simulate(staggered(), policy))
    }
    assert times <= instants
    assert max(instants) in times
