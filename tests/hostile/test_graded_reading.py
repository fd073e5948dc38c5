"""Submissions that look for what they should not see: if they find it, their sum is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.bench import CANARY, Attack, Bench, attacks, control

ROOT = Path(__file__).resolve().parents[2]
GRADERS = ["source", "submitted", "autograded", "gradebook.db", "tests", "grading/judge.py"]


def _spy(body: str, extra: str = "") -> str:
    """Return an answer that is wrong exactly if `body` puts something into `found`."""
    lines = "\n    ".join(body.strip("\n").splitlines())
    return (
        f"%%module sums\nimport os\n{extra}\ndef add(a, b):\n    found = []\n    {lines}\n"
        "    return found[:3] or a + b\n"
    )


_WANTED = f"({CANARY[:4]!r} + {CANARY[4:]!r}).encode()"

FILES = """
for path in PATHS:
    try:
        if os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(1):
            found.append(path)
    except OSError:
        pass
"""
DISK = f"""
mark = {_WANTED}
for root in ("/", "/tmp", "/run", "/dev/shm", "/usr/lib/python3"):
    for where, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in ("proc", "usr", "lib") or root != "/"]
        for name in [f for f in files if f.endswith((".py", ".ipynb", ".json", ".db"))]:
            path = os.path.join(where, name)
            try:
                if mark in open(path, "rb").read(1 << 20):
                    found.append(path)
            except OSError:
                pass
"""
MEMORY = """
import re
mark = re.compile(rb"canar[y]-7Qx2")  # which does not match itself
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    try:
        maps = open(f"/proc/{pid}/maps").read().splitlines()
        memory = open(f"/proc/{pid}/mem", "rb", 0)
    except OSError:
        continue
    for line in maps:
        if "rw" not in line.split()[1]:
            continue
        start, end = (int(word, 16) for word in line.split()[0].split("-"))
        try:
            memory.seek(start)
            if mark.search(memory.read(min(end - start, 64 << 20))):
                found.append(pid)
        except (OSError, ValueError, OverflowError):
            continue
"""
FRAMES = """
import gc, inspect, sys
for info in inspect.stack():
    for name, value in {**info.frame.f_globals, **info.frame.f_locals}.items():
        if "expect" in name.lower():
            found.append(name)
for thing in gc.get_objects():
    if isinstance(thing, dict) and ("expected" in thing or "mistakes" in thing):
        found.append(sorted(map(str, thing))[:5])
"""
HOOK = """
import builtins, json, sys
EXPECT = "expect" + "_value"
SEEN = []
def audit(event, args):
    if event in ("compile", "exec", "marshal.loads") and EXPECT in repr(args)[:20_000]:
        SEEN.append(event)
sys.addaudithook(audit)
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("grading") or "test" in name:
            SEEN.append(name)
sys.meta_path.insert(0, Finder())
for module, name in ((json, "loads"), (json, "dumps"), (builtins, "compile"), (builtins, "exec")):
    def spying(*args, real=getattr(module, name), **kwargs):
        if EXPECT in repr(args)[:20_000]:
            SEEN.append(name)
        return real(*args, **kwargs)
    setattr(module, name, spying)
"""
SECRETS = """
for name in os.listdir("/proc"):
    for kind in ("environ", "cmdline"):
        try:
            if b"sword" + b"fish" in open(f"/proc/{name}/{kind}", "rb").read():
                found.append(name)
        except OSError:
            pass
if "sword" + "fish" in repr(dict(os.environ)):
    found.append("environ")
"""
PROCESSES = """
import psutil
from pathlib import Path
for process in psutil.process_iter():
    words = " ".join(process.cmdline())
    if any(w in words for w in ("pytest", "jupyter", "grading.worker", "grading.judge", "bash")):
        found.append(words[:80])
"""
PATHS = [str(ROOT / name) for name in GRADERS] + ["/etc/shadow", "/etc/ssh", "/home", "/root/.ssh"]
SCORED = "value hidden crew"


@attacks(
    Attack(30, "reads-files", _spy(FILES.replace("PATHS", repr(PATHS))), SCORED, checks=SCORED),
    Attack(31, "reads-secrets", _spy(SECRETS), SCORED, checks=SCORED),
    Attack(32, "hidden-tests-on-disk", _spy(DISK), SCORED, checks=SCORED),
    Attack(32, "hidden-tests-in-memory", _spy(MEMORY), SCORED, checks=SCORED),
    Attack(32, "hidden-tests-by-a-hook", _spy("found += SEEN", HOOK), SCORED, checks=SCORED),
    Attack(33, "host-process-list", _spy(PROCESSES), SCORED, checks=SCORED),
    Attack(51, "expected-value-in-frames", _spy(FRAMES), SCORED, checks=SCORED),
)
def test_what_a_submission_looks_for_is_not_there(
    attack: Attack, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADEBOOK_PASSWORD", "swordfish")
    bench.try_attack(attack)


@pytest.mark.case(33)
@pytest.mark.parametrize("source", [FILES.replace("PATHS", repr(PATHS)), PROCESSES])
def test_outside_a_box_the_same_submissions_find_something(source: str) -> None:
    assert control(Attack(30, "", _spy(source), "", checks="value")).score == 0


@attacks(
    Attack(
        50,
        "hard-coded-visible-answer",
        "%%module sums\ndef add(a, b):\n    return {(1, 2): 3}.get((a, b))\n",
        "value quiet crew",
        "returned-nothing",
        checks="value hidden quiet crew",
    ),
    Attack(
        50,
        "returns-the-visible-answer-always",
        "%%module sums\ndef add(a, b):\n    return 3\n",
        "value crew",
        "",
        checks=SCORED,
    ),
)
def test_the_visible_answers_alone_do_not_pass_the_hidden_test(
    attack: Attack, bench: Bench
) -> None:
    bench.try_attack(attack)
