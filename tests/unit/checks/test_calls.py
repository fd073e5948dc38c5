"""Calls into a student's module: values, errors, streams, scripts, deadlines."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from course.checks import Student, Unportable, ref, session, student
from tests.unit.checks.conftest import Save


def test_a_value_comes_back_with_its_exact_type(save: Save) -> None:
    answer = save("def f():\n    return {41: (True, 1.5), 'x': {1, 2}, 'b': b'z', 'n': None}\n")
    assert answer.call("f").value == {41: (True, 1.5), "x": {1, 2}, "b": b"z", "n": None}


def test_arguments_cross_with_their_exact_types(save: Save) -> None:
    answer = save("def f(*args, **kwargs):\n    return repr((args, kwargs))\n")
    outcome = answer.call("f", (1, [2]), {3: {4}}, key=b"5")
    assert outcome.value == "(((1, [2]), {3: {4}}), {'key': b'5'})"


def test_a_reference_becomes_the_object_it_names(save: Save) -> None:
    answer = save("def f(functions):\n    return functions[0]('a', 'b')\n")
    outcome = answer.call("f", [ref("os.path:join")])
    assert outcome.value == os.path.join("a", "b")
    assert outcome.call_text == "f([join])"


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("(i for i in range(3))", "generator"),
        ("object()", "object"),
        ("type('S', (str,), {})('x')", "S"),
        ("type('E', (), {'__eq__': lambda s, o: True})()", "E"),
        ("type('R', (), {'__repr__': lambda s: 1/0})()", "R"),
        ("'\\ud800'", "str"),
    ],
)
def test_what_is_not_plain_data_arrives_as_a_description(
    save: Save, expression: str, kind: str
) -> None:
    value = save(f"def f():\n    return {expression}\n").call("f").value
    assert isinstance(value, Unportable)
    assert value.type == kind


def test_nan_and_huge_numbers_arrive(save: Save) -> None:
    value = save("def f():\n    return [float('nan'), -10**400, float('inf')]\n").call("f").value
    assert repr(value) == repr([float("nan"), -(10**400), float("inf")])


def test_a_list_a_million_deep_is_refused_and_ends_nothing(save: Save) -> None:
    answer = save(
        "def f():\n    x = []\n    for _ in range(10**6):\n        x = [x]\n    return x\n"
    )
    assert isinstance(answer.call("f").value, Unportable)


def test_a_gigantic_value_is_refused(save: Save) -> None:
    assert isinstance(save("def f():\n    return 'x' * (300 << 20)\n").call("f").value, Unportable)


def test_an_error_names_the_line_of_the_cell(save: Save) -> None:
    error = save("\ndef f(x):\n    return 1 / x\n").call("f", 0).error
    assert error is not None
    assert (error.type, error.message, error.line) == ("ZeroDivisionError", "division by zero", 4)


def test_a_syntax_error_names_its_line(save: Save) -> None:
    error = save("def f(:\n    pass\n").call("f").error
    assert error is not None
    assert (error.type, error.line, error.phase) == ("SyntaxError", 2, "import")


@pytest.mark.parametrize("ending", ["sys.exit(3)", "os._exit(3)", "os.kill(os.getpid(), 9)"])
def test_a_process_that_ends_early_is_reported(save: Save, ending: str) -> None:
    if sys.platform == "win32" and "kill" in ending:
        pytest.skip("Windows has no SIGKILL")
    error = save(f"import os, sys\ndef f():\n    {ending}\n").call("f").error
    assert error is not None
    assert error.type in ("SystemExit", "ProcessEnded")


def test_ending_at_import_is_reported(save: Save) -> None:
    error = save("import os\nos._exit(0)\n").call("f").error
    assert error is not None
    assert error.type == "ProcessEnded"


def test_streams_are_captured_and_kept_apart(save: Save) -> None:
    source = "import sys\ndef f():\n    print('out')\n    print('err', file=sys.stderr)\n"
    outcome = save(source).call("f")
    assert (outcome.stdout, outcome.stderr) == ("out\n", "err\n")


def test_what_children_print_is_captured_too(save: Save, start_method: str) -> None:
    source = (
        "import multiprocessing\n"
        "def f():\n"
        "    p = multiprocessing.Process(target=print, args=('from the child',))\n"
        "    p.start()\n    p.join()\n    return p.exitcode\n"
    )
    outcome = save(source).call("f", start_method=start_method)
    assert (outcome.value, outcome.stdout) == (0, "from the child\n")


def test_an_endless_loop_is_stopped_at_its_deadline(save: Save) -> None:
    outcome = save("def f():\n    while True:\n        pass\n").call("f", timeout=0.5)
    assert outcome.timed_out
    assert outcome.got == "no answer within 0 s" or "within 1 s" in outcome.got


def test_a_flood_of_output_is_stopped(save: Save) -> None:
    source = "def f():\n    while True:\n        print('x' * 100_000)\n"
    outcome = save(source).call("f", timeout=20)
    assert outcome.error is not None
    assert outcome.error.phase == "printed-too-much"


def test_reading_standard_input_does_not_wait(save: Save) -> None:
    error = save("def f():\n    return input()\n").call("f").error
    assert error is not None
    assert error.type == "EOFError"


def test_get_reads_a_name(save: Save) -> None:
    assert save("LIMIT = 7\n").get("LIMIT").value == 7


def test_drive_hands_the_module_to_a_trusted_function(save: Save) -> None:
    outcome = save("LIMIT = 7\n").drive("operator:attrgetter")
    assert outcome.error is not None  # attrgetter wants a name, so it was called with the module
    assert outcome.error.type == "TypeError"


def test_a_module_can_import_another_of_the_notebook(save: Save, backend: session.Backend) -> None:
    (backend.folder / "helper.py").write_text("# %%module helper\nTEN = 10\n", encoding="utf-8")
    assert save("import helper\ndef f():\n    return helper.TEN\n").call("f").value == 10


def test_files_that_no_cell_saved_are_not_taken(backend: session.Backend) -> None:
    (backend.folder / "stranger.py").write_text("x = 1\n", encoding="utf-8")
    assert backend.sources() == {}


def test_a_missing_module_says_which_there_are(save: Save) -> None:
    save("x = 1\n")
    error = student("anwser").get("x").error
    assert error is not None
    assert "there is answer" in error.message


def test_each_call_sees_a_fresh_process(save: Save) -> None:
    answer = save("seen = []\ndef f():\n    seen.append(1)\n    return len(seen)\n")
    assert [answer.call("f").value, answer.call("f").value] == [1, 1]


def test_files_a_call_leaves_are_gone_for_the_next(save: Save) -> None:
    source = "import os\ndef f():\n    open('mark', 'w').close()\n    return sorted(os.listdir())\n"
    answer = save(source)
    assert answer.call("f").value == answer.call("f").value == ["answer.py", "mark"]


def test_the_call_knows_its_own_pid_and_parent(save: Save) -> None:
    outcome = save("import os\ndef f():\n    return os.getpid(), os.getppid()\n").call("f")
    assert outcome.value == (outcome.pid, outcome.parent_pid)


def test_the_default_start_method_is_spawn_and_can_still_be_set(save: Save) -> None:
    source = (
        "import multiprocessing as mp\n"
        "def f():\n"
        "    before = mp.get_start_method()\n"
        "    return before\n"
        "def g():\n"
        "    mp.set_start_method('spawn')\n"
        "    return mp.get_start_method()\n"
    )
    answer = save(source)
    assert answer.call("f").value == "spawn"
    assert answer.call("g").value == "spawn"


def test_a_start_method_can_be_asked_for(save: Save, start_method: str) -> None:
    source = "import multiprocessing as mp\ndef f():\n    return mp.get_start_method()\n"
    assert save(source).call("f", start_method=start_method).value == start_method


def test_an_unknown_start_method_is_refused_at_the_door(save: Save) -> None:
    with pytest.raises(ValueError, match="no start method here"):
        save("x = 1\n").call("f", start_method="teleport")


GUARDED = """
import multiprocessing, sys

