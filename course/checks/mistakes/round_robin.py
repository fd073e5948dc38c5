"""Mistakes of lesson 3: who queues where, what a switch costs, who has the CPU."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # the ready queue, traced by hand
    "rr-other-tie-rule": Mistake(
        "That is the trace under the other rule for ties.",
        "Read the rule in the problem again. Then look at each instant at which a slice ends: who "
        "else becomes ready just then, and who queues first?",
    ),
    "rr-fcfs-trace": Mistake(
        "Each burst runs to its end, as under FCFS.",
        "Under round robin a turn ends after one slice, or earlier if the burst is over.",
    ),
    "rr-running-waits": Mistake(
        "The process that has just got the CPU is still among those that wait.",
        "It left the queue when it was dispatched. Write down who is behind it.",
    ),
    "rr-queue-backwards": Mistake(
        "The right processes wait, listed from the end of the queue to its head.",
        "The head comes first: the one that runs next.",
    ),
    "rr-queue-sorted": Mistake(
        "The waiting processes are listed in the order of the alphabet.",
        "A queue has an order of its own: who entered first is nearer to the head.",
    ),
    "rr-io-ignored": Mistake(
        "Nobody ever enters as unblocked.",
        "Look at the bursts: a process blocks when a CPU burst ends and I/O follows. It enters "
        "again when the I/O is over.",
    ),
    "rr-unblocked-is-new": Mistake(
        "A process that comes back from I/O was called new.",
        "A process is new once, at its arrival. After I/O it is unblocked.",
    ),
    # round robin as a function
    "rr-not-requeued": Mistake(
        "A process whose slice is used up never comes back.",
        "If it has something left, put it at the end of the ready queue.",
    ),
    "rr-kept-the-cpu": Mistake(
        "A process whose slice is used up gets the next one, too, while others wait.",
        "It goes to the end of the ready queue: append, and take from the other side.",
    ),
    "rr-preempted-before-arrivals": Mistake(
        "The process whose slice ends at t queues before those that arrive at t.",
        "The rule of this exercise lets arrivals queue first: admit them, then requeue.",
    ),
    "rr-arrivals-wait-outside": Mistake(
        "Processes that arrive during a slice enter the ready queue too late.",
        "When a slice has ended, first admit everybody who has arrived by then.",
    ),
    "rr-quantum-not-reset": Mistake(
        "A process got only what an earlier one had left of its slice.",
        "Every turn begins with a whole slice.",
    ),
    "rr-last-slice-lost": Mistake(
        "The last turn of a process, shorter than a slice, is missing.",
        "A turn is min(quantum, what is left) long, and it counts when it is short, too.",
    ),
    "rr-last-slice-padded": Mistake(
        "A process keeps the CPU for a whole slice although it needs less.",
        "A turn is min(quantum, what is left) long. Then the next process runs.",
    ),
    "rr-idle-gap-missed": Mistake(
        "A process runs before it has arrived.",
        "When nobody is ready, let the clock go on to the next arrival.",
    ),
    "rr-idle-ends-it": Mistake(
        "The simulation ends when the ready queue is empty, although someone is still to come.",
        "Go on while anybody is ready or still coming.",
    ),
    "rr-switch-forgotten": Mistake(
        "Switching from one process to another takes no time here.",
        "When the process differs from the one before, let the clock go on by switch_cost first.",
    ),
    "rr-switch-to-itself": Mistake(
        "A process that simply goes on was charged for a switch.",
        "Compare with the one that ran last: only a different process costs a switch.",
    ),
    "rr-switch-eats-slice": Mistake(
        "The switch was taken out of the slice of the process.",
        "The switch comes before the turn. The turn is still a whole slice long.",
    ),
    "rr-first-switch-charged": Mistake(
        "The first dispatch was charged for a switch.",
        "Before it, nobody ran, so there is nothing to save. The first dispatch is free.",
    ),
    "rr-turns-merged": Mistake(
        "Turns of one process that follow each other were joined to one.",
        "Give one tuple for each turn: each of them ends with a decision of the scheduler.",
    ),
    # a slice for a response time
    "slice-rounded-up": Mistake(
        "The slice is rounded to the wrong side: with it, the round takes longer than the target.",
        "Round down, with // or math.floor. A shorter slice keeps the promise.",
    ),
    "slice-forgets-switches": Mistake(
        "The round has room for the slices, but not for the switches between them.",
        "Each process adds one slice and one switch to the round.",
    ),
    "slice-one-switch-only": Mistake(
        "Only one switch was taken off the round.",
        "There is a switch before each slice: as many as there are processes.",
    ),
    "slice-for-one": Mistake(
        "The slice is as long as if one process were alone.",
        "All the others come first. Share the target among the processes.",
    ),
    "slice-below-one": Mistake(
        "No slice keeps this target, and yet one below 1 came back.",
        "Return 0 if the longest slice would be shorter than 1.",
    ),
    "lost-per-slice": Mistake(
        "The cost of a switch was divided by the slice alone.",
        "The share is of all the time: switch and slice together.",
    ),
    "useful-share": Mistake(
        "That is the share of useful work, not the share that is lost.",
        "Put the switch above the line, switch and slice together below it.",
    ),
    # real workers
    "left-suspended": Mistake(
        "When the function returned, a worker was still suspended, with work left to do.",
        "A worker that is alive after its slice goes to the end of the queue, to be resumed again.",
    ),
    "ran-to-the-end": Mistake(
        "Each worker ran to its end in one turn.",
        "Wait for one slice at most: join(slice_length). Then suspend a worker that is alive.",
    ),
    "worker-kept-the-cpu": Mistake(
        "A worker got turn after turn while others waited.",
        "After its slice it goes to the end of the queue, behind all the others.",
    ),
    "resumed-all-at-once": Mistake(
        "All workers were resumed at the beginning, and ran at one time.",
        "Only the worker whose turn it is may run. Resume it, and nobody else.",
    ),
    "never-suspended": Mistake(
        "A worker ran on after its slice, beside the next one.",
        "When the slice is over and the worker is alive, suspend it before you resume the next.",
    ),
    "slept-through-the-slice": Mistake(
        "The worker had ended, and its slice was waited out to the end.",
        "sleep() cannot be woken. worker.join(seconds) returns when the worker ends, if that is "
        "sooner.",
    ),
    "ended-worker-requeued": Mistake(
        "A worker that had ended was given another turn.",
        "After each turn, ask is_alive(). Only a living worker goes back into the queue. If one "
        "ends just before you suspend it, psutil raises NoSuchProcess: take that for its end, too.",
    ),
    "turns-not-noted": Mistake(
        "Each worker is named once, however many turns it had.",
        "Note the name at every turn, not once for each worker.",
    ),
}
