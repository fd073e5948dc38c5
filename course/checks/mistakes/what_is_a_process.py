"""Mistakes of lesson 1: what is taken for a process, and what for its description."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # one program, several processes
    "one-process-reported-often": Mistake(
        "The program ran in one process, whose report came back several times.",
        "Start the program once for each copy: each start makes a new process with its own pid.",
    ),
    "ran-in-own-process": Mistake(
        "The program's work was done inside your own process: every report carries its pid.",
        "Running the code again, or in a thread, makes no process. Ask the system to start one: "
        "subprocess.run([sys.executable, program]).",
    ),
    "callers-pid": Mistake(
        "The reports name the process that asked for the runs, not those that ran.",
        "os.getpid() in your function is your own pid. Keep the pid that each run reports.",
    ),
    "text-not-parsed": Mistake(
        "The runs' output came back as text.",
        "Each run prints one JSON line. json.loads(line) turns it into a dictionary.",
    ),
    "output-not-captured": Mistake(
        "The output of the run is None: it was not kept.",
        "Ask for it: subprocess.run(command, capture_output=True, text=True).",
    ),
    # one program, different data
    "run-counted-as-program": Mistake(
        "Each run was counted as a program of its own.",
        "A program is the text on the disk. Count the different ones, not the runs.",
    ),
    "one-process-per-program": Mistake(
        "All the words of one program were given to one process.",
        "Start a process for each pair: one run over one set of data is one process.",
    ),
    "last-result-kept": Mistake(
        "Each program kept only one result: later runs replaced earlier ones.",
        "Results belong to processes, not to programs. Collect one for each pair, in a list.",
    ),
    "equal-runs-merged": Mistake(
        "Two runs of one program on the same data were taken for one.",
        "They give equal results and are still two processes. Start a process for each pair.",
    ),
    "same-data-for-all": Mistake(
        "Every process received the same word.",
        "Take the word from the pair that you are starting, not from the first one.",
    ),
    "program-edited-for-data": Mistake(
        "A new program was written for each word.",
        "Leave the text alone. Pass the word after it: [sys.executable, program, word].",
    ),
    # the process control block
    "own-card": Mistake(
        "The card describes the process that asks, not the one asked about.",
        "psutil.Process() without a number is your own process. Give it the pid.",
    ),
    "parent-assumed": Mistake(
        "The caller was taken for the parent of every process.",
        "A process has the parent that started it. Ask the system: .ppid().",
    ),
    "alive-is-not-a-state": Mistake(
        "A process that is alive was called running.",
        "A living process may also wait or be stopped. Ask the system about that pid: "
        "psutil.Process(pid).status().",
    ),
    "callers-threads": Mistake(
        "The threads of the calling process were counted.",
        "The threading module sees only its own process. Ask the system about that pid: "
        "psutil.Process(pid).num_threads().",
    ),
    "percent-not-bytes": Mistake(
        "The memory is a share in percent; the card asks for bytes.",
        "Look at .memory_info(): its rss counts the bytes that are in memory now.",
    ),
    "files-counted": Mistake(
        "The open files were counted; the card asks for their paths.",
        "Each item of .open_files() has a .path. Collect them in a list.",
    ),
    "ended-has-no-card": Mistake(
        "The function fails when no process has the pid.",
        "A process that has ended leaves no PCB: catch psutil.NoSuchProcess and return None.",
    ),
    # a Process object and a process
    "looked-after-start": Mistake(
        "The first look already shows a process.",
        "Making a Process object starts nothing. Look once before you call start().",
    ),
    "target-called": Mistake(
        "The work was done in your own process, which then waited for itself.",
        "target=work hands the function over; target=work(gate) calls it at once.",
    ),
    "joined-before-release": Mistake(
        "The child waits for the gate, and you wait for the child.",
        "Set the gate first, then join.",
    ),
    "run-for-start": Mistake(
        "No process ever existed: run() calls the work in your own process.",
        "start() asks the system for a process; that process then calls run() by itself.",
    ),
    "looked-before-the-end": Mistake(
        "The last look came while the process was still alive.",
        "Setting the gate asks it to end. join() waits until it has; look after that.",
    ),
    "pid-forgotten": Mistake(
        "The last look has no pid.",
        "The process is gone, yet its object remembers the pid. Read its .pid again.",
    ),
    "exit-code-assumed": Mistake(
        "The exit code is always 0 here.",
        "Each process reports its own when it ends. Read it from the object, as .exitcode.",
    ),
    "one-dict-three-times": Mistake(
        "The three looks are one dictionary, so each shows the latest values.",
        "A look must be a copy of that moment: build a new dictionary each time.",
    ),
}
