"""Mistakes of lesson 2: who is next, and what the waiting costs."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # the times of a job
    "turnaround-and-waiting-swapped": Mistake(
        "Turnaround and waiting have changed places.",
        "Turnaround is the whole stay: completion - arrival. Waiting is only the part without CPU.",
    ),
    "arrival-not-subtracted": Mistake(
        "The turnaround runs from time 0, not from the arrival.",
        "A job's clock starts when it arrives: subtract the arrival from the completion.",
    ),
    "response-for-waiting": Mistake(
        "The waiting time ends here when the job first gets the CPU. That is its response time.",
        "A preempted job waits again. Subtract the whole burst from the turnaround.",
    ),
    "first-turn-for-completion": Mistake(
        "A job counts as complete at the end of its first turn; its later turns are lost.",
        "A job may have several turns. It completes at the end of the last one.",
    ),
    "response-from-last-turn": Mistake(
        "The response time is measured to the last turn of the job.",
        "Response is how long the job waits for its first turn. Later turns must not replace it.",
    ),
    "only-last-turn-counted": Mistake(
        "Only the last turn counts as work; earlier turns are taken for waiting.",
        "Subtract the whole burst, or the sum of all turns.",
    ),
    # first come, first served
    "fcfs-order-of-the-list": Mistake(
        "The jobs run in the order of the list; their arrivals are ignored.",
        "Put the jobs in order of arrival first. The list may name them in any order.",
    ),
    "fcfs-idle-gap-missed": Mistake(
        "A job runs before it has arrived.",
        "When nobody is there, the CPU is idle. A turn starts at the later of two times: now, and "
        "the arrival.",
    ),
    "fcfs-two-at-once": Mistake(
        "Two jobs have the one CPU at the same time.",
        "A job may have to wait: its turn cannot start before the turn of another has ended.",
    ),
    "fcfs-ties-by-name": Mistake(
        "Jobs that arrive together run in alphabetical order.",
        "Sort by the arrival alone: sorted() keeps equals in the order of the list.",
    ),
    "fcfs-ties-by-length": Mistake(
        "Among jobs that arrive together, the shorter one was preferred.",
        "FCFS does not look at bursts. Sort by the arrival alone, not by arrival and burst.",
    ),
    "turns-not-tuples": Mistake(
        "The turns are right, and they are not tuples.",
        "Write a turn as (name, start, end), with round brackets.",
    ),
    "simulator-borrowed": Mistake(
        "The schedule comes from the course's own code.",
        "Work the schedule out yourself. The simulator is there to compare with.",
    ),
    # shortest first
    "sjf-line-by-arrival": Mistake(
        "The jobs run in order of arrival: that is FCFS.",
        "Whenever the CPU is free, choose the shortest burst among those that wait.",
    ),
    "future-jobs-seen": Mistake(
        "The scheduler knows of jobs that have not arrived yet.",
        "At each decision, look only at jobs whose arrival is not later than now.",
    ),
    "sjf-preempts": Mistake(
        "A running job was interrupted: that is SRTF.",
        "Under SJF a job that has the CPU keeps it to the end of its burst.",
    ),
    "srtf-never-preempts": Mistake(
        "A running job was never interrupted: that is SJF.",
        "Under SRTF decide again at each arrival, and compare with what the running job has left.",
    ),
    "last-turn-not-recorded": Mistake(
        "Some CPU time is missing: a turn was never written down.",
        "The turns of a job must add up to its burst. Look at what happens when the last job ends.",
    ),
    "whole-bursts-compared": Mistake(
        "Jobs are compared by their whole bursts, also when part of the work is done.",
        "Keep for each job what it has left, and compare that.",
    ),
    "equal-takes-the-cpu": Mistake(
        "A running job lost the CPU to a job with as much left.",
        "Only a strictly shorter job preempts. Let the running job win a tie.",
    ),
    "sjf-tie-rule-broken": Mistake(
        "Of equally short jobs, the wrong one runs first.",
        "Who arrived first goes first; if they arrived together, who is listed first.",
    ),
    "turns-not-joined": Mistake(
        "The schedule is right, but a turn without interruption is cut into pieces.",
        "If the same job goes on, make its last turn longer. Do not add another.",
    ),
    # estimates
    "guess-weights-swapped": Mistake(
        "The two weights have changed places.",
        "alpha belongs to the burst just seen, 1 - alpha to the guess made before it.",
    ),
    "guess-from-the-wrong-end": Mistake(
        "The bursts were taken from the last to the first, so the oldest counts most.",
        "Go through the bursts as they happened: the latest comes last and counts most.",
    ),
    "guess-plain-mean": Mistake(
        "All past bursts count alike: that is the plain mean.",
        "Mix the latest burst with the latest guess; older bursts then fade by themselves.",
    ),
    "guess-after-the-fact": Mistake(
        "A guess is missing: the first, made before any burst was seen, or the last.",
        "n bursts give n + 1 guesses: `first`, and a new one after each burst.",
    ),
    "guess-first-ignored": Mistake(
        "The guesses begin with the first burst, which nobody knows beforehand.",
        "The first guess is the one that is given: `first`.",
    ),
    # real workers
    "line-as-listed": Mistake(
        "The workers ran in the order of the list; their arrivals are ignored.",
        "Sort the jobs by arrival before you start the first worker.",
    ),
    "line-by-length": Mistake(
        "The shortest worker ran first: that is SJF.",
        "First come, first served: only the arrival decides.",
    ),
    "workers-overlap": Mistake(
        "Workers computed at the same time; one of them began before another had ended.",
        "start() does not wait. Join each worker before you start the next.",
    ),
    "one-worker-for-all": Mistake(
        "One process did the work of all jobs.",
        "Each job is a process of its own: make and start a new one for each.",
    ),
    "plan-for-report": Mistake(
        "The times are those of the plan, not of what happened.",
        "Return the reports as the workers put them into the mailbox.",
    ),
}
