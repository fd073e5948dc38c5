"""Mistakes of lesson 4: feedback queues, boosts, accounts and the numbers of a scheduler."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # whereis and mlfq
    "no-demotion": Mistake(
        "Nobody ever moves down: a slice that is used up has no consequence.",
        "A job that has not finished at the end of its slice goes to the end of the next queue.",
    ),
    "slice-not-doubled": Mistake(
        "Every queue has the slice of the first one.",
        "The slice doubles from queue to queue: first, 2 × first, 4 × first and so on.",
    ),
    "last-queue-not-round-robin": Mistake(
        "A job in the last queue keeps the CPU beyond its slice.",
        "Slices hold there too: at the end of its slice it goes to the end of the last queue.",
    ),
    "higher-queue-does-not-preempt": Mistake(
        "A job in a higher queue waits for the end of a slice in a lower one.",
        "At each instant, if a higher queue holds somebody, the running job leaves the CPU.",
    ),
    "lower-queue-first": Mistake(
        "A lower queue is served while a job waits in a higher one.",
        "Look through the queues from the first: take the head of the first that is not empty.",
    ),
    "preempted-moves-down": Mistake(
        "A preempted job moved to the next queue, as if it had used up its slice.",
        "It was interrupted, not found out as long: it goes to the end of its own queue.",
    ),
    "preempted-to-the-head-of-its-queue": Mistake(
        "A preempted job went back to the head of its queue.",
        "It goes to the end of its own queue, behind all that wait there.",
    ),
    "fell-off-the-last-queue": Mistake(
        "A job moved down from the last queue, where no next queue is.",
        "In the last queue a job stays: it goes to the end of the same queue.",
    ),
    "queue-number-from-zero": Mistake(
        "All queues are right, counted from 0.",
        "The first queue has the number 1.",
    ),
    "finish-order-is-arrival-order": Mistake(
        "The names are in the order of arrival.",
        "Under feedback queues a short job overtakes. Go on with your drawing until all are done.",
    ),
    "arrival-subtracted": Mistake(
        "These are turnaround times.",
        "Return when each job completes, without subtracting its arrival.",
    ),
    # starve
    "merely-long": Mistake(
        "The workload is long because its jobs are long. That is work, not starvation.",
        "Keep `long` at 10 and the others at 3 or less: it must wait although little is asked.",
    ),
    "crowd-not-stream": Mistake(
        "The short jobs come as a crowd: more than two are there at one time.",
        "Let each come when the one before is done. A stream starves without any crowd.",
    ),
    "stream-with-gaps": Mistake(
        "The stream leaves the CPU to `long` before 30 units are over.",
        "A short job must come the moment the one before ends, and 12 of them must fill 30 units.",
    ),
    "no-boost": Mistake(
        "There is no boost.",
        "Return the period of the boost: a number of 6 or more.",
    ),
    "boost-too-often": Mistake(
        "The boost comes so often that hardly any job leaves queue 1: that is round robin.",
        "Choose a longer period, of 6 or more.",
    ),
    "boost-too-late": Mistake(
        "The boost comes too late: `long` waits for more than 10 before it.",
        "Choose a shorter period. The wait is nearly as long as the period.",
    ),
    # gaming
    "burst-fills-the-slice": Mistake(
        "A burst is as long as the slice: the timer catches this job.",
        "Give up the CPU one unit earlier: slice_length - 1.",
    ),
    "empty-last-burst": Mistake(
        "The last burst is empty.",
        "Stop the loop while something is left for the last burst: compare by >, not by >=.",
    ),
    "rest-forgotten": Mistake(
        "The bursts do not add up to the CPU time that the job needs.",
        "After the full bursts, add one with what is left.",
    ),
    "blocking-empties-the-account": Mistake(
        "Blocking empties the account: the very hole that the gamer uses.",
        "Keep what was used when a process blocks. Only moving down or a boost empties it.",
    ),
    "blocking-moves-down": Mistake(
        "A process moves down because it blocks.",
        "Blocking is no offence. It moves down when its account reaches the allotment.",
    ),
    "blocking-returns-to-queue-1": Mistake(
        "A process comes back from its I/O in queue 1.",
        "It comes back to the queue that it left. Only a boost lifts a process.",
    ),
    "slice-over-always-moves-down": Mistake(
        "A process moves down at the end of one slice, with allotment left.",
        "With allotments, a slice only says how long one turn is. Look at the account.",
    ),
    "preemption-empties-the-account": Mistake(
        "Preemption empties the account.",
        "What a process ran before it was preempted counts too.",
    ),
    "boost-keeps-the-account": Mistake(
        "After the boost, the old account still counts, and the process falls at once.",
        "A boost resets two numbers: the queue to 1, and the account to 0.",
    ),
    "boost-one-queue-up": Mistake(
        "The boost lifts the process by one queue.",
        "A boost moves everybody to queue 1, from wherever they are.",
    ),
    # desk
    "one-queue-is-round-robin": Mistake(
        "With one queue this is round robin: commands wait for their turn among batch jobs.",
        "Give batch jobs a lower queue to sink into.",
    ),
    "first-slice-cuts-commands": Mistake(
        "The first slice is shorter than the longest command, so commands move down too.",
        "A command needs 3 at most. Let each finish in queue 1.",
    ),
    "first-slice-too-long": Mistake(
        "The first slice is so long that a new batch job holds the commands up.",
        "A command must wait for a new batch job's whole first slice. Shorten it.",
    ),
    "right-on-some-days": Mistake(
        "Good on some days, with too many switches on others.",
        "Look at the worst of days 1 to 20. Longer slices for the batch jobs mean fewer switches.",
    ),
}
