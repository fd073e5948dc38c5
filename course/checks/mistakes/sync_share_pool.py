"""Mistakes of lesson 11: races, locks, buffers, shared memory, pools, and a supervisor."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # lose and keep
    "no-barrier": Mistake(
        "lose never waits at the barrier, so whether an update is lost is luck.",
        "Wait there between reading and writing: then all have read before anyone writes.",
    ),
    "barrier-after-the-write": Mistake(
        "The barrier comes after the writing: by then the update is made.",
        "Read into a name, wait, then write. += does both in one line; take it apart.",
    ),
    "barrier-before-the-read": Mistake(
        "The barrier comes before the reading: all begin together, and then it is luck.",
        "Read into a name first, then wait, then write.",
    ),
    "locked-at-the-barrier": Mistake(
        "It waits at the barrier and holds the lock, so the others never get there.",
        "Never wait for others while you hold what they need. lose needs no lock at all.",
    ),
    "update-without-the-lock": Mistake(
        "Between reading and writing, another process read the same number: an update is lost.",
        "Hold number.get_lock() for the whole addition: reading, adding and writing. A lock that "
        "each process makes for itself keeps nobody out.",
    ),
    "added-too-seldom": Mistake(
        "The number was written less often than it should be.",
        "Each child adds 1, `times` times. Look at the loop.",
    ),
    # ordered locks
    "two-orders": Mistake(
        "One process holds lock 1 and wants lock 2, the other holds 2 and wants 1: a deadlock.",
        "Take the lock of the smaller account number first, whichever way the money goes.",
    ),
    "balance-without-its-lock": Mistake(
        "A balance was read or changed without holding the lock of its account.",
        "Look at the balance only inside the with: between your look and your change, others come.",
    ),
    "lock-not-given-back": Mistake(
        "A lock is still held after the function has ended: everybody else waits for ever.",
        "Use with, or try and finally: both give the lock back when an error is raised, too.",
    ),
    "waits-for-itself": Mistake(
        "A process waits for a lock that it holds itself.",
        "A Lock cannot be taken twice. If source and target are one account, return first.",
    ),
    "overdrawn": Mistake(
        "More was taken from an account than it had.",
        "Compare the balance with the amount before you change anything; else raise ValueError.",
    ),
    # bounded buffer
    "must-look-again": Mistake(
        "It was told, and went on without looking again.",
        "Being told is not being right: another may have been quicker. while, not if.",
    ),
    "notify-without-holding": Mistake(
        "notify() or wait() was called without holding the condition.",
        "Both belong inside `with buffer.condition:`.",
    ),
    "nobody-told": Mistake(
        "A process sleeps, and nobody is left to wake it.",
        "Whoever changes the buffer tells the others: put when there is an item, get when there "
        "is room.",
    ),
    "newest-first": Mistake(
        "The newest item comes out first.",
        "pop() takes the last one. pop(0) takes the oldest.",
    ),
    "used-without-the-condition": Mistake(
        "The items were used without holding the condition.",
        "Looking counts, too: between your look and your change, others come.",
    ),
    "looks-without-sleeping": Mistake(
        "It looks at the buffer again and again, instead of sleeping.",
        "wait() gives the lock back and sleeps until somebody tells it to look again.",
    ),
    "never-slept": Mistake(
        "It did not sleep, though it had to wait.",
        "Nothing to take, or no room: call wait() then, in a while.",
    ),
    # shared memory
    "unlink-forgotten": Mistake(
        "The block of shared memory is still there: nobody unlinked it.",
        "close() gives up your own view of it. unlink() removes the block: once, at the end, in a "
        "finally.",
    ),
    "removed-by-a-child": Mistake(
        "The block is gone before its maker removes it: a child unlinked it.",
        "A child only attaches and closes. Who made the block unlinks it, when all have ended.",
    ),
    "not-in-shared-memory": Mistake(
        "The sum is right, but the data never stood in a block of shared memory.",
        "Arguments are copied to each child. Copy the data into a block once, and pass its name.",
    ),
    "rest-left-out": Mistake(
        "The last bytes were not added: the parts do not cover the data.",
        "5 bytes and 2 workers: 5 // 2 is 2, and one byte is over. Let a part take it.",
    ),
    # pool
    "order-of-completion": Mistake(
        "The results stand in the order in which the tasks ended.",
        "as_completed gives whoever is first. Ask the futures in the order of the items.",
    ),
    "not-prepared-in-the-worker": Mistake(
        "The tasks ran in processes that had not been prepared.",
        "What you call in the parent prepares the parent. Pass it on: initializer=prepare.",
    ),
    "prepared-for-each-task": Mistake(
        "A worker was prepared again for each task.",
        "initializer=prepare lets each worker call it once, before its first task.",
    ),
    "first-error-ends-all": Mistake(
        "The first failure left the function, and all other results were lost.",
        "Ask each future by itself: exception() returns what result() would raise.",
    ),
    "error-swallowed": Mistake(
        "A failure has no entry of its own, or a None: nobody will know what went wrong.",
        "Put the exception itself in the item's place.",
    ),
    "waits-for-a-dead-worker": Mistake(
        "A worker died, and the function waits for its result for ever.",
        "multiprocessing.Pool does not notice it. ProcessPoolExecutor does.",
    ),
    # supervisor
    "policy-ignored": Mistake(
        "The jobs ran one after the other, whatever the policy says.",
        "A job gets one slice. If it is not finished then, it goes to the end of a queue.",
    ),
    "slice-not-kept": Mistake(
        "The turns have another length than the policy gives.",
        "Grant as many steps as the slice has. Under MLFQ it doubles from queue to queue.",
    ),
    "never-moved-down": Mistake(
        "A job that used up its slice stays in the first queue.",
        "Under MLFQ it goes to the end of the next queue; in the last one it stays.",
    ),
    "limit-ignored": Mistake(
        "More job processes existed at one time than the limit allows.",
        "Start a job only when fewer than `limit` are there. Join one that has finished first.",
    ),
    "fewer-than-allowed": Mistake(
        "Jobs waited outside although there was room for them.",
        "Whenever fewer than `limit` processes exist, start the next job before you grant a slice.",
    ),
    "failure-ends-all": Mistake(
        "A job failed, and the supervisor failed with it.",
        "recv() raises EOFError when a job dies in the middle. Catch it, join the process, go on.",
    ),
    "exit-code-invented": Mistake(
        "A job's exit code was reported that is not its own.",
        "join() the process, then read its exitcode: it is None before, and not always 0.",
    ),
    "budget-ignored": Mistake(
        "A job ran longer than its budget allows.",
        "Count the steps of each job. At its budget it is stopped: kill() and join().",
    ),
    "stopped-too-early": Mistake(
        "A job was stopped that would have finished within its budget.",
        "The answer to the last step may be 0: then it is finished. Look at that first.",
    ),
    "log-incomplete": Mistake(
        "The log does not say what really happened, in that order.",
        "Note `start NAME`, `run NAME` for each slice, and `end NAME: CODE` or `stop NAME`.",
    ),
    "left-at-an-interrupt": Mistake(
        "The supervisor was interrupted, and left processes behind.",
        "Put the loop into a try. In its finally, kill and join every process that is still there.",
    ),
    "interrupt-swallowed": Mistake(
        "The interrupt was caught and forgotten: whoever pressed the keys never hears of it.",
        "Clean up in a finally, not in an except: then the interrupt goes on to the caller.",
    ),
    "end-of-pipe-open": Mistake(
        "A job died, and the supervisor still waits for its answer.",
        "recv() notices only when every copy of the other end is closed. After start(), close the "
        "child's end in the parent.",
    ),
}
