"""A workload as a line of text to copy, paste and share, and the classic scenes by name.

`A 0 7; car 1 1 2; editor 1 1-5-1 !-5 | quantum 2 | switch 0.5`: name, arrival, CPU burst for each
job (CPU-I/O-CPU with hyphens), `!` before a priority.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from course.scheduling import Job, Time, Workload
from course.scheduling.times import plain, show
from course.scheduling.workloads import (
    convoy,
    gaming,
    interactive_and_batch,
    random_workload,
    staggered,
    starvation,
)

MOST_JOBS = 200
MOST_BURSTS = 1000

PRESETS: dict[str, Callable[[], Workload]] = {
    "staggered arrivals": staggered,
    "convoy": convoy,
    "interactive + batch": interactive_and_batch,
    "starvation": starvation,
    "gaming": gaming,
}

_NUMBER = r"[-+]?[\w.]+(?:/\d+)?"
_PRIORITY = re.compile(r"\s+!(\S*)$")
_SETTINGS = ("quantum", "switch")


def random_jobs(seed: int) -> Workload:
    """Return the five jobs that belong to a seed."""
    return random_workload(5, seed, longest=8, gap=4)


def checked(jobs: Iterable[Job]) -> Workload:
    """Return a workload that can be drawn, or say why not."""
    workload = jobs if isinstance(jobs, Workload) else Workload(jobs)
    if len(workload) > MOST_JOBS:
        raise ValueError(f"the workload has {len(workload)} jobs; the chart draws {MOST_JOBS}")
    bursts = sum(len(job.bursts) for job in workload)
    if bursts > MOST_BURSTS:
        raise ValueError(f"the workload has {bursts} bursts; the chart draws {MOST_BURSTS}")
    return workload


def to_text(workload: Workload) -> str:
    """Return the workload as one line."""
    return "; ".join(job_text(job) for job in workload)


def job_text(job: Job) -> str:
    """Return one job as text."""
    name = job.name.replace("%", "%25").replace(";", "%3B").replace("|", "%7C")
    urgency = f" !{job.priority}" if job.priority else ""
    return f"{name} {show(job.arrival)} {bursts_text(job)}{urgency}"


def bursts_text(job: Job) -> str:
    """Return the bursts of a job: `7`, or `1-5-1` for CPU, I/O, CPU."""
    return "-".join(map(show, job.bursts))


def from_text(text: str) -> tuple[Workload, dict[str, Time]]:
    """Read a line (or lines) made by `to_text`; the settings are those after a `|`."""
    if not isinstance(text, str):
        raise TypeError(f"the workload is {text!r}; give a text such as 'A 0 7; B 1 5'")
    if text.strip().lower() in PRESETS:
        return PRESETS[text.strip().lower()](), {}
    body, *options = text.split("|")
    jobs = [_job(part) for part in re.split(r"[;\n]", body) if part.strip()]
    settings: dict[str, Time] = {}
    for option in options:
        word, _, value = option.strip().partition(" ")
        if word not in _SETTINGS:
            raise ValueError(f"{option.strip()!r} is no setting; write | quantum 2 or | switch 0.5")
        settings[word] = number(value, f"the {word}")
    return checked(jobs), settings


def _job(text: str) -> Job:
    rest, priority = text.strip(), 0
    if match := _PRIORITY.search(rest):
        rest = rest[: match.start()]
        try:
            priority = int(match[1])
        except ValueError:
            raise ValueError(f"the priority in {text.strip()!r} is no whole number") from None
    words = rest.rsplit(None, 2)
    if len(words) < 3:
        raise ValueError(f"{text.strip()!r} is no job; write name, arrival and burst: A 0 7")
    name = words[0].replace("%7C", "|").replace("%3B", ";").replace("%25", "%")
    return job_of({"name": name, "arrival": words[1], "bursts": words[2], "priority": priority})


def job_of(row: Mapping[str, object]) -> Job:
    """Make a job from the texts of one row of the editor, or say what is wrong with them."""
    name = str(row.get("name", "")).strip()
    who = f"job {name}" if name else "a job without a name"
    bursts = _bursts(str(row.get("bursts", "")).strip(), who)
    arrival = number(row.get("arrival", ""), f"the arrival of {who}")
    priority = row.get("priority", 0)
    return Job(name, arrival, bursts, priority if isinstance(priority, int) else 0)


def _bursts(text: str, who: str) -> list[Time]:
    what = f"the burst of {who}"
    try:  # a lone number keeps its sign, so that the message about it can name it
        return [number(text, what)]
    except ValueError:
        parts = text.split("-")
        if len(parts) == 1 or not all(re.fullmatch(_NUMBER, part) for part in parts):
            raise
    return [number(part, what) for part in parts]


def number(value: object, what: str) -> Time:
    """Read a number as a person writes it: 3, 0.5, 1/3. Whether it makes sense, `Job` says."""
    text = str(value).strip().replace(",", ".")
    if not text:
        raise ValueError(f"{what} is empty; give a number")
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return Fraction(text) if "/" in text else float(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{what} is {text!r}; give a number") from None


def rows_of(workload: Workload) -> list[dict[str, object]]:
    """Return the rows of the editor."""
    return [
        {
            "name": job.name,
            "arrival": plain(job.arrival),
            "bursts": bursts_text(job),
            "priority": job.priority,
            "cpu": plain(job.cpu),
        }
        for job in workload
    ]
