"""Lesson 6's own helpers: what they notice of how a function waits, and that nothing hangs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable
from concurrent.futures import as_completed
from multiprocessing import Event
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from course.drivers import waiting, waiting_loop, waiting_ways
from course.drivers.waiting_bank import Bell, counter, in_own_loop, turns_during
from course.events import EventLog, Span
from course.programs import MEET
from course.workers.waiting import Errand, take

pytestmark = pytest.mark.usefixtures("leaves_nobody")


def module(**functions: Any) -> ModuleType:
    made = ModuleType("answer")
    made.__dict__.update(functions)
    return made


# -- the bank ----------------------------------------------------------------------------------


def test_a_clerk_answers_and_hands_over_its_log() -> None:
    with counter(0) as clerk:
        clerk.line.send("coins")
        assert clerk.line.recv() == "coins: counted"
        assert clerk.log().order() == [
            "clerk begins: counts",
            "clerk ends: counts",
            "clerk answers",
        ]


def test_a_clerk_that_leaves_is_heard_of() -> None:
    with counter(0, leaves=True) as clerk:
        clerk.line.send("coins")
        with pytest.raises(EOFError):
            clerk.line.recv()


def test_an_interrupted_counter_leaves_no_clerk() -> None:
    def interrupted() -> None:
        with counter(60) as clerk:
            clerk.line.send("coins")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()


def test_a_bell_that_does_not_ring_says_so() -> None:
    bell = Bell()
    with pytest.raises(TimeoutError, match="did not ring"):
        bell.wait(0.01)
    bell.ring()
    bell.wait(0.01)
    assert bell.log.order() == ["bell rings"]


def test_a_coroutine_in_its_own_loop_returns_or_raises() -> None:
    async def good() -> str:
        await asyncio.sleep(0)
        return threading.current_thread().name

    async def bad() -> None:
        raise LookupError("nobody")

    assert in_own_loop(good) == "event loop"
    with pytest.raises(LookupError, match="nobody"):
        in_own_loop(bad)


def test_its_own_loop_works_inside_a_running_one() -> None:
    async def inner() -> int:
        return 6

    async def outer() -> int:
        return in_own_loop(inner)

    assert asyncio.run(outer()) == 6


def test_where_two_kinds_of_loop_exist_it_is_one_that_starts_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []

    def proactor() -> asyncio.AbstractEventLoop:
        made.append(asyncio.new_event_loop())
        return made[-1]

    async def which() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    monkeypatch.setattr(asyncio, "ProactorEventLoop", proactor, raising=False)
    assert in_own_loop(which) in made


def test_an_interrupt_cancels_the_coroutine(monkeypatch: pytest.MonkeyPatch) -> None:
    tidied = threading.Event()
    begun = threading.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            tidied.set()

    join = threading.Thread.join
    interrupts = iter([True])

    def interrupted(thread: threading.Thread, timeout: float | None = None) -> None:
        if thread.name == "event loop" and next(interrupts, False):
            assert begun.wait(10)
            raise KeyboardInterrupt
        join(thread, timeout)

    monkeypatch.setattr(threading.Thread, "join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        in_own_loop(endless)
    assert tidied.is_set()


def test_a_blocking_call_leaves_no_turn_to_others() -> None:
    async def nap() -> None:
        time.sleep(0.1)

    async def turns(other: Awaitable[object]) -> int:
        return await turns_during(other)

    assert asyncio.run(turns(nap())) == 0
    assert asyncio.run(turns(asyncio.sleep(0.3))) > 0


# -- recorded logs -----------------------------------------------------------------------------


def parts(log: EventLog) -> tuple[Span, list[Span]]:
    [counting] = [span for span in log.spans() if span.who == "clerk"]
    return counting, [span for span in log.spans() if span.what == "own work"]


@pytest.mark.parametrize(
    ("way", "rings", "works"),
    [
        ("stand", False, False),
        ("glance", False, True),
        ("ticket", True, False),
        ("called", True, True),
        ("stand, busy before and after", False, False),
        ("ticket, busy before and after", True, False),
        ("called, then fetches", True, True),
        ("glance, then fetches", False, True),
    ],
)
def test_a_recorded_errand_is_what_its_name_says(way: str, rings: bool, works: bool) -> None:
    log = waiting_ways.record(way)
    counting, own = parts(log)
    assert ("bell rings" in log.order()) is rings
    assert any(span.overlaps(counting) for span in own) is works
    assert len(own) == 2 * (works or "busy" in way)
    if "fetches" in way:
        wait = next(span for span in log.spans() if span.what == "wait")
        assert not wait.overlaps(counting)


# -- looks -------------------------------------------------------------------------------------


def patient(line: Any, step: Any, looks: int) -> Any:
    for _ in range(looks):
        if line.poll():
            return line.recv()
        step()
    return None


def test_an_answer_is_there_after_the_steps_it_takes() -> None:
    report = waiting.looked(module(glance=patient), 2, 5)
    assert report["did"] == ["look", "work", "look", "work", "look", "take"]
    assert waiting.looked(module(glance=patient), 2, 2)["answer"] is None


def test_a_step_after_the_last_look_is_not_held_against_anyone() -> None:
    assert waiting.looked(module(glance=patient), 9, 2)["did"] == ["look", "work", "look"]


@pytest.mark.parametrize(
    ("glance", "last"),
    [
        (lambda line, step, looks: line.recv(), "block"),
        (lambda line, step, looks: [line.poll() for _ in iter(int, 1)], "look"),
        (lambda line, step, looks: [step() for _ in iter(int, 1)], None),
        (lambda line, step, looks: line.poll(None), "wait"),
    ],
)
def test_what_would_wait_for_ever_is_noticed_at_once(glance: Any, last: str | None) -> None:
    report = waiting.looked(module(glance=glance), 99, 3)
    assert (report["did"] or [None])[-1] == last
    assert last == "wait" or report["answer"] == "error: Endless"


def test_a_clerk_without_a_word_raises_the_end_of_the_file() -> None:
    report = waiting.looked(module(glance=patient), 1, 3, "nobody")
    assert report["answer"] == "error: EOFError"


# -- limits ------------------------------------------------------------------------------------


def test_a_join_without_limit_ends_soon_and_is_noted() -> None:
    began = time.monotonic()
    report = waiting.waited(module(wait_at_most=lambda worker, _: worker.join()), "late", 0.1)
    assert report == {"says": None, "asked": ["join without limit"], "code": 0}
    assert time.monotonic() - began < 30  # the worker would stay for a minute


def test_a_prompt_worker_does_not_stay_when_it_is_joined() -> None:
    worker = Errand(Event(), 60, 3, prompt=True)
    worker.start()
    worker.join(30)
    assert worker.exitcode == 3


def test_a_prompt_worker_ends_with_its_code_while_it_is_joined() -> None:
    def wait_at_most(worker: Any, seconds: float) -> bool:
        worker.join(seconds)
        return bool(worker.is_alive())

    report = waiting.waited(module(wait_at_most=wait_at_most), "prompt", 20, 3)
    assert report == {"says": False, "asked": ["join 20"], "code": 3}


def test_a_late_worker_that_nobody_stops_is_reported_and_ended() -> None:
    report = waiting.waited(module(wait_at_most=lambda worker, s: worker.join(s)), "late", 0.05)
    assert report["code"] is None


# -- tickets -----------------------------------------------------------------------------------


def as_they_come(executor: Any, work: Any, questions: list[str], tell: Any) -> None:
    asked = {executor.submit(work, question): question for question in questions}
    for future in as_completed(asked):
        tell(asked[future], future.exception() or future.result())


def one_by_one(executor: Any, work: Any, questions: list[str], tell: Any) -> None:
    for question in questions:
        tell(question, executor.submit(work, question).result())


def test_answers_come_in_the_order_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LAG", 60)  # what is told at once needs no lag
    report = waiting.told(module(ask_all=as_they_come), ["a", "b", "c"], ["b", "c", "a"])
    assert report["told"] == [("b", "B"), ("c", "C"), ("a", "A")]
    assert report["did"] == ["ask a", "ask b", "ask c"]
    assert report["early"] == 0


def test_whoever_waits_for_one_answer_first_is_noted() -> None:
    report = waiting.told(module(ask_all=one_by_one), ["a", "b"], ["b", "a"])
    assert report["did"] == ["ask a", "wait a", "ask b", "wait b"]


def test_a_failure_is_told_by_its_name() -> None:
    report = waiting.told(module(ask_all=as_they_come), ["?", "a"], ["?", "a"])
    assert report["told"] == [("?", "error: LookupError"), ("a", "A")]


def test_answers_that_nobody_tells_keep_no_others_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LAG", 0.05)
    answers = []

    def silent(executor: Any, work: Any, questions: list[str], tell: Any) -> None:
        futures = [executor.submit(work, question) for question in questions]
        answers.extend(future.result() for future in as_completed(futures))

    report = waiting.told(module(ask_all=silent), ["a", "b"], ["b", "a"])
    assert report == {"did": ["ask a", "ask b"], "told": [], "early": 0}
    assert answers == ["B", "A"]


def test_whoever_leaves_early_or_registers_nothing_is_noted() -> None:
    def leaves(executor: Any, work: Any, questions: list[str], tell: Any) -> None:
        for question in questions:
            executor.submit(work, question).add_done_callback(None)

    report = waiting.told(module(ask_all=leaves), ["a", "b"], ["b", "a"])
    assert report["did"] == ["ask a", "no callback", "ask b", "no callback"]
    assert report["early"] > 0
    assert report["told"] == []


# -- four ways ---------------------------------------------------------------------------------


def test_the_answer_is_told_after_the_second_page() -> None:
    def be_called(pool: Any, work: Any, wish: str, pages: list[Any], tell: Any) -> None:
        pool.submit(work, wish).add_done_callback(lambda ticket: tell(ticket.result()))
        for page in pages:
            page()

    report = waiting_ways.with_a_ticket(module(be_called=be_called), "be_called")
    assert report["did"] == ["ask", "read", "read", "told", "read"]
    assert report["meanwhile"] == 2
    assert report["answer"] == ["a bag of coins: counted"]


def test_the_answer_lies_there_after_the_second_page() -> None:
    def look_up(line: Any, wish: str, page: Any) -> Any:
        line.send(wish)
        while not line.poll():
            page()
        return line.recv()

    report = waiting_ways.at_the_counter(module(look_up=look_up), "look_up")
    assert report["did"] == ["ask", "look", "read", "look", "read", "look", "take"]
    assert report["meanwhile"] == 2


def test_whoever_sits_still_gets_the_answer_without_being_noted() -> None:
    def sit(pool: Any, work: Any, wish: str) -> Any:
        return next(as_completed([pool.submit(work, wish)])).result()

    report = waiting_ways.with_a_ticket(module(sit=sit), "sit")
    assert report == {"answer": "a bag of coins: counted", "did": ["ask"], "meanwhile": 0}


def test_pages_read_before_asking_are_not_meanwhile() -> None:
    def be_called(pool: Any, work: Any, wish: str, pages: list[Any], tell: Any) -> None:
        for page in pages:
            page()
        tell(pool.submit(work, wish).result())

    report = waiting_ways.with_a_ticket(module(be_called=be_called), "be_called")
    assert report["did"] == ["read", "read", "read", "ask", "wait", "told"]
    assert report["meanwhile"] == 0
    assert report["answer"] == ["a bag of coins: counted"]


def test_looks_without_end_are_stopped() -> None:
    def look_up(line: Any, wish: str, page: Any) -> None:
        line.send(wish)
        while not line.poll():
            pass

    report = waiting_ways.at_the_counter(module(look_up=look_up), "look_up")
    assert report["answer"] == "stopped: it looks without end"


def test_a_wish_that_nobody_asks_is_not_waited_for() -> None:
    report = waiting_ways.at_the_counter(module(stand=lambda line, wish: wish), "stand")
    assert report == {"answer": "a bag of coins", "did": [], "meanwhile": 0}


# -- the loop ----------------------------------------------------------------------------------


async def together(commands: list[list[str]]) -> list[tuple[int | None, str]]:
    async def one(command: list[str]) -> tuple[int | None, str]:
        child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        printed, _ = await child.communicate()
        return child.returncode, printed.decode().strip()

    return list(await asyncio.gather(*map(one, commands)))


async def blocked(commands: list[list[str]]) -> list[tuple[int, str]]:
    done = [subprocess.run(each, capture_output=True, text=True) for each in commands]
    return [(each.returncode, each.stdout.strip()) for each in done]


def test_programs_that_are_there_together_meet() -> None:
    report = waiting_loop.ran(module(run_all=together), MEET, [("a", 0), ("b", 3)])
    assert report["value"] == [(0, '{"name": "a"}'), (3, '{"name": "b"}')]
    assert report["met"]


def test_a_blocked_loop_opens_no_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_loop, "PATIENCE", 0.3)
    report = waiting_loop.ran(module(run_all=blocked), MEET, [("a", 0), ("b", 0)])
    assert not report["met"]
    assert report["turns"] <= 2


def test_an_ordinary_function_is_not_taken_for_a_coroutine() -> None:
    report = waiting_loop.ran(module(run_all=lambda commands: []), MEET, [("a", 0)])
    assert not report["coroutine"]


def test_whoever_waits_at_the_door_in_vain_opens_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, MEET, str(tmp_path), "ada", "4", "0.05"],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stdout) == (4, '{"name": "ada"}\n')
    assert Path(tmp_path, "open").read_text(encoding="utf-8") == "nobody came"


def test_to_take_time_takes_time() -> None:
    began = time.monotonic()
    take(0.05)
    assert time.monotonic() - began >= 0.049
