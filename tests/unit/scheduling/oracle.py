"""A second scheduler, written to be obvious: it moves one tick at a time and searches plain lists.

It shares nothing with the simulators but the parameters of the policies. Times are whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, Job, Policy, Priority

IDLE, SWITCHING = ".", "*"


@dataclass
class Process:
    name: str
    number: int
    arrival: int
    todo: list[int]  # what remains of every burst, the current one first
    priority: int
    state: str = "not yet"
    wakes: int = -1
    queued: int = -1  # the number of its latest entry into a queue
    level: int = 0
    used: int = 0  # ticks at this level, for the allotment
    turn: int = 0  # ticks in this turn
    first: int | None = None
    done: int | None = None


@dataclass
class Cpu:
    process: Process | None = None
    last: Process | None = None
    switching: int = 0
    rows: list[str] = field(default_factory=list)  # what it did in every tick


class Oracle:
    def __init__(self, jobs: list[Job], policy: Policy, cpus: int, cost: int) -> None:
        self.policy: Any = policy
        self.cost = cost
        self.cpus = [Cpu() for _ in range(cpus)]
        self.all = [
            Process(job.name, number, int(job.arrival), [int(b) for b in job.bursts], job.priority)
            for number, job in enumerate(jobs)
        ]
        self.entries = self.dispatches = self.switches = self.now = 0
        while any(process.done is None for process in self.all):
            self.boundary()
            for cpu in self.cpus:
                self.tick(cpu)
            self.now += 1

    # What a policy says

    def rank(self, p: Process) -> int:
        if isinstance(self.policy, SJF | SRTF):
            return p.todo[0]
        if isinstance(self.policy, Priority):
            return p.priority
        if isinstance(self.policy, MLFQ):
            return p.level
        return 0

    def sort_key(self, p: Process) -> tuple[Any, ...]:
        tie = getattr(self.policy, "tie", None)
        if isinstance(self.policy, SJF | SRTF | Priority) and tie == "name":
            return (self.rank(p), p.name, p.queued)
        if isinstance(self.policy, SJF | SRTF | Priority) and tie == "listed":
            return (self.rank(p), p.number, p.queued)
        return (self.rank(p), p.queued)

    def preemptive(self) -> bool:
        if isinstance(self.policy, Priority):
            return self.policy.preemptive
        return isinstance(self.policy, SRTF | MLFQ)

    def at_the_bottom(self, p: Process) -> bool:
        return p.level == len(self.policy.slices) - 1

    def turn_is_over(self, p: Process) -> bool:
        if isinstance(self.policy, RR):
            return p.turn == self.policy.quantum
        if isinstance(self.policy, MLFQ):
            return p.turn == self.policy.slices[p.level] or self.allotment_is_gone(p)
        return False

    def allotment_is_gone(self, p: Process) -> bool:
        if self.policy.allotment is None or self.at_the_bottom(p):
            return False
        return bool(p.used >= self.policy.allotment[p.level])

    def pays(self, p: Process) -> bool:
        return self.policy.allotment is None or self.allotment_is_gone(p)

    # What happens between two ticks

    def boundary(self) -> None:
        mlfq = isinstance(self.policy, MLFQ)
        expired = []
        for cpu in self.cpus:
            p = cpu.process
            if p is None or cpu.switching:
                continue
            if p.todo[0] == 0:
                cpu.process = None
                p.todo.pop(0)
                if p.todo:
                    p.state, p.wakes = "blocked", self.now + p.todo.pop(0)
                    if mlfq and self.allotment_is_gone(p):
                        p.level, p.used = p.level + 1, 0
                else:
                    p.state, p.done = "finished", self.now
            elif self.turn_is_over(p):
                cpu.process = None
                if mlfq and not self.at_the_bottom(p) and self.pays(p):
                    p.level, p.used = p.level + 1, 0
                expired.append(p)
        if getattr(self.policy, "tie", "") == "preempted first":
            self.queue(expired)
            expired = []
        if mlfq and self.policy.boost and self.now and self.now % self.policy.boost == 0:
            self.boost()
        new = [p for p in self.all if p.state == "not yet" and p.arrival == self.now]
        awake = [p for p in self.all if p.state == "blocked" and p.wakes == self.now]
        if isinstance(self.policy, FCFS) and self.policy.tie == "name":
            new.sort(key=lambda p: p.name)
            awake.sort(key=lambda p: p.name)
        self.queue(new + awake + expired)
        while self.ready() and any(cpu.process is None for cpu in self.cpus):
            self.dispatch(next(cpu for cpu in self.cpus if cpu.process is None))
        while self.preemptive() and self.ready():
            worst = max(self.rank(cpu.process) for cpu in self.cpus if cpu.process)
            if self.rank(self.ready()[0]) >= worst:
                break
            for cpu in self.cpus:
                if cpu.process and self.rank(cpu.process) == worst:
                    self.queue([cpu.process])
                    self.dispatch(cpu)
                    break

    def ready(self) -> list[Process]:
        return sorted((p for p in self.all if p.state == "ready"), key=self.sort_key)

    def queue(self, processes: list[Process]) -> None:
        for p in processes:
            p.state, p.queued = "ready", self.entries
            self.entries += 1

    def boost(self) -> None:
        running = [cpu.process for cpu in self.cpus if cpu.process]
        waiting = self.ready()
        for p in self.all:
            p.level = p.used = 0
        self.queue(waiting + running)
        for cpu in self.cpus:
            cpu.process = None

    def dispatch(self, cpu: Cpu) -> None:
        p = self.ready()[0]
        p.state, p.turn, cpu.process = "running", 0, p
        cpu.switching = 0
        self.dispatches += 1
        if cpu.last not in (None, p):
            cpu.switching = self.cost
            self.switches += 1
        cpu.last = p

    # What happens in a tick

    def tick(self, cpu: Cpu) -> None:
        p = cpu.process
        if p is None:
            cpu.rows.append(IDLE)
        elif cpu.switching:
            cpu.switching -= 1
            cpu.rows.append(SWITCHING)
        else:
            p.first = self.now if p.first is None else p.first
            p.todo[0] -= 1
            p.turn += 1
            p.used += 1
            cpu.rows.append(f"{p.name}{p.level}")
