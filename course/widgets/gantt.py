"""`GanttChart`: policies side by side on one workload; play it, change it, predict it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import anywidget
import traitlets

from course.scheduling import FCFS, RR, SJF, SRTF, Job, Policy, Time, Trace, Workload
from course.scheduling.times import show
from course.scheduling.workloads import staggered
from course.widgets import assets
from course.widgets.gantt_grid import Setting, make_grid, with_quantum
from course.widgets.gantt_static import COLOURS, draw, home_tapes, number_text
from course.widgets.gantt_tape import endings
from course.widgets.gantt_text import (
    PRESETS,
    checked,
    from_text,
    job_of,
    number,
    random_jobs,
    rows_of,
    to_text,
)

Frame = dict[str, Any]
Question = Literal["turnaround", "order"]

QUESTIONS: dict[str, str] = {
    "turnaround": "What is the mean turnaround time under each policy?",
    "order": "In which order do the jobs finish under each policy?",
}
_SCRIPTS = ("tape", "draw", "player", "now", "table", "curve", "editor", "predict", "export")


class GanttChart(anywidget.AnyWidget):
    """Show what `policies` make of a workload, one row of bars for each.

    `workload` is a list of jobs, the name of a scene ("convoy") or a text ("A 0 7; B 1 5"). With
    `predict` the charts stay hidden until a guess is entered: True asks for the mean turnaround,
    "order" for the order of completion. After edits on the page `workload` and `policies` are
    what the page shows.
    """

    _esm = assets.script("icons", *(f"gantt_{each}" for each in _SCRIPTS), "gantt")
    _css = assets.style("gantt")

    frame = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        workload: Iterable[Job] | str | None = None,
        policies: Sequence[Policy] = (FCFS(), SJF(), SRTF(), RR(2)),
        *,
        switch_cost: Time = 0,
        predict: bool | Question = False,
    ) -> None:
        if predict not in (True, False, *QUESTIONS):
            raise ValueError(f"predict is {predict!r}; choose True, 'turnaround' or 'order'")
        if isinstance(policies, Policy):
            raise TypeError(f"the policies are {policies}; give a list: [{policies}]")
        settings: dict[str, Time] = {}
        if workload is None:
            workload = staggered()
        elif isinstance(workload, str):
            workload, settings = from_text(workload)
        setting = Setting(checked(workload), policies, switch_cost)
        self._setting = _with(setting, settings)
        self._predict = "turnaround" if predict is True else predict or ""
        self._round = 0
        self._asked = 0
        self._turn = threading.RLock()
        super().__init__()
        self.on_msg(self._heard)
        # JupyterLab sends what its widgets say to a subshell, which is free while a cell runs. From
        # 7.4 on ipykernel brings it back to the main one, where it would wait for the cell's end.
        self.comm._reply_subshell_for = lambda data, subshell: subshell
        self._publish()

    # --- what a lesson reads -----------------------------------------------------------------
    @property
    def workload(self) -> Workload:
        """The jobs of the chart."""
        return self._setting.workload

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies of the chart, with the quantum that the slider shows."""
        return tuple(self._setting.policies)

    @property
    def switch_cost(self) -> Time:
        """What it costs to go from one job to another."""
        return self._setting.switch_cost

    def traces(self) -> list[Trace]:
        """Return the trace of each policy."""
        return [self._setting.trace(policy) for policy in self._setting.policies]

    @property
    def _whole(self) -> bool:
        """Whether the page has a tape for every position of the sliders."""
        return not any(-1 in row for costs in self.frame["grid"] for row in costs)

    # --- what the page asks for --------------------------------------------------------------
    def act(self, request: Mapping[str, Any]) -> None:
        """Change the workload or the sliders' position; what is wrong becomes the frame's error."""
        with self._turn:
            asked = request.get("number", 0)
            if asked < self._asked:
                return  # the page has asked for something newer meanwhile
            error = ""
            try:
                self._obey(request)
            except (TypeError, ValueError) as problem:
                error = str(problem)
            if error or request["do"] != "rest" or not self._whole:
                self._publish(error=error, answered=asked)
            else:
                self.send({"beat": True})

    def _obey(self, request: Mapping[str, Any]) -> None:
        setting, settings = self._setting, dict[str, Time]()
        match request:
            case {"do": "rest", "quantum": str(quantum), "cost": str(cost)}:
                settings = {"switch": number(cost, "the switch cost")}
                if quantum:
                    settings["quantum"] = number(quantum, "the quantum")
            case {"do": "jobs", "rows": rows}:
                jobs = [job_of(row) for row in rows]
                setting = replace(setting, workload=checked(jobs))
            case {"do": "text", "text": str(text)}:
                workload, settings = from_text(text)
                setting = replace(setting, workload=workload)
            case {"do": "preset", "name": str(name)} if name in PRESETS:
                setting = replace(setting, workload=PRESETS[name]())
            case {"do": "seed", "seed": int(seed)}:
                setting = replace(setting, workload=random_jobs(seed))
            case _:
                raise ValueError("this chart does not know what was asked of it")
        self._setting = _with(setting, settings)
        if request["do"] != "rest":
            self._round += 1

    def _heard(self, _: object, request: Any, __: object) -> None:
        """Answer the page at once; what takes time is left to a thread."""
        if not isinstance(request, dict):
            return
        if request.get("do") == "hello":
            self.send({"beat": True})
            return
        self._asked = max(self._asked, request.get("number", 0))
        threading.Thread(
            target=self.act, args=(request,), daemon=True, name=f"{self!r} acts"
        ).start()

    def _publish(self, error: str = "", answered: int = 0) -> None:
        if error:
            self.frame = {**self.frame, "error": error, "answered": answered}
            return
        setting = self._setting
        workload = setting.workload
        frame = {
            "jobs": rows_of(workload),
            "text": to_text(workload),
            "rules": [policy.rule for policy in setting.policies],
            "colours": COLOURS,
            "endings": endings(),
            "presets": list(PRESETS),
            "preset": next((name for name, make in PRESETS.items() if make() == workload), ""),
            "predict": self._predict,
            "question": self._question(),
            "round": self._round,
            "error": "",
            "answered": answered,
            **make_grid(setting),
        }
        self.frame = {**frame, "summary": summary(frame)}

    def _question(self) -> str:
        cost = f" A switch costs {show(self.switch_cost)}." if self.switch_cost else ""
        return QUESTIONS[self._predict] + cost if self._predict else ""

    # --- how a notebook shows it -------------------------------------------------------------
    def __repr__(self) -> str:
        labels = "; ".join(map(str, self._setting.policies))
        return f"GanttChart({len(self.workload)} jobs: {labels})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        data["text/plain"] = repr(self)
        data["text/html"] = draw(self.frame)
        return data, metadata


