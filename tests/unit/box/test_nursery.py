from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from course.checks.client import Runner
from grading.box import Box, Level, Limits, Nursery, NurseryLost, probe

pytestmark = pytest.mark.skipif(probe().level < Level.STRONG, reason=f"no bubblewrap: {probe()}")
PYTHON = sys.executable


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


def output(nursery: Nursery, code: str) -> str:
    with Box(Limits(seconds=20.0), nursery=nursery) as box:
        process = box.launch(
            [PYTHON, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        text = process.communicate(timeout=20)[0].decode()
    assert box.report is not None
    assert box.report.survivors == 0
    return text


def test_a_runner_comes_out_of_the_nursery(nursery: Nursery) -> None:
    source = "import os\n\n\ndef place(word):\n    return [word, os.getcwd()]\n"
    request = {
        "module": "answer",
        "do": "call",
        "name": "place",
        "args": [],
        "kwargs": {},
        "start_method": "spawn",
        "timeout": 20.0,
    }
    with Box(nursery=nursery) as box, Runner(launch=box.launch) as runner:
        process = runner.start()
        assert type(process).__name__ == "Nursling"
        assert runner.call({"answer": source}, request)["answered"]


def test_each_box_has_namespaces_of_its_own(nursery: Nursery) -> None:
    kinds = ("mnt", "net", "ipc", "uts", "pid", "cgroup")
    code = f"""
import os
print(*(os.readlink(f"/proc/self/ns/{{kind}}") for kind in {kinds}), flush=True)
input()
"""
    seen = [{os.readlink(f"/proc/self/ns/{kind}") for kind in kinds}]
    ends: list[IO[bytes]] = []
    with Box(nursery=nursery) as first, Box(nursery=nursery) as second:
        for box in (first, second):  # at the same time: the kernel reuses the numbers
            process = box.launch(
                [PYTHON, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            assert process.stdout is not None
            seen.append(set(process.stdout.readline().decode().split()))
            ends += [stream for stream in (process.stdin, process.stdout) if stream is not None]
    for stream in ends:
        stream.close()
    assert len(set.union(*seen)) == len(kinds) * 3


def test_a_box_starts_with_fresh_modules_and_variables(nursery: Nursery) -> None:
    output(nursery, "import os, json; json.dumps = None; os.environ['LEFT'] = 'behind'")
    code = "import os, json; print(json.dumps(1), 'LEFT' in os.environ)"
    assert output(nursery, code) == "1 False\n"


def test_secrets_made_once_are_made_anew_for_each_box(nursery: Nursery) -> None:
    code = """
import multiprocessing, random, tempfile
print(multiprocessing.current_process().authkey.hex(), random.random(), tempfile.mktemp())
"""
    first, second = output(nursery, code).split(), output(nursery, code).split()
    assert all(a != b for a, b in zip(first, second, strict=True))


def test_exit_codes_signals_and_streams_are_those_of_a_process(nursery: Nursery) -> None:
    for code, expected in (("exit(5)", 5), ("import os; os.kill(os.getpid(), 9)", 137)):
        with Box(nursery=nursery) as box:
            assert box.launch([PYTHON, "-c", code]).wait(20) == expected
    with Box(nursery=nursery) as box:
        code = "import sys; sys.stderr.write('err'); print(input()[::-1])"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = box.launch([PYTHON, "-c", code], **pipes)
        assert process.communicate(b"abc\n", timeout=20) == (b"cba\n", b"err")
        assert process.poll() == 0


def test_kill_ends_the_whole_box(nursery: Nursery) -> None:
    with Box(nursery=nursery) as box:
        code = "import os, time; os.fork(); print(flush=True); time.sleep(60)"
        process = box.launch([PYTHON, "-c", code], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.read(2)
        assert len(box.pids()) == 2
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.01)
        process.kill()
        assert process.wait(10) == -9
        process.stdout.close()


def test_many_boxes_come_out_at_once(nursery: Nursery) -> None:
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(output(nursery, f"print({n})")))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [f"{n}\n" for n in range(8)]


def test_other_commands_are_started_by_bubblewrap(nursery: Nursery) -> None:
    with Box(nursery=nursery) as box:
        process = box.launch(["/bin/echo", "hello"], stdout=subprocess.PIPE)
        assert process.communicate(timeout=20)[0] == b"hello\n"


def test_a_lost_nursery_is_replaced_by_bubblewrap() -> None:
    with Nursery() as nursery:
        assert nursery._process is not None
        nursery._process.kill()
        nursery._process.wait()
        assert nursery._orders.recv(16) == b""  # the interpreter has gone, too
        assert output(nursery, "print('all the same')") == "all the same\n"


def test_a_nursery_that_does_not_come_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from grading.box import nursery as module

    monkeypatch.setattr(module, "RUNNER", "no.such.module")
    with pytest.raises(NurseryLost, match="did not start"):
        Nursery().__enter__()


def test_what_is_shown_is_the_nurserys_decision(nursery: Nursery) -> None:
    with pytest.raises(ValueError, match="nursery decides"):
        Box(nursery=nursery, show=[Path("/tmp")])
