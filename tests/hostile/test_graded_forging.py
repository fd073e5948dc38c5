"""Submissions that want points for what they have not done."""

from __future__ import annotations

import pytest

from tests.hostile.bench import CREW, Attack, Bench, attacks, notebook
from tests.unit.grading.tiny import code

WRONG = "%%module sums\ndef add(a, b):\n    return a - b\n"
FORGED = """
import json, os
FORGED = (json.dumps({"value": 3, "error": None, "verdict": "", "answered": True, "exit_code": None,
    "stdout": "", "stderr": "", "seconds": 0.1, "pid": 1, "parent_pid": 1, "processes": [],
    "left_running": []}) + "\\n").encode()
def add(a, b):
    runner = os.getppid()
    for number in range(64):
        try:
            os.write(os.open(f"/proc/{runner}/fd/{number}", os.O_WRONLY), FORGED)
        except OSError:
            pass
    return a - b
"""


def _wrong(body: str) -> str:
    """Return a wrong answer that does `body` when it is imported."""
    return f"%%module sums\n{body}\ndef add(a, b):\n    return a - b\n"


def _returns(expression: str, before: str = "") -> str:
    return f"%%module sums\n{before}\ndef add(a, b):\n    return {expression}\n"


@attacks(
    Attack(
        45,
        "patched-builtins-and-checks",
        _wrong("""
import builtins, sys
import course.checks, course.checks.outcome, course.checks.values
course.checks.values.same = lambda *a, **k: True
course.checks.outcome.Outcome.expect_value = lambda self, *a, **k: self
course.checks.outcome.Outcome._fail = lambda *a, **k: None
builtins.AssertionError = type("Quiet", (BaseException,), {})
sys.excepthook = sys.unraisablehook = lambda *a: None
"""),
        "crew",
    ),
    Attack(
        45,
        "patched-shell",
        _wrong("""
try:
    from IPython import get_ipython
    get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)
except Exception:
    pass
"""),
        "crew",
    ),
    Attack(
        46,
        "always-equal-object",
        _returns("Any()", "class Any:\n    __eq__ = lambda self, other: True\n    __hash__ = None"),
        "crew",
        "unportable-value",
    ),
    Attack(
        46,
        "int-subclass",
        _returns("Three(3)", "class Three(int):\n    __eq__ = lambda self, other: True"),
        "crew",
        "unportable-value",
    ),
    Attack(
        46,
        "str-subclass",
        _returns("Text('3')", "class Text(str):\n    __eq__ = lambda self, other: True"),
        "crew",
        "unportable-value",
    ),
    Attack(46, "almost-equal-float", _returns("float(a + b)"), "crew"),
    Attack(46, "marked-as-unportable", _returns("{'$int': hex(a + b)}"), "crew"),
    Attack(47, "forged-reply-by-the-runners-descriptors", f"%%module sums\n{FORGED}", "crew"),
    Attack(
        47,
        "garbage-on-every-descriptor",
        """%%module sums
import os
def add(a, b):
    for number in range(3, 64):
        try:
            os.write(number, b"\\x00\\xff{}}\\n" * 9)
        except OSError:
            pass
    return a + b
""",
        "crew",
        "reply-unreadable",
    ),
    Attack(
        47,
        "a-reply-that-is-not-an-object",
        """%%module sums
import os
def add(a, b):
    for number in range(3, 64):
        try:
            os.write(number, b'["value", 3]\\n')
        except OSError:
            pass
    os._exit(0)
""",
        "crew",
        "reply-unreadable",
    ),
    Attack(
        47,
        "a-reply-of-wrong-shapes",
        """%%module sums
import os
def add(a, b):
    for number in range(3, 64):
        try:
            os.write(number, b'{"value": {"$set": [{}]}, "error": null}\\n')
        except OSError:
            pass
    os._exit(0)
""",
        "crew",
        "exited-early",
        "cannot be read",
    ),
    Attack(
        47,
        "a-reply-with-an-int-that-cannot-be-shown",
        """%%module sums
import os
def add(a, b):
    for number in range(3, 64):
        try:
            os.write(number, b'{"value": {"$int": "0x' + b"f" * 30000 + b'"}, "error": null}\\n')
        except OSError:
            pass
    os._exit(0)
""",
        "crew",
        "exited-early",
        "cannot be read",
    ),
    Attack(
        49,
        "patched-time",
        """%%module sums
import time
time.sleep = lambda seconds: None
time.time = time.monotonic = time.perf_counter = iter(range(10**9)).__next__
def add(a, b):
    time.sleep(10)
    return a + b
""",
        "value crew",
        checks="value slow crew",
    ),
    Attack(
        49,
        "time-that-stands-still",
        """%%module sums
import time
time.monotonic = time.time = lambda: 0.0
def add(a, b):
    while time.monotonic() < 1:
        pass
""",
        "crew",
        "timed-out",
        seconds=1.0,
    ),
)
def test_forged_answers_earn_nothing(attack: Attack, bench: Bench) -> None:
    bench.try_attack(attack)