def work():
    print("child of", sys.argv[1])

if __name__ == "__main__":
    p = multiprocessing.Process(target=work)
    p.start()
    p.join()
    sys.exit(p.exitcode + 5)
"""


def test_a_script_runs_as_main_with_its_arguments(save: Save, start_method: str) -> None:
    outcome = save(GUARDED).run_script("Ada", start_method=start_method)
    assert (outcome.stdout, outcome.exit_code) == ("child of Ada\n", 5)
    assert outcome.call_text == "python answer.py Ada"
    outcome.expect_processes(1)


def test_an_unguarded_script_fails_under_spawn(save: Save) -> None:
    source = GUARDED.replace('if __name__ == "__main__":', "if True:")
    outcome = save(source).run_script("Ada", start_method="spawn")
    assert "bootstrapping phase" in outcome.stderr


def test_a_student_is_a_name_and_nothing_more() -> None:
    assert student("answer") == Student("answer")


def test_a_seed_is_stable_and_a_students_own_where_there_is_an_id(tmp_path: Path) -> None:
    def of(student_id: str, topic: str) -> int:
        with session.use(session.Backend(tmp_path, student=student_id)):
            return session.seed(topic)

    assert of("", "rr") == of("", "rr") == 267_182_065
    assert len({of("", "rr"), of("ada", "rr"), of("alan", "rr"), of("", "fcfs")}) == 4
