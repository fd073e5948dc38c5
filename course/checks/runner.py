"""The runner: a fresh process that is given a student's modules and makes calls into them.

`python -m course.checks.runner` obeys JSON lines on its standard input and answers on its
standard output, which it takes for itself before any other code runs:

    {"op": "load", "modules": {NAME: source}}        -> {"loaded": n}
    {"op": "call", "module": …, "do": "call" | "get" | "drive" | "script", …} -> the outcome
    end of input                                     -> it ends every process it started, and exits

Each call runs in a child of its own, in a fresh folder, with a deadline. When the call is over,
every descendant is ended and counted, whatever it did to escape: on Linux orphans are adopted by
the runner; elsewhere the processes that answered the roll call are known by their pids.

The runner has one thread (so that it may fork) and never runs a student's code itself.
"""

from __future__ import annotations

import secrets
import signal
import tempfile

from course.checks.house import find_house, remove
from course.checks.line import CommandLine, Listener
from course.checks.one_call import OneCall
from course.checks.seal import seal
from course.checks.sweep import adopt_orphans


def main() -> None:
    """Obey until the input ends."""
    line = CommandLine()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted notebook closes our input instead
    seal()
    adopt_orphans()
    folder = tempfile.mkdtemp(prefix="course")
    house = find_house(spare=folder)
    listener = Listener(folder)
    modules: dict[str, str] = {}
    try:
        while (command := line.next_command()) is not None:
            if command["op"] == "load":
                modules = command["modules"]
                line.answer({"loaded": len(modules)})
            elif command["op"] == "call":
                token = secrets.token_hex(8)
                call = OneCall(command, modules, folder, listener.socket, token, line, house)
                line.answer(call.perform(listener.address(call.token)))
            else:
                line.answer({"problem": f"no such operation: {command['op']!r}"})
    except BrokenPipeError:
        pass  # nobody is left to answer
    finally:
        listener.socket.close()
        remove(folder)


if __name__ == "__main__":
    main()
