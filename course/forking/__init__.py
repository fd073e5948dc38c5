"""Fork programs: run them for real, in a process of their own, or work them out without a fork.

    program = '''
    if fork() == 0:
        print("the child")
    '''
    fork_for_real(program)      # real processes, in a clean helper; or a recording, and marked so
    imagine(program)            # the same `Family`, worked out: no process is created

A fork program is Python text with four names more: `fork()` gives 0 to the child and another
number to the parent, `print(...)` reports, `wait()` waits until one child has ended, `exit(code)`
ends the process. The kernel itself never forks: it has threads, and its copy would be a second
kernel. `imagine` expects a program that does nothing else to the world; it runs in this process.
"""

from __future__ import annotations

from course.forking.family import Family, FamilyTooLarge, Forked, NoFork
from course.forking.imagined import imagine
from course.forking.real import fork_for_real

__all__ = [
    "Family",
    "FamilyTooLarge",
    "Forked",
    "NoFork",
    "fork_for_real",
    "imagine",
]
