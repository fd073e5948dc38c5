"""Mistakes of lesson 6: who waits for whom, how long, and how the end is observed."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # which of the four?
    "pair-in-other-order": Mistake(
        "Both words are right, in the other order.",
        "First how the answer comes (synchronous, asynchronous), then what you do meanwhile "
        "(blocking, non-blocking).",
    ),
    "pairs-taken-for-one": Mistake(
        "Synchronous was taken to mean blocking, asynchronous to mean non-blocking.",
        "They are two questions. Answer the first by the bell alone, the second by your own work "
        "alone.",
    ),
    "own-work-at-any-time": Mistake(
        "Work done before the counting began, or after its end, was counted too.",
        "Non-blocking means: own work overlaps the clerk's counting. Compare the spans.",
    ),
    "any-wait-blocks": Mistake(
        "One wait in the log was taken for blocking.",
        "Fetching an answer that is already there takes a moment, too. Look at what you did while "
        "the clerk counted.",
    ),
    "looking-taken-for-telling": Mistake(
        "Whoever looks is not told: looking was taken for asynchronous.",
        "If you find the answer by looking up yourself, nobody announced it. Only the bell does.",
    ),
    # look, work, look again
    "busy-waiting": Mistake(
        "Look after look, and no work between them: this is busy waiting.",
        "It keeps the CPU as busy as work would, for nothing. Do one step between two looks.",
    ),
    "took-before-looking": Mistake(
        "recv() was called while nothing was there: it blocks until something comes.",
        "Look first, with poll(). Take only what is there.",
    ),
    "looks-without-bound": Mistake(
        "It goes on looking, although the number of looks is used up.",
        "An answer may never come. Count the looks, and return None after the last.",
    ),
    "a-look-that-waits": Mistake(
        "The look itself waits: poll(seconds) blocks until something is there, or time is up.",
        "poll() without a number looks and returns at once.",
    ),
    "false-answer-lost": Mistake(
        "The answer 0 was taken for no answer.",
        "0, an empty text and an empty list are false in an if. Ask poll() whether something is "
        "there, not the answer.",
    ),
    "failure-hidden": Mistake(
        "The clerk left without an answer, and the caller reports only that none came in time.",
        "recv() raises EOFError then. Let it through: whoever asked must learn of the failure.",
    ),
    "one-look-short": Mistake(
        "It gives up one look too early.",
        "Between n looks there are n - 1 steps. The last look still counts.",
    ),
    # wait, but not for ever
    "join-without-limit": Mistake(
        "join() without a number waits until the process ends, be it for ever.",
        "Pass the limit: join(seconds). Then find out which of the two it was.",
    ),
    "success-assumed": Mistake(
        "It has ended, and that was taken for success.",
        "Ended is not succeeded. Read the exit code: 0 is success, all else is not.",
    ),
    "looked-instead-of-waiting": Mistake(
        "It looks once, at once, and does not wait at all.",
        "Give the process its time: join(seconds) returns earlier if it ends earlier.",
    ),
    "join-returns-none": Mistake(
        "What join() returns was asked: it returns None, whether the process ended or not.",
        "After join(seconds), ask is_alive() or exitcode.",
    ),
    "stopped-taken-for-failed": Mistake(
        "A process that was stopped for being late is called failed.",
        "Its exit code says only that it was stopped. Remember that you stopped it.",
    ),
    # be told
    "asked-one-at-a-time": Mistake(
        "It waits for one answer before it asks the next question.",
        "submit() returns at once. Ask all first; result() at once makes it synchronous again.",
    ),
    "told-in-order-of-asking": Mistake(
        "Answers are told in the order of asking, while others were there earlier.",
        "Take them as they come: add_done_callback for each, or as_completed(tickets).",
    ),
    "callback-called": Mistake(
        "The callback was called at once, and what it returned was registered.",
        "Pass the function itself. If it needs more arguments: partial(report, question).",
    ),
    "failure-lost": Mistake(
        "A question failed, and nobody was told.",
        "result() raises in the callback, and a pool drops what callbacks raise. Ask exception() "
        "first.",
    ),
    "left-before-the-answers": Mistake(
        "The function returned while answers were still to come.",
        "Keep the tickets, and wait for all of them at the end: wait(tickets).",
    ),
    "one-question-for-all": Mistake(
        "Each answer is told with the last question.",
        "A lambda looks at the variable when it is called, and by then the loop is over. "
        "partial(report, question) keeps the value.",
    ),
    # an event loop
    "awaited-one-after-another": Mistake(
        "It awaits one program's end before it starts the next.",
        "Start them all first: asyncio.gather(*(run_one(command) for command in commands)).",
    ),
    "blocking-call-in-loop": Mistake(
        "A call blocked the whole event loop: no other task got a turn.",
        "subprocess.run, time.sleep and wait() block the thread that the loop runs in. Await "
        "asyncio.create_subprocess_exec instead.",
    ),
    "code-read-too-early": Mistake(
        "The exit code was read before the program had ended: None.",
        "Await communicate() or wait() first. After that, returncode is there.",
    ),
    "await-forgotten": Mistake(
        "A coroutine was called and not awaited: it has not even begun.",
        "Write await before communicate() and wait().",
    ),
    "loop-in-a-loop": Mistake(
        "asyncio.run was called while a loop is running already.",
        "Inside a coroutine, await the other coroutine, or gather several.",
    ),
    "not-a-coroutine": Mistake(
        "The function is an ordinary one: calling it gives nothing to await.",
        "Begin it with async def, as in the starter.",
    ),
    # one errand, four ways
    "result-at-once": Mistake(
        "result() came right after submit(), before any page was read.",
        "With the ticket in your hand, read first. Fetch the result when it is there.",
    ),
    "read-before-asking": Mistake(
        "The pages were read before the errand began, so nobody worked meanwhile.",
        "Ask first, then read.",
    ),
    "never-called": Mistake(
        "The answer was told only when all pages were read.",
        "It was there earlier. Register a callback right after submit(): it tells the answer then.",
    ),
    "ticket-for-answer": Mistake(
        "The ticket came back, not the answer.",
        "A future stands for an answer. Its result() waits for it and returns it.",
    ),
    "never-looked": Mistake(
        "It read its pages and then waited at the counter: it never looked up.",
        "After each page, look with poll(). Stop reading when something is there.",
    ),
}
