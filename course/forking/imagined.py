"""Work out what a fork program does, on any system, without creating a process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

from course.forking.family import LARGEST, Family, FamilyTooLarge, Forked, place


def imagine(program: str) -> Family:
    """Work out the family of a fork program without creating a process.

    The program runs once for each process. Each run is given the answers of those forks that lie in
    the process's past, and only what follows them counts: this is what a copy would do.
    """
    found: list[Forked] = []
    waiting: list[tuple[str, str | None, int | None, tuple[int, ...]]] = [("P", None, None, ())]
    while waiting:
        name, parent, line, past = waiting.pop()
        run = _Replay(name, past)
        code, error = run.perform(program)
        found.append(Forked(name, parent, line, tuple(run.said), code, error))
        waiting += reversed(run.children)
        if len(found) + len(waiting) > LARGEST:
            raise FamilyTooLarge(f"more than {LARGEST} processes")
    return Family(program, tuple(sorted(found, key=place)))


class _Replay:
    """One process of an imagined family: the program, run with the answers of its past forks."""

    def __init__(self, name: str, past: tuple[int, ...]) -> None:
        self.name = name
        self.past = past
        self.answers: list[int] = []
        self.said: list[str] = []
        self.children: list[tuple[str, str | None, int | None, tuple[int, ...]]] = []

    def perform(self, program: str) -> tuple[int, str]:
        names: dict[str, Callable[..., object]] = {
            "fork": self._fork,
            "print": self._print,
            "wait": lambda: None,
            "exit": _leave,
        }
        try:
            exec(compile(program, "<fork program>", "exec"), dict(names))
        except SystemExit as asked:
            return (asked.code if isinstance(asked.code, int) else 0), ""
        except Exception as error:
            if isinstance(error, FamilyTooLarge):
                raise
            return 1, f"{type(error).__name__}: {error}"
        return 0, ""

    def _fork(self) -> int:
        if len(self.answers) < len(self.past):
            self.answers.append(self.past[len(self.answers)])
            return self.answers[-1]
        if len(self.answers) >= LARGEST:
            raise FamilyTooLarge(f"more than {LARGEST} processes")
        line = sys._getframe(1).f_lineno
        name = f"{self.name}.{len(self.children) + 1}"
        self.children.append((name, self.name, line, (*self.answers, 0)))
        self.answers.append(1 + len(self.children))  # a pid: not 0
        return self.answers[-1]

    def _print(self, *values: object) -> None:
        if len(self.answers) >= len(self.past):  # before that, an ancestor printed it
            self.said.append(" ".join(map(str, values)))


def _leave(code: int = 0) -> NoReturn:
    raise SystemExit(code)
