"""Mistakes of lesson 7: counting forks, copies, start methods, endings, zombies and orphans."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # a family, counted
    "counted-the-first": Mistake(
        "The first process was counted among the new ones.",
        "It was there before the first fork: n forks in a row create 2ⁿ − 1 and end with 2ⁿ.",
    ),
    "first-one-forgotten": Mistake(
        "The process that began it all is missing among all those that took part.",
        "Add 1 to the new ones: nobody forked the first process.",
    ),
    "one-child-per-fork": Mistake(
        "Each fork was counted as one new process.",
        "Every running process makes that call. Count the callers, not the lines of the program.",
    ),
    "ended-ones-fork-on": Mistake(
        "Processes that have ended take further steps.",
        "Who ends at once creates nobody any more. Only a plain fork lets more of them run.",
    ),
    "printed-once": Mistake(
        "Each print was counted once.",
        "Every process that runs at this step prints a line of its own.",
    ),
    "all-print-everything": Mistake(
        "Each print was counted for every process of the family.",
        "A process that is not yet there, or has ended, prints nothing. Count who runs then.",
    ),
    # fork, and bring a number home
    "raw-wait-status": Mistake(
        "A raw wait status is not an exit code.",
        "The status packs an exit code and a signal. os.waitstatus_to_exitcode(status) reads it.",
    ),
    "child-ran-on": Mistake(
        "The child went on into the lines that are meant for the parent.",
        "A forked child is in the middle of the same function. End it with os._exit where its own "
        "work ends.",
    ),
    "lost-in-the-buffer": Mistake(
        "What the child printed was lost: it was in a buffer when os._exit ended the process.",
        "Use tell, which writes at once.",
    ),
    "child-not-waited": Mistake(
        "The parent did not wait for the child's end, or did not use what came of it.",
        "os.waitpid(pid, 0) returns when the child has ended, and hands over its status.",
    ),
    "not-a-fork": Mistake(
        "The new process is not a copy of the one that runs the script.",
        "This system has fork: create the child with os.fork().",
    ),
    # what the child sees
    "spawn-is-a-copy": Mistake(
        "A spawned child was taken for a copy of its parent.",
        "It is a fresh Python. It imports the module anew, with the value that stands in the file.",
    ),
    "forkserver-is-a-copy": Mistake(
        "A child of the fork server was taken for a copy of its parent.",
        "It is a copy of the server, and the server has seen none of your changes.",
    ),
    "fork-forgets": Mistake(
        "A forked child was taken for a fresh Python.",
        "It begins as a copy: memory and open files are there, as they were at that moment.",
    ),
    "files-travel": Mistake(
        "An open file was expected in a child that is no copy of its parent.",
        "Python closes its files for a program that is started anew. Only fork lets them through.",
    ),
    "changed-too-late": Mistake(
        "The word was not there yet when the child was started.",
        "A child sees what was there at its start. Set the variable first, start afterwards.",
    ),
    "method-ignored": Mistake(
        "The child was not started by the method that was asked for.",
        "multiprocessing.get_context(method) returns the context whose Process follows it.",
    ),
    "no-argument": Mistake(
        "The child did not get the word as its argument.",
        "args is a tuple of two: the end of the pipe, and the word.",
    ),
    # four ways out
    "signal-lost": Mistake(
        "A process that a signal ended was read as one that exited.",
        "Look at the lowest seven bits first: if they are not 0, they hold the signal.",
    ),
    "dump-bit-kept": Mistake(
        "The bit that tells of a memory dump was read as part of the signal.",
        "The signal has seven bits: status & 0x7F.",
    ),
    "minus-kept": Mistake(
        "The signal came back negative.",
        "Only Python's exit codes write signals as −N. Here the word signal says it already.",
    ),
    "exit-code-too-early": Mistake(
        "There is no exit code yet: the child was not waited for.",
        "Return what wait() gives, or read exitcode after join().",
    ),
    "exception-is-an-exit": Mistake(
        "An uncaught exception ended the child. For the system that is an exit with code 1.",
        "Python catches it, writes a traceback, and exits. Let the system end the child, "
        "as os.abort() does.",
    ),
    "killed-not-fatal": Mistake(
        "This child was killed from outside, and did nothing wrong itself.",
        "A fatal error comes from within: the process does what it may not do.",
    ),
    "shell-code": Mistake(
        "128 + N is how a shell reports signal N. Python writes −N.",
        "Return what Popen.wait() or Process.exitcode gives, without arithmetic.",
    ),
    "ended-by-itself": Mistake(
        "The child had ended by itself before anybody could kill it, or was never killed.",
        "Let it wait for something, and end it with kill() while it does.",
    ),
    # one zombie, one orphan
    "orphan-called-zombie": Mistake(
        "A child that lives on after its parent was called a zombie.",
        "It is an orphan: it runs, and is adopted. A zombie has ended and was not yet waited for.",
    ),
    "zombie-called-orphan": Mistake(
        "A child that has ended was called an orphan.",
        "An orphan still runs. Who has ended and was not waited for is a zombie.",
    ),
    "waited-first": Mistake(
        "The child was waited for first, so nothing was left to look at.",
        "poll, wait and communicate all collect an ended child. Look before you call one of them.",
    ),
    "never-waited": Mistake(
        "The child was never waited for: it is a zombie to the last.",
        "Call wait() after the first look. It returns the exit code, too.",
    ),
    "looked-too-early": Mistake(
        "The first look came while the child was still alive.",
        "Wait until it has ended, without collecting it: wait_for_end(child).",
    ),
    "looked-before-the-kill": Mistake(
        "That is the child's parent from before the kill.",
        "Kill the parent, wait for it, and only then ask the child for its parent.",
    ),
    "killed-the-child": Mistake(
        "The child was ended before anybody looked at it: it is no orphan any more.",
        "Kill the parent only. Look at the child, and end it last.",
    ),
    "orphan-left-running": Mistake(
        "The orphan was still running when the function returned.",
        "Nobody else ends it: its parent is gone. Stop it by its pid, in a finally.",
    ),
}
