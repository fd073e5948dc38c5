"""End a long command in order on Ctrl-C or a polite kill: once, and for certain."""

from __future__ import annotations

import signal
import threading


def stop_on_signals() -> threading.Event:
    """Let the first SIGINT or SIGTERM raise KeyboardInterrupt; more of them change nothing.

    An exception can be lost: nbgrader catches all of them while it works, and Python drops one that
    meets a finaliser. So the event is set as well, for loops to look at.
    """
    stopped = threading.Event()

    def stop(number: int, frame: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        stopped.set()
        raise KeyboardInterrupt

    signals = (signal.SIGINT, signal.SIGTERM)
    for each in signals:
        signal.signal(each, stop)
    return stopped
