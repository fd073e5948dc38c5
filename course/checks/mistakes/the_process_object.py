"""Mistakes of lesson 8: launches that launch nothing, names that get lost, stops that do not stop.

Some mistakes of earlier lessons come back: `run-for-start`, `started-twice`, `args-not-a-tuple`.
"""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # launching
    "target-called-here": Mistake(
        "The work was done in your own process, before the child existed.",
        "target=work hands the function over. target=work(…) calls it here, and hands over "
        "its result, None.",
    ),
    "child-without-name": Mistake(
        "The child has a name that Python made up.",
        "Hand the name over when you make the object: Process(…, name=name).",
    ),
    "pid-before-start": Mistake(
        "The pid is None: you read it before there was a process.",
        "The system gives the pid out at the start. Read .pid after start().",
    ),
    "own-pid-for-the-childs": Mistake(
        "The parent's view has the parent's own pid for the child's.",
        "os.getpid() is the process that runs this line. The child's pid is .pid of its object.",
    ),
    "parent-one-too-high": Mistake(
        "The parent's view names the parent's parent.",
        "You are the parent of this child: your own pid is os.getpid(), with one p.",
    ),
    # many children
    "joined-in-the-start-loop": Mistake(
        "The children never met: each was joined before the next was started.",
        "Start all in one loop, and keep the objects in a list. Join them in a second loop.",
    ),
    "combined-too-early": Mistake(
        "The sum was made before the children had put in their numbers.",
        "start() does not wait for the work. Join every child, then empty the mailbox.",
    ),
    "joined-the-last-only": Mistake(
        "A slow child's number is missing: only some of the children were waited for.",
        "After the loop, the variable holds the last child alone. Keep all in a list and join "
        "each of them.",
    ),
    # a class of your own
    "name-lost": Mistake(
        "The name is lost: the object has the one that Python makes up.",
        "super().__init__() sets the name as well. Pass it there: super().__init__(name=…), or "
        "set self.name after it.",
    ),
    "super-forgotten": Mistake(
        "The part of the object that is a Process was never set up.",
        "Call super().__init__() in __init__, before you use what it sets up.",
    ),
    "start-overridden": Mistake(
        "start() was replaced, so the work was done by the parent, and no process was made.",
        "Leave start() alone. Override run(): start() makes the process, which then calls run().",
    ),
    "worked-in-init": Mistake(
        "The work was done while the object was made: before the start, and in the parent.",
        "__init__ only stores what the child will need. The work belongs in run().",
    ),
    "run-takes-parameters": Mistake(
        "The child calls run() without arguments; yours asks for some.",
        "Store the arguments in __init__, as attributes. Then run(self) reads them.",
    ),
    "result-returned-from-run": Mistake(
        "The child did its work, and nothing came out of it.",
        "Nobody receives what run() returns. Put the result into the mailbox.",
    ),
    "not-a-subclass": Mistake(
        "An Adder is no Process.",
        "Name the base class: class Adder(Process).",
    ),
    "signed-once": Mistake(
        "The book has one entry; the launch should make two.",
        "One object starts one process, once. Make two objects, and start each.",
    ),
    # stopping
    "killed-without-waiting": Mistake(
        "The child was killed before it could end by itself.",
        "Ask, then wait: join(seconds) returns as soon as the child has ended.",
    ),
    "stop-without-waiting": Mistake(
        "The function returned while the child was still busy with ending.",
        "A request is not an end. join(seconds) waits for it; read the exit code after that.",
    ),
    "waited-without-a-limit": Mistake(
        "The function waits without a limit for a child that does not listen.",
        "Give join a limit: join(seconds). Then is_alive() tells whether the child has ended.",
    ),
    "terminate-refused": Mistake(
        "terminate() asked a child that does not listen, and the function waits for it still.",
        "A process may refuse terminate() on Linux and macOS. It cannot refuse kill().",
    ),
    "exit-code-before-join": Mistake(
        "The exit code is None: it was read before the child had ended.",
        "kill() does not wait either. Join once more, then read .exitcode.",
    ),
    "killed-in-any-case": Mistake(
        "A child that ended by itself is reported as killed.",
        "join() returns None in both cases. Ask is_alive() after it, and kill only then.",
    ),
}
