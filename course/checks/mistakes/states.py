"""Mistakes of lesson 5: which state comes next, who waits for what, who runs beside whom."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # lives, traced by hand, and legal moves
    "blocked-to-running": Mistake(
        "A blocked process goes straight to running here.",
        "Its event makes it ready. Only the scheduler makes a ready process run, be it in the same "
        "instant.",
    ),
    "ready-called-blocked": Mistake(
        "A process that waits for the CPU alone is called blocked.",
        "Ask what it lacks. If it is only the CPU, it is ready; blocked waits for an event.",
    ),
    "blocked-called-ready": Mistake(
        "A process in the middle of its I/O is called ready.",
        "Given the CPU now, could it go on? During I/O it could not: it is blocked.",
    ),
    "slice-end-missed": Mistake(
        "No process ever loses the CPU: each burst runs to its end.",
        "When a slice is used up, the running process becomes ready again.",
    ),
    "lives-other-tie-rule": Mistake(
        "These are the lives under the other rule for ties.",
        "Read the rule in the problem again. Who queues first when a slice ends just then?",
    ),
    "ready-to-blocked": Mistake(
        "A ready process becomes blocked here.",
        "Blocking is something that a process does: it asks for I/O, or waits. To do anything, it "
        "must run.",
    ),
    "preemption-called-illegal": Mistake(
        "The move from running back to ready is refused.",
        "A process whose slice is used up makes it. It has everything but the CPU.",
    ),
    "created-to-running": Mistake(
        "A new process runs at once here.",
        "It is admitted first: it becomes ready, and waits until the scheduler chooses it.",
    ),
    "ended-lives-again": Mistake(
        "A process that has ended becomes ready again here.",
        "Nothing leads out of ended. Another run of the program is another process.",
    ),
    "first-move-only": Mistake(
        "Only the first illegal move is reported.",
        "Collect them in a list and go on to the last pair.",
    ),
    # a guest, a door, a host
    "guest-asks-all-the-time": Mistake(
        "The guest asks the door again and again: it is not blocked, it is busy waiting.",
        "door.wait() asks once. The system wakes the child when the door opens.",
    ),
    "guest-did-not-wait": Mistake(
        "The guest leaves although the door is still shut.",
        "door.wait() returns when the door is open, and not before.",
    ),
    "guest-rings-too-late": Mistake(
        "The guest waits for the door before it has rung: each side waits for the other.",
        "Ring first with arrived.set(). Then wait.",
    ),
    "opened-too-early": Mistake(
        "The door was opened before the child had rung.",
        "start() returns long before the child does anything. Wait until `arrived` is set.",
    ),
    "ring-is-not-blocked": Mistake(
        "The door was opened to a child that had rung and was still on its way.",
        "Who says that it will wait does not wait yet. Wait for the state itself, with "
        "wait_for_state.",
    ),
    "host-asks-all-the-time": Mistake(
        "The host asks the bell again and again: that is busy waiting.",
        "arrived.wait(patience) asks once, and blocks until the bell rings or the time is up.",
    ),
    "bell-without-deadline": Mistake(
        "The host waits for a bell that never rings, without a deadline.",
        "arrived.wait(patience) returns False when the time is up.",
    ),
    "host-left-the-child": Mistake(
        "The function returned, and the child was still alive.",
        "Join the child on every path; if it never came, end it first.",
    ),
    # workers that meet
    "start-and-join-in-one-loop": Mistake(
        "No worker ever met another: each was joined before the next was started.",
        "Two loops: start them all in the first, join them all in the second.",
    ),
    "last-joined-only": Mistake(
        "The exit codes were read before all workers had ended.",
        "Join every worker, then read. The last one started need not be the last to end.",
    ),
    "codes-not-read": Mistake(
        "The codes are not what the workers ended with.",
        "After join(), the Process object knows: child.exitcode.",
    ),
    # parallel, concurrent, neither
    "concurrent-called-parallel": Mistake(
        "Two that take turns are called parallel, although no instant has both on a CPU.",
        "Compare turn with turn for parallel, and whole span with whole span for concurrent.",
    ),
    "touching-counts": Mistake(
        "A turn that begins where another ends is taken for an overlap.",
        "(0, 2) and (2, 4) share no instant: compare with <, not with <=.",
    ),
    "first-turn-only": Mistake(
        "Only the first turn of each was looked at.",
        "Compare every turn of one with every turn of the other.",
    ),
    "one-direction-only": Mistake(
        "The answer changes when the two records change places.",
        "Two turns overlap if each begins before the other ends.",
    ),
    "macro-view-missed": Mistake(
        "Two that take turns are called neither.",
        "Look at the spans, from the first start to the last end: they share a stretch of time.",
    ),
    # an idle CPU
    "cpus-forgotten": Mistake(
        "The busy time of all CPUs is compared with the time of one.",
        "There is cpus times as much time to fill.",
    ),
    "busy-not-idle": Mistake(
        "That is the busy share.",
        "Idle is what is left of 1.",
    ),
    "idle-before-the-first": Mistake(
        "The time before the first turn is left out.",
        "The clock starts at 0. Until the first turn, every CPU is idle.",
    ),
    "cpus-merged": Mistake(
        "Time in which two CPUs are busy is counted once.",
        "Add the turns up one by one, whichever CPU they are on.",
    ),
}
