"""Measure the Gantt chart's sliders in a browser: 50 jobs under four policies.

    python benchmarks/gantt.py

Prints, for moving the quantum slider by one position: the time from the slider's event until the
new picture is laid out and until it is shown, the CPU time of the page, and beside them what only
the simulation of the same position takes in Python, before anything travels anywhere. Exits 1 if
the median until laid out is over 16 ms, one picture of a screen. An idle machine is assumed.
"""

from __future__ import annotations

import json
import shutil
import sys
from statistics import median
from time import perf_counter

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from course.scheduling import FCFS, RR, SJF, SRTF
from course.scheduling.workloads import random_workload
from course.widgets import GanttChart
from course.widgets.gantt_tape import tape_of

ONE_PICTURE = 16.0
ROUNDS = 60

PAGE = """<body><style>%(style)s</style><div id="here"></div>
<script id="frame" type="application/json">%(frame)s</script>
<script type="module">
%(script)s
const frame = JSON.parse(document.getElementById("frame").textContent);
const model = { get: () => frame, on() {}, off() {}, send() {} };
widget.render({ model, el: document.getElementById("here") });
window.ready = true;
</script>"""

SLIDE = """async (position) => {
    const slider = document.querySelector('input[aria-label="Quantum"]');
    slider.value = position % (Number(slider.max) + 1);
    await new Promise(requestAnimationFrame);
    const began = performance.now();
    slider.dispatchEvent(new Event("input"));
    document.querySelector(".gantt-chart").getBoundingClientRect();
    const laidOut = performance.now() - began;
    await new Promise((done) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
    }));
    return [laidOut, performance.now() - began];
}"""


def chart() -> GanttChart:
    """Return the chart that is measured."""
    return GanttChart(random_workload(50, 1, gap=9), [FCFS(), SJF(), SRTF(), RR(2)])


def slide(page: Page, empty: bool = False) -> tuple[list[float], list[float], float]:
    """Move the slider often: [ms until laid out], [ms until shown], CPU ms each."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def cpu() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))

    before = cpu()
    times = [page.evaluate(SLIDE, 0 if empty else 3 * each + 1) for each in range(ROUNDS)]
    spent = 1000 * (cpu() - before) / ROUNDS
    return [each[0] for each in times], [each[1] for each in times], spent


def in_python(measured: GanttChart) -> float:
    """Return the median ms for making the tapes of one position, without any reasons."""
    times = []
    for _ in range(20):
        began = perf_counter()
        text = json.dumps([tape_of(trace, reasons=False) for trace in measured.traces()])
        times.append(1000 * (perf_counter() - began))
        assert text
    return median(times)


def main() -> int:
    """Print the table."""
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if chromium is None:
        print("No Chromium found.")
        return 2
    measured = chart()
    content = PAGE % {
        "style": GanttChart._css,
        "frame": json.dumps(measured.frame).replace("<", "\\u003c"),
        "script": GanttChart._esm.replace("export default", "const widget ="),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1000, "height": 1200})
        page.set_content(content)
        page.wait_for_function("() => window.ready")
        slide(page)  # warm
        _, _, nothing = slide(page, empty=True)
        laid_out, shown, cpu = slide(page)
        browser.close()
    table = Table("one position of the quantum slider", "median ms", title="50 jobs, four policies")
    table.add_row("event → new picture laid out", f"{median(laid_out):.1f}")
    table.add_row("event → next picture shown", f"{median(shown):.1f}")
    table.add_row("CPU of the page's main thread", f"{cpu - nothing:.1f}")
    table.add_row("Python, simulation and JSON alone", f"{in_python(measured):.1f}")
    Console().print(table)
    return int(median(laid_out) > ONE_PICTURE)


if __name__ == "__main__":
    sys.exit(main())
