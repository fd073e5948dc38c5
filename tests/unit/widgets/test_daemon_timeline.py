"""Daemon and other children at the end of the main code: the model against real processes."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import pytest

from course.widgets.daemon_timeline import CODE, NEEDS, Ends, daemon_pages

EVERY = [Ends(*each) for each in product(CODE, NEEDS, NEEDS, (False, True))]


@pytest.mark.parametrize("ends", EVERY, ids=str)
def test_the_daemon_never_outlives_the_code_and_the_process_never_leaves_a_child(
    ends: Ends,
) -> None:
    assert ends.daemon_ends <= ends.code_ends <= ends.all_over
    assert ends.other <= ends.all_over
    assert ends.finished == (ends.daemon_ends == ends.daemon)
    if ends.joins:
        assert ends.finished


def test_the_daemon_does_not_wait_for_other_children() -> None:
    ends = Ends(code=2, daemon=7, other=5, joins=False)
    assert (ends.daemon_ends, ends.all_over) == (2, 5)
    pages = daemon_pages(2, 7, 5, False)
    assert len(pages) == 6
    assert "The daemon is terminated now." in pages[2].words
    assert pages[-1].rows[1] == ("daemon child", "7", "2", "terminated, its work is lost")
    assert ">terminated<" in pages[-1].svg
    assert ">terminated<" not in pages[1].svg


def test_with_a_join_the_code_ends_later_and_the_daemon_finishes() -> None:
    last = daemon_pages(2, 7, 5, True)[-1]
    assert last.words == (
        "The code of the main process ended at 7. The daemon had finished its work. "
        "The main process had nobody to wait for and ended at 7."
    )


PROGRAM = """
import sys
from multiprocessing import get_context
from threading import Event as Pause

def work(line, gate, word):
    if gate.wait(20):
        line.send(word)

if __name__ == "__main__":
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    never, soon = context.Event(), context.Event()
    daemon = context.Process(target=work, args=(theirs, never, "daemon"), daemon=True)
    other = context.Process(target=work, args=(theirs, soon, "other"))
    daemon.start()
    other.start()
    import atexit, threading
    def watch():
        daemon.join(20)
        print("the daemon ended first:", other.is_alive(), flush=True)
        soon.set()
    threading.Thread(target=watch, daemon=True).start()
    print("code ends", flush=True)
"""


def test_real_processes_end_in_the_order_that_is_drawn(tmp_path: object) -> None:
    script = f"{tmp_path}/main.py"
    with open(script, "w", encoding="utf-8") as file:
        file.write(PROGRAM)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == ["code ends", "the daemon ended first: True"], done.stderr
