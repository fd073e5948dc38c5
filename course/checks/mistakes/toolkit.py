"""Mistakes of lesson 0: addresses of functions, guards, pids, and children left behind."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # whoami
    "pids-swapped": Mistake(
        "Both pids are right, in the wrong order.",
        "Own pid first, the parent's second.",
    ),
    "pid-copied": Mistake(
        "The number is no pid of a process at work here. Was it copied from the screen?",
        "Each process gets a new pid. Ask for it inside the function, at each call.",
    ),
    "pid-of-a-child": Mistake(
        "The pids are those of a child that the function started.",
        "Start nothing: ask in the process that runs the function.",
    ),
    "own-pid-twice": Mistake(
        "The second number is the process's own pid again.",
        "os.getpid is about the process itself; its parent needs another call, with one more p.",
    ),
    "parent-process-is-none": Mistake(
        "multiprocessing.parent_process() gives None, for multiprocessing did not start this one.",
        "The kernel has a parent all the same. Ask the operating system: the module os.",
    ),
    # megaphone
    "target-called-too-soon": Mistake(
        "The function ran in the parent; the child had nothing to do.",
        "target=shout hands the function over; target=shout(…) calls it here, before any child.",
    ),
    "run-instead-of-start": Mistake(
        "The work was done, but in the parent: no child was started.",
        "run() is what a child calls for itself. Call start() to get a child.",
    ),
    "child-fills-a-copy": Mistake(
        "The child filled its own copy of the list; the one in the parent stayed empty.",
        "Processes share no lists. Send the result through a mailbox such as SimpleQueue.",
    ),
    "answer-left-in-the-mailbox": Mistake(
        "A child ran, yet None was returned: its answer stayed in the mailbox.",
        "start() and join() give None. Return what mailbox.get() gives, after the join.",
    ),
    # rollcall
    "starts-on-import": Mistake(
        "Importing the file starts processes.",
        'Put all that starts one below the guard, if __name__ == "__main__": . '
        "Catching the RuntimeError hides the start and does not prevent it.",
    ),
    "acts-on-import": Mistake(
        "Importing the file prints something: part of the end runs in every importer.",
        "Move the last print below the guard too, after the loop.",
    ),
    "guard-never-true": Mistake(
        "The script ends without a word: nothing below the guard was run.",
        'Compare __name__ with "__main__", with two underscores on each side, '
        "and call what you define.",
    ),
    "guarded-the-target": Mistake(
        "The guard hides the function from the child, which imports the file under another name.",
        "Keep answer at the left margin, above the guard; guard only what starts processes.",
    ),
    "finished-too-early": Mistake(
        "The last line is printed before the children have answered.",
        "start() does not wait. Join each child before you go on.",
    ),
    "fixed-names": Mistake(
        "The script calls the regulars although the command line has other names.",
        "Loop over roll(): it returns the right names for each launch.",
    ),
    # tidy
    "listed-not-stopped": Mistake(
        "The children are listed, and all of them still run.",
        "active_children() only looks. Call terminate() on each child.",
    ),
    "stops-the-first-only": Mistake(
        "Some children were stopped, others were forgotten.",
        "Return after the loop, not inside it, and loop over a list that does not change.",
    ),
    "not-sorted": Mistake(
        "The right names came back, in another order.",
        "The order of active_children() is chance. Return sorted(names).",
    ),
    "forgets-the-names": Mistake(
        "The children were stopped; their names are missing from the list.",
        "active_children() shrinks while you work. Take the list once, at the start, and keep it.",
    ),
    "join-without-terminate": Mistake(
        "The function waits for children that nobody asked to end.",
        "join() only waits. Call terminate() first.",
    ),
    "terminate-without-join": Mistake(
        "The function returns while a child is still busy with ending.",
        "terminate() sends a request and returns at once. Join the child afterwards.",
    ),
    "waits-for-the-stubborn": Mistake(
        "The function waits without limit for a child that ignores the request to end.",
        "Give join a limit of one second, then look whether the child is still alive.",
    ),
    "asked-is-not-ended": Mistake(
        "A child that ignored the request was left running.",
        "After join(1), is_alive() tells you whether to kill(); join once more after that.",
    ),
}
