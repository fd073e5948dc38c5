"""Simulators of CPU scheduling: jobs and a policy in, a trace with reasons out.

>>> from course.scheduling import RR, Job, simulate
>>> trace = simulate([Job("A", 0, 3), Job("B", 1, 2)], RR(2))
>>> trace.completion_order
('B', 'A')
>>> trace.why(1)
'At 2, the CPU is free and B is at the head of the ready queue [B, A]: it runs for at most 2.'
"""

from course.scheduling.jobs import Job, Workload
from course.scheduling.log import End, Entry
from course.scheduling.metrics import JobMetrics, Metrics
from course.scheduling.policies import FCFS, MLFQ, RR, SJF, SRTF, Policy, Priority
from course.scheduling.simulation import measure, simulate
from course.scheduling.times import Time
from course.scheduling.trace import ReadyEvent, Slice, Trace

__all__ = [
    "FCFS",
    "MLFQ",
    "RR",
    "SJF",
    "SRTF",
    "End",
    "Entry",
    "Job",
    "JobMetrics",
    "Metrics",
    "Policy",
    "Priority",
    "ReadyEvent",
    "Slice",
    "Time",
    "Trace",
    "Workload",
    "measure",
    "simulate",
]
