"""Mistakes that can happen in any exercise; `course.checks.diagnose` recognises them by itself."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    "module-missing": Mistake(
        "The module is not there: its cell was not run, or does not begin with %%module.",
        "Run the answer cell above. Its first line must be the %%module line it came with.",
    ),
    "function-missing": Mistake(
        "The module has no such name.",
        "Keep the name that the exercise gives, spelt the same way, at the left margin.",
    ),
    "syntax-error": Mistake(
        "Python cannot read the cell.",
        "Run the answer cell: the error there points at the line. "
        "Look for a missing colon, bracket or quote, also one line earlier.",
    ),
    "import-failed": Mistake(
        "The module raises an error while it is being imported, before any function is called.",
        "Run the answer cell and repair the error that it shows.",
    ),
    "not-started": Mistake(
        "The cell still raises NotImplementedError, as the exercise came.",
        "Replace that line by your answer. Open the first hint if you do not know how to begin.",
    ),
    "timed-out": Mistake(
        "The call did not come to an end in time, so it was stopped.",
        "Something waits for what never comes, or loops without an exit. "
        "Look at each join(), get(), recv() and while.",
    ),
    "left-running": Mistake(
        "A child process was still running after the function had returned.",
        "Join every child that you start, or stop it and then join it, on every path.",
    ),
    "no-process": Mistake(
        "The result came back, yet no child process was ever started.",
        "Start one: a Process with its start(), or a program with subprocess. Calling the "
        "function yourself, or run(), does the work in your own process.",
    ),
    "too-few-processes": Mistake(
        "Fewer processes were started than the work needs.",
        "Start one process for each piece of work.",
    ),
    "too-many-processes": Mistake(
        "More processes were started than the work needs.",
        "Count your start() calls: is one inside a loop that it should stand outside of?",
    ),
    "invented-pids": Mistake(
        "A process id was returned that belongs to no process of this call.",
        "Let each child report os.getpid() itself, or read .pid after start().",
    ),
    "printed-not-returned": Mistake(
        "The function prints the answer and returns None.",
        "Use return. What is printed is for people; only what is returned can be used by code.",
    ),
    "returned-nothing": Mistake(
        "The function returns None: no return statement is reached.",
        "End the function with return and the result.",
    ),
    "tuple-not-list": Mistake(
        "A list is asked for, and a tuple came back.",
        "Build the result with [ ], or turn it with list(...).",
    ),
    "list-not-tuple": Mistake(
        "A tuple is asked for, and a list came back.",
        "Build the result with ( ), or turn it with tuple(...).",
    ),
    "text-not-number": Mistake(
        "The value has the right digits, and it is text, not a number.",
        "Turn it into a number with int(...) or float(...).",
    ),
    "unportable-value": Mistake(
        "The function returns an object that only makes sense inside its own process.",
        "Return plain data: numbers, text, lists, dictionaries.",
    ),
    "generator-not-list": Mistake(
        "The function returns a generator: a promise of values, not the values.",
        "Collect them first: return list(...).",
    ),
    "target-in-main": Mistake(
        "The child could not find its function: it was defined in __main__, "
        "which a spawned child does not share.",
        "Put the function into the %%module cell, at the left margin, outside any other function.",
    ),
    "nested-target": Mistake(
        "The child's function cannot be sent to it: it is a lambda, or defined inside a function.",
        "Define the target at the left margin of the module and pass what it needs as args.",
    ),
    "unguarded": Mistake(
        "The script creates processes while it is being imported by its own child.",
        'Put what starts processes below a line that says: if __name__ == "__main__":',
    ),
    "daemon-child": Mistake(
        "A daemonic process tried to start a child of its own, which is not allowed.",
        "Let a process that is not daemonic start the children.",
    ),
    "joined-before-start": Mistake(
        "join() was called on a process that was never started.",
        "Call start() first; run() does not start anything.",
    ),
    "started-twice": Mistake(
        "start() was called twice on one Process object.",
        "Make a new Process object for each run: an object starts one process, once.",
    ),
    "args-not-a-tuple": Mistake(
        "The child received its arguments in the wrong shape: args is not a tuple of them.",
        "One argument needs the comma: args=(name,). Without it, (name) is only name.",
    ),
    "child-failed": Mistake(
        "A child process ended with an error of its own; its message is below.",
        "Read the last line of what the child wrote. The error is in the child's code or input.",
    ),
    "exited-early": Mistake(
        "The process ended before the function could return.",
        "Look for sys.exit, os._exit, or a crash in the code that the call runs.",
    ),
    "printed-too-much": Mistake(
        "The call printed so much that it was stopped.",
        "Look for a print inside a loop that never ends.",
    ),
    "reply-unreadable": Mistake(
        "What came back is not an answer: it is far too large, or not of the form of one.",
        "Return plain data of the size that the exercise asks for, and leave open descriptors "
        "that are not yours alone.",
    ),
    "raised": Mistake(
        "The call ended in an error.",
        "Read the last line of the error, then the line of your cell that it names.",
    ),
    "needs-earlier": Mistake(
        "This check builds on an earlier one that does not pass yet.",
        "Repair that one first; this one often follows by itself.",
    ),
    "judge-failed": Mistake(
        "The check itself failed; this is not your mistake.",
        "Tell your instructor which check it was.",
    ),
}
