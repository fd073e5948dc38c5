"""Mistakes of lesson 9: memory that is not shared, queues that block, daemons that live on.

Some mistakes of earlier lessons come back: `run-for-start`, `started-twice`, `left-running`.
"""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # isolation
    "result-through-global": Mistake(
        "The child put its result into a global of its own process. Nobody else sees that one.",
        "Send the result through what was made for it: mailbox.put(…) in the child, get() here.",
    ),
    "local-not-global": Mistake(
        "The child added to a local variable. That proves nothing about globals.",
        "Say `global total` in the function, then add to total itself.",
    ),
    "global-forgotten": Mistake(
        "The child failed: it assigns to total, so Python takes total for a local variable.",
        "Say `global total` in the first line of the function.",
    ),
    "parent-added-too": Mistake(
        "The parent added the amounts to its own total. It should only look.",
        "Only the children call add. The parent starts them, and reads total at the end.",
    ),
    # results that come home
    "joined-before-drained": Mistake(
        "All stand still: the children wait until somebody reads, and you wait for the children.",
        "Take every result out of the queue first. Then join.",
    ),
    "arrival-order": Mistake(
        "The results are in the order in which they arrived.",
        "An item says which job it belongs to. Put them into a dictionary, then read that in the "
        "order of the jobs.",
    ),
    "pairs-not-results": Mistake(
        "The list holds what came out of the queue: pairs of a job and its result.",
        "Keep the second part of each pair: the result alone.",
    ),
    "asked-whether-empty": Mistake(
        "Results are missing: the queue was empty only because they had not arrived yet.",
        "Do not ask empty(). You know how many results will come: call get() as many times.",
    ),
    # who survives
    "daemon-ends-with-the-process": Mistake(
        "A daemon is taken to live for as long as the main process.",
        "It ends when the main process's code ends. After that the main process may still wait "
        "for others.",
    ),
    "flag-helps-after-a-kill": Mistake(
        "A daemon is taken to end although nobody was there to end it.",
        "Python ends daemons in the main process, at the end of its code. After a kill or "
        "os._exit that code never runs.",
    ),
    "killed-parent-takes-all": Mistake(
        "The children are taken to die with a parent that is killed.",
        "They become orphans and work on, unless they watch their parent themselves.",
    ),
    "watching-is-in-vain": Mistake(
        "A watcher is taken to live on after its parent.",
        "It sees the end of its parent, however that came, and ends itself.",
    ),
    "main-does-not-wait": Mistake(
        "The main process is taken to end with its code.",
        "In an orderly end it first joins its children that are not daemonic.",
    ),
    "errors-end-abruptly": Mistake(
        "sys.exit or an uncaught error is taken for an abrupt end.",
        "Both leave through the front door: Python still ends the daemons and joins the others.",
    ),
    "os-exit-is-orderly": Mistake(
        "os._exit is taken for an orderly end.",
        "It leaves at once: no daemon is ended, no child is joined.",
    ),
    # heartbeats
    "daemon-set-late": Mistake(
        "daemon was set after the start.",
        "Python must know it before there is a process: Process(…, daemon=True).",
    ),
    "heart-not-daemonic": Mistake(
        "The parent never ends: it waits for its heartbeat, which waits for its parent.",
        "Make the heartbeat daemonic. Then the parent ends it, and does not wait for it.",
    ),
    "outlives-a-killed-parent": Mistake(
        "The parent was killed, and the heartbeat still says that all is well.",
        "Nobody ends a daemon when its parent is killed. Let it watch: parent_process().sentinel "
        "is ready when the parent has ended.",
    ),
    "slept-through-the-end": Mistake(
        "The heartbeat sleeps, and will learn of its parent's end only when it wakes up.",
        "Wait for two things at once: the interval, as a timeout, and the parent's sentinel.",
    ),
    "busy-heartbeat": Mistake(
        "The heartbeat keeps a processor busy between two beats.",
        "Block until the interval is over: wait([sentinel], timeout=interval).",
    ),
    "stopped-before-parent": Mistake(
        "The heartbeat stopped while its parent was still at work.",
        "It ends for one reason only: its parent has ended.",
    ),
    # supervisors
    "restarts-a-success": Mistake(
        "A worker that had finished its work was started again.",
        "Exit code 0 is a normal exit. Stop there.",
    ),
    "restarts-without-bound": Mistake(
        "The supervisor started more workers than it may.",
        "Count. After the first start there are at most `limit` restarts.",
    ),
    "one-restart-short": Mistake(
        "There was one restart too few.",
        "The first start is not a restart: with a limit of 2 there are up to 3 workers.",
    ),
    "killed-is-no-failure": Mistake(
        "A worker that was killed was taken for one that had finished.",
        "Its exit code is negative on Linux and macOS. Every code but 0 is a failure.",
    ),
    "code-before-the-end": Mistake(
        "An exit code is None: it was read while the worker was still at work.",
        "Join the worker. Then read its exit code, and decide.",
    ),
    "only-the-last-code": Mistake(
        "Only the last exit code was reported.",
        "Append each worker's exit code to a list, right after its join.",
    ),
}
