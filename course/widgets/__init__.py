"""Views over data that other rooms make: one `.py` for each widget, few scripts for all.

Live, over real processes
`ProcessTree()`           the processes below this kernel, live, with buttons to stop them
`PCBCard(child.pid)`      the process control block of one child, live
`ProgramAndProcesses()`   one program on disk and the processes that run it
`LiveStates(child)`       the state of a child as the system tells it, live
`ProcessLifecycle()`      a Process object made and ended by buttons, each attribute live
`ChatRoom()`              a chat server and its clients, and which process serves whom

Models, over what simulators compute
`GanttChart(workload)`    what scheduling policies make of a workload, side by side
`StateDiagram(jobs)`      the states of jobs, one move at a time
`TasksOnCores()`          tasks that take turns on cores: parallel and concurrent
`WaitingTimeline()`       four ways to wait; with a log, what processes wrote down
`ForkTree(program)`       the processes of a fork program; count them first
`Endings()`               how a child ends, and what its parent reads of it
`MemoryPanels()`          a write on one side, under fork and under spawn
`DaemonTimeline()`        who survives the end of the main code
`LostUpdate()`            the race for a shared number, with a lock or without
`PoolTimeline()`          tasks, workers, chunks: when a pool is worth it
`Flipbook(pages)`         the base of pictures in steps

Of the course itself
`Progress()`              the map of the lessons: what you have passed, where to go next

The last line of a cell shows a widget. `live.py` is what live widgets have in common, `flipbook.py`
what pictures in steps have; `drawing.py` and `lanes.py` draw them, `static.py` writes what is shown
where no widget can be. Importing `course.widgets` alone is cheap: a widget is imported when its
name is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.widgets.chat_room import ChatRoom
    from course.widgets.daemon_timeline import DaemonTimeline
    from course.widgets.endings import Endings
    from course.widgets.flipbook import Flipbook
    from course.widgets.fork_tree import ForkTree
    from course.widgets.gantt import GanttChart
    from course.widgets.live_states import LiveStates
    from course.widgets.lost_update import LostUpdate
    from course.widgets.memory_panels import MemoryPanels
    from course.widgets.pcb_card import PCBCard
    from course.widgets.pool_timeline import PoolTimeline
    from course.widgets.process_lifecycle import ProcessLifecycle
    from course.widgets.process_tree import ProcessTree
    from course.widgets.program_and_processes import ProgramAndProcesses
    from course.widgets.progress import Progress
    from course.widgets.state_diagram import StateDiagram
    from course.widgets.tasks_on_cores import TasksOnCores
    from course.widgets.waiting_timeline import WaitingTimeline

__all__ = [
    "ChatRoom",
    "DaemonTimeline",
    "Endings",
    "Flipbook",
    "ForkTree",
    "GanttChart",
    "LiveStates",
    "LostUpdate",
    "MemoryPanels",
    "PCBCard",
    "PoolTimeline",
    "ProcessLifecycle",
    "ProcessTree",
    "ProgramAndProcesses",
    "Progress",
    "StateDiagram",
    "TasksOnCores",
    "WaitingTimeline",
]

_HOMES = {
    "ChatRoom": "chat_room",
    "DaemonTimeline": "daemon_timeline",
    "Endings": "endings",
    "Flipbook": "flipbook",
    "ForkTree": "fork_tree",
    "GanttChart": "gantt",
    "LiveStates": "live_states",
    "LostUpdate": "lost_update",
    "MemoryPanels": "memory_panels",
    "PCBCard": "pcb_card",
    "PoolTimeline": "pool_timeline",
    "ProcessLifecycle": "process_lifecycle",
    "ProcessTree": "process_tree",
    "ProgramAndProcesses": "program_and_processes",
    "Progress": "progress",
    "StateDiagram": "state_diagram",
    "TasksOnCores": "tasks_on_cores",
    "WaitingTimeline": "waiting_timeline",
}


def __getattr__(name: str) -> Any:
    """Import a widget when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
