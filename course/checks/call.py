"""The process in which one call into a student's module happens.

It connects to the runner, receives the request, does it, sends one reply and waits to be
dismissed. It is a fork of the runner where forking is safe, else `python -m course.checks.call`.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import traceback
import types
from pathlib import Path
from typing import Any

from course.checks.values import Ref, decode, encode

STARTUP = Path(__file__).with_name("startup")


def load_roll_call() -> types.ModuleType:
    """Load the roll call from its file, without taking part in it."""
    spec = importlib.util.spec_from_file_location("course_roll_call", STARTUP / "sitecustomize.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(*, warm: bool = False) -> None:
    """Serve one request and end without ceremony: no exit handler of a student's may run."""
    roll_call = load_roll_call()
    if warm:
        from course.checks.warm import keep_warm

        keep_warm(roll_call)
    line = roll_call.dial()
    if line is None:
        os._exit(70)
    token = os.environ[roll_call.ROLL_CALL].split(" ", 1)[0]
    line.settimeout(None)
    line.sendall(f"{token} call {os.getpid()}\n".encode())
    request = json.loads(_read_line(line))
    roll_call.watch_forks()
    reply = perform(request, roll_call)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # a student may have closed or replaced it
            continue
    try:
        line.sendall(json.dumps(reply).encode() + b"\n")
        line.recv(1)
    except OSError:
        pass  # the runner has given up on this call
    os._exit(0)


def _read_line(line: Any) -> bytes:
    data = bytearray()
    while not data.endswith(b"\n"):
        piece = line.recv(65536)
        if not piece:
            os._exit(71)
        data += piece
    return bytes(data)


def perform(request: dict[str, Any], roll_call: types.ModuleType) -> dict[str, Any]:
    """Import the module and do what the request says; return the reply's content."""
    folder = str(request["folder"])
    os.chdir(folder)
    sys.path.insert(0, folder)
    # Children must not import the runner as their __main__, and a notebook's has no file either.
    sys.modules["__main__"] = types.ModuleType("__main__")
    roll_call.prefer(request["start_method"])
    phase = "import"
    try:
        module = importlib.import_module(request["module"])
        phase = "find"
        if request["do"] == "get":
            return {"value": encode(getattr(module, request["function"]))}
        args = [_resolve(decode(a)) for a in request["args"]]
        kwargs = {k: _resolve(decode(v)) for k, v in request["kwargs"].items()}
        if request["do"] == "drive":
            function = _resolve(Ref(request["function"]))
            args.insert(0, module)
        else:
            function = getattr(module, request["function"])
        phase = "call"
        return {"value": encode(function(*args, **kwargs))}
    except BaseException as error:
        return {"error": describe(error, phase, folder)}


def _resolve(value: Any) -> Any:
    """Put importable objects in the place of references, inside containers too."""
    if isinstance(value, Ref):
        module, _, name = value.target.partition(":")
        return getattr(importlib.import_module(module), name)
    if type(value) in (list, tuple, set, frozenset):
        return type(value)(_resolve(item) for item in value)
    if type(value) is dict:
        return {key: _resolve(item) for key, item in value.items()}
    return value


def describe(error: BaseException, phase: str, folder: str) -> dict[str, Any]:
    """Describe an exception by the frames that lie in the student's own files."""
    own = []
    try:
        frames = traceback.extract_tb(error.__traceback__)
    except BaseException:  # a student's exception may be as hostile as its maker
        frames = traceback.StackSummary()
    home = os.path.realpath(folder)
    for frame in frames:
        if frame.filename.startswith("<"):
            continue  # <frozen importlib…>: no file, and nobody's code
        if os.path.dirname(os.path.realpath(frame.filename)) == home:
            own.append((os.path.basename(frame.filename), frame.lineno or 0, frame.line or ""))
    if isinstance(error, SyntaxError) and error.filename:
        own.append((os.path.basename(error.filename), error.lineno or 0, error.text or ""))
    try:
        message = str(error)
    except BaseException:
        message = "(its message cannot be shown)"
    lines = [f"{file}, line {number}: {code.strip()}" for file, number, code in own[-8:]]
    return {
        "type": type(error).__name__,
        "message": message.encode("utf-8", "replace").decode()[:2000],
        "traceback": "\n".join(lines).encode("utf-8", "replace").decode()[:4000],
        "line": own[-1][1] if own else None,
        "phase": phase,
    }


if __name__ == "__main__":
    main()
