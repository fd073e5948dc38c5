"""Start, watch and stop real processes: what the lessons use, on Linux, macOS and Windows.

Look    `look_at(pid)` one process as a `ProcessRecord`; `tree(pid=None)` a process and all below
        it as a `Node` (`print(tree())` draws it); `descendants(pid=None)` the records below it,
        parents before children. Without a pid they start at this process: the notebook's kernel.
Wait    `wait_for_state(process, State.BLOCKED)` polls with a deadline and returns the record;
        `wait_for_end(process)` does not collect what has ended, and says if it is a zombie.
PCB     `read_pcb(process)` the fields of a process control block as a `PCB`; a field that the
        system does not give is None and `pcb.missing[field]` says why. Its memory is a tuple of
        `Region`: text, data, heap, stack and so on.
Sample  `Watch(process)` keeps the changes of state that it sees: `look()` once, or `until(State…)`;
        `sample(process, ending=event)` only looks. Both give a `StateRecord` of `Change`s.
        `shown_as(state)` is what this system's word for a state may be.
Start   `with started(function, *args, name="worker") as child:` a child that is always stopped.
Stop    `stop(process)`, `stop_all()`: ask, wait, kill, wait; they return what they did as
        `Stopped` records (`.how` is a `How`). Helpers such as multiprocessing's resource tracker
        are left alone unless `helpers=True`.
End     `read_exit_code(code)` says how a process ended, as an `Ending`: its `.kind`, one of
        `EndingKind`, and a sentence. `read_wait_status(status)` reads what `os.waitpid` gives.
Words   `State` holds the course's words for states. `ProcessGone`: no process has that pid now.

Wherever a process is asked for, give a pid, a `multiprocessing.Process`, a `subprocess.Popen` or a
`psutil.Process`. Only the standard library and psutil are imported here.
"""

from course.processes.endings import Ending, EndingKind, read_exit_code, read_wait_status
from course.processes.looking import descendants, look_at, tree, wait_for_end, wait_for_state
from course.processes.memory import Region
from course.processes.pcb import PCB, read_pcb
from course.processes.records import Node, ProcessGone, ProcessRecord
from course.processes.sampling import Change, Over, StateRecord, Watch, sample, shown_as
from course.processes.starting import started
from course.processes.states import State
from course.processes.stopping import How, Stopped, stop, stop_all

__all__ = [
    "PCB",
    "Change",
    "Ending",
    "EndingKind",
    "How",
    "Node",
    "Over",
    "ProcessGone",
    "ProcessRecord",
    "Region",
    "State",
    "StateRecord",
    "Stopped",
    "Watch",
    "descendants",
    "look_at",
    "read_exit_code",
    "read_pcb",
    "read_wait_status",
    "sample",
    "shown_as",
    "started",
    "stop",
    "stop_all",
    "tree",
    "wait_for_end",
    "wait_for_state",
]