def _with(setting: Setting, settings: Mapping[str, Time]) -> Setting:
    """Return the setting with the quantum and the switch cost that a text asks for."""
    policies = list(setting.policies)
    if "quantum" in settings:
        if setting.sliding is None:
            raise ValueError("a quantum is given, but no policy here has one; leave it out")
        policies[setting.sliding] = with_quantum(policies[setting.sliding], settings["quantum"])
    cost = settings.get("switch", setting.switch_cost)
    return replace(setting, policies=policies, switch_cost=cost)


def summary(frame: Frame) -> str:
    """Say in a sentence or two what the chart shows."""
    tapes = home_tapes(frame)
    count = len(frame["jobs"])
    words = f"{count} job{'s' if count > 1 else ''} under {_listed([t['label'] for t in tapes])}."
    if len(tapes) > 1:
        best = min(tape["metrics"]["mean_turnaround"] for tape in tapes)
        winners = [t["label"] for t in tapes if t["metrics"]["mean_turnaround"] == best]
        words += f" Smallest mean turnaround: {number_text(best)}, by {_listed(winners)}."
    cost = frame["costs"][frame["at"]["cost"]]
    return words + (f" A switch costs {cost['text']}." if cost["value"] else "")


def _listed(words: Sequence[str]) -> str:
    labels = [word.replace(", quantum", " with quantum") for word in words]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
