"""Call the roll: each new Python process of a checked call says that it exists, then goes on.

Python imports a module of this name when an interpreter starts; the runner puts this folder on
PYTHONPATH. A forked process does the same through a fork hook. The runner asks the operating
system about whoever answers, so what counts as evidence is the system's word, not the student's.
The connection stays open for the life of the process: its end marks the process's end.

Standard library only, and little of it: every child pays for what is imported here.
"""

import _socket
import os

ROLL_CALL = "COURSE_ROLL_CALL"  # "<token> <host> <port>" or "<token> <path>"
START_METHOD = "COURSE_START_METHOD"
PATIENCE = 5.0  # seconds to wait for the runner's nod; then the process goes on unrecorded

_line: _socket.socket | None = None


def dial() -> _socket.socket | None:
    """Connect to the runner; return the socket, or None when nobody listens."""
    where = os.environ.get(ROLL_CALL, "").split(" ", 2)
    if len(where) < 2:
        return None
    try:
        if len(where) == 3:
            line = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
            address: str | tuple[str, int] = (where[1], int(where[2]))
        else:
            line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
            address = where[1]
        line.settimeout(PATIENCE)
        line.connect(address)
    except (OSError, ValueError):
        return None
    return line


def call_roll() -> None:
    """Report this process and wait for the nod."""
    global _line
    if _line is not None:  # inherited by fork: it is the parent's line
        _line.close()
    _line = dial()
    if _line is None:
        return
    token = os.environ[ROLL_CALL].split(" ", 1)[0]
    try:
        _line.sendall(f"{token} process {os.getpid()}\n".encode())
        _line.recv(1)
    except OSError:
        _line.close()
        _line = None


def watch_forks() -> None:
    """Let every fork of this process call the roll too."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=call_roll)


def prefer(method: str) -> None:
    """Make `method` the default start method, and leave set_start_method() free to be called."""
    import multiprocessing
    from multiprocessing import context

    try:
        contexts = context._concrete_contexts  # type: ignore[attr-defined]
        context._default_context._default_context = contexts[method]  # type: ignore[attr-defined]
    except (AttributeError, KeyError):
        multiprocessing.set_start_method(method, force=True)


if __name__ == "sitecustomize":
    call_roll()
    watch_forks()
    if _method := os.environ.pop(START_METHOD, ""):
        prefer(_method)