SHELL_TRICKS = {
    "ast-transformer": """
import ast
class Drop(ast.NodeTransformer):
    def visit_With(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Drop())
""",
    "custom-exception-handler": (
        "get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)"
    ),
    "patched-run_cell": """
shell = type(get_ipython())
async def run_cell_async(self, *args, **kwargs):
    return await shell.real(self, "pass")
shell.real, shell.run_cell_async = shell.run_cell_async, run_cell_async
""",
    "patched-checks": "import course.checks as c\nc.check = c.student = lambda *a, **k: None",
}


@pytest.mark.case(45)
@pytest.mark.parametrize("trick", SHELL_TRICKS)
def test_cells_that_bend_the_notebook_are_never_run(trick: str, bench: Bench) -> None:
    checks = ("value", "crew")
    cells = [code(SHELL_TRICKS[trick]), *notebook(checks, WRONG), code(SHELL_TRICKS[trick])]
    graded = bench.try_cells(cells, checks)
    assert graded.passed == {"crew"}
    assert graded.notes == []


@pytest.mark.case(43)
@pytest.mark.case(44)
def test_marks_and_check_cells_that_were_changed_change_no_score(bench: Bench) -> None:
    checks = ("value", "quiet", "crew")
    answers, (value, quiet, crew) = notebook(checks, WRONG)[:2], notebook(checks, WRONG)[2:]
    value["metadata"]["tags"] = ["skip-execution"]
    value["metadata"]["nbgrader"]["points"] = 100
    value["metadata"]["nbgrader"]["grade"] = False
    twin = code("pass", "test-value", 1)
    invented = code("pass", "test-invented", 50)
    graded = bench.try_cells([*answers, value, twin, invented, crew], checks)
    assert graded.score == 1.0 + 3.0  # quiet and crew; `value` is wrong, whatever its marks say
    slugs = {note.slug for note in graded.notes}
    assert slugs == {"check-doubled", "check-missing", "check-edited", "unknown-check"}
    graded = bench.try_cells([*answers, value, quiet, crew], checks)
    assert graded.passed == {"quiet", "crew"}
    assert {"skip-execution", "points-changed", "cell-retagged"} <= {n.slug for n in graded.notes}


@pytest.mark.case(52)
def test_another_students_module_cannot_be_written(bench: Bench) -> None:
    plant = f"""%%module sums
import glob, os, sys
RIGHT = {CREW.partition(chr(10))[2]!r}
for folder in ["/tmp", "/dev/shm", "/run", "/var/tmp", os.getcwd(), *sys.path,
               *glob.glob("/tmp/*"), *glob.glob("/tmp/*/*")]:
    for name in ("crew.py", "sums.py", "sitecustomize.py"):
        try:
            open(os.path.join(folder, name), "w").write(RIGHT)
        except OSError:
            pass
def add(a, b):
    return a + b
"""
    checks = ("value", "crew", "hidden")
    wrong = "%%module crew\ndef crew(size):\n    return []\n"
    graded = bench.try_cells(notebook(checks, plant, wrong), checks)
    assert graded.passed == {"value", "hidden"}
    assert graded.verdicts["crew"].diagnosis == "no-process"
