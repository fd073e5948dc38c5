"""What a failed expectation says, and which mistake it names."""

from __future__ import annotations

import pytest

from course.checks import CheckFailure, Outcome, check, session
from course.checks.cards import MIME
from course.checks.mistakes import catalogue
from course.checks.values import same
from tests.unit.checks.conftest import Save


def diagnosis_of(action: object) -> str | None:
    with pytest.raises(CheckFailure) as failure:
        action()  # type: ignore[operator]
    return failure.value.explanation.diagnosis


@pytest.mark.parametrize(
    ("got", "expected", "equal"),
    [
        (1, 1, True),
        (True, 1, False),
        (1.0, 1, False),
        ((1,), [1], False),
        ([1, [2]], [1, [2]], True),
        ([1, [True]], [1, [1]], False),
        ({1: "a"}, {1: "a"}, True),
        ({True: "a"}, {1: "a"}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        (float("nan"), float("nan"), True),
    ],
)
def test_values_are_compared_by_exact_type(got: object, expected: object, equal: bool) -> None:
    assert same(got, expected) is equal


def test_a_tolerance_reaches_into_lists() -> None:
    assert same([0.1 + 0.2], [0.3], approx=1e-9)
    assert not same([0.31], [0.3], approx=1e-9)


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ("def f(:", "syntax-error"),
        ("def g(): pass", "function-missing"),
        ("1 / 0", "import-failed"),
        ("def f():\n    raise NotImplementedError()", "not-started"),
        ("def f():\n    print([1])", "printed-not-returned"),
        ("def f():\n    pass", "returned-nothing"),
        ("def f():\n    return (1,)", "tuple-not-list"),
        ("def f():\n    return (i for i in [1])", "generator-not-list"),
        ("def f():\n    return object()", "unportable-value"),
        ("def f():\n    raise SystemExit", "exited-early"),
        ("def f():\n    raise ValueError('x')", "raised"),
        (
            "import multiprocessing as m\ndef f():\n    m.Process(target=print).join()",
            "joined-before-start",
        ),
        (
            "import multiprocessing as m\ndef f():\n"
            "    p = m.Process(target=print)\n    p.start()\n    p.start()",
            "started-twice",
        ),
        (
            "import multiprocessing as m\ndef f():\n"
            "    p = m.Process(target=lambda: 1)\n    p.start()\n    p.join()",
            "nested-target",
        ),
        (
            "import multiprocessing as m\ndef work(name):\n    pass\ndef f():\n"
            "    p = m.Process(target=work, args=('Ada'))\n    p.start()\n    p.join()",
            "args-not-a-tuple",
        ),
        (
            "import multiprocessing as m\ndef f():\n    p = m.Process(target=int, args=('x',))\n"
            "    p.start()\n    p.join()\n    return []",
            "child-failed",
        ),
    ],
)
def test_a_common_mistake_is_named(save: Save, body: str, slug: str) -> None:
    outcome = save(body).call("f", timeout=10)
    assert diagnosis_of(lambda: outcome.expect_value([1])) == slug


def test_a_mistake_of_the_exercise_comes_first(save: Save) -> None:
    outcome = save("def f():\n    return 256").call("f")
    by_value = diagnosis_of(lambda: outcome.expect_value(1, mistakes={"raised": 256}))
    by_sign = diagnosis_of(
        lambda: outcome.expect_value(
            1, mistakes={"timed-out": lambda o: o.nonsense, "raised": lambda o: o.value > 255}
        )
    )
    assert by_value == by_sign == "raised"


def test_a_condition_that_does_not_fit_the_value_is_not_met(save: Save) -> None:
    outcome = save("def f():\n    return 5").call("f")
    diagnosis_of(lambda: outcome.expect_that(lambda o: o.value["a"] == 1, "a is 1"))


def test_other_expectations_hold_and_fail(save: Save) -> None:
    outcome = save("def f():\n    print('a')\n    return [1]").call("f")
    outcome.expect_type(list).expect_output("a\n").expect_that(lambda o: len(o.value) == 1, "one")
    diagnosis_of(lambda: outcome.expect_type(tuple))
    diagnosis_of(lambda: outcome.expect_output("b\n"))
    diagnosis_of(lambda: outcome.expect_error("ValueError"))
    save("def f():\n    raise KeyError(1)").call("f").expect_error("KeyError")


class Shown(session.Backend):
    """A backend that keeps its cards."""

    def show(self, bundle: dict[str, object]) -> None:
        self.cards = [*getattr(self, "cards", []), bundle]


@pytest.fixture
def shown(backend: session.Backend) -> object:
    with session.use(Shown(backend.folder)) as kept:
        yield kept


def test_a_card_says_what_was_proven(save: Save, shown: Shown) -> None:
    answer = save("def f(x):\n    return x + 1")
    with check("f adds one"):
        answer.call("f", 1).expect_value(2)
    [card] = shown.cards
    assert card[MIME] == {
        "title": "f adds one",
        "passed": True,
        "diagnosis": None,
        "proven": ["f(1) returned 2"],
    }
    assert "✓ Passed: f adds one" in card["text/plain"]


def test_a_failure_card_has_all_its_lines(save: Save, shown: Shown) -> None:
    answer = save("def f(x):\n    return '<b>' + str(x)")
    with pytest.raises(CheckFailure), check("f adds one", hint="Try +"):
        answer.call("f", 1).expect_value(2, mistakes={"raised": "<b>1"})
    [card] = shown.cards
    assert card[MIME]["diagnosis"] == "raised"
    for part in ("called:", "f(1)", "got:", "expected:", "looks like:", "help:", "hint:"):
        assert part in card["text/plain"]
    assert "<b>1" not in card["text/html"]
    assert "&lt;b&gt;1" in card["text/html"]


def test_validate_shows_the_explanation_and_a_notebook_one_line(
    save: Save, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = save("def f():\n    return 1")
    with pytest.raises(CheckFailure) as failure, check("f returns two"):
        answer.call("f").expect_value(2)
    assert failure.value._render_traceback_() == ["Not yet: f returns two"]
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert "expected:   2" in failure.value._render_traceback_()


def test_a_check_that_needs_a_failed_one_says_so_instead(save: Save, shown: Shown) -> None:
    answer = save("def f():\n    return 1")
    with pytest.raises(CheckFailure), check("first"):
        answer.call("f").expect_value(2)
    with pytest.raises(CheckFailure), check("second", needs="first"):
        pytest.fail("the body must not run")
    assert shown.cards[1][MIME]["diagnosis"] == "needs-earlier"


def test_a_check_runs_when_what_it_needs_passes_or_was_not_run(save: Save, shown: Shown) -> None:
    answer = save("def f():\n    return 1")
    with check("first"):
        answer.call("f").expect_value(1)
    with check("second", needs=("first", "never run")):
        answer.call("f").expect_value(1)
    assert [card[MIME]["passed"] for card in shown.cards] == [True, True]


def test_an_error_of_the_check_itself_is_not_blamed_on_the_student(shown: Shown) -> None:
    with pytest.raises(CheckFailure), check("broken"):
        raise RuntimeError("the author's mistake")
    assert shown.cards[0][MIME]["diagnosis"] == "judge-failed"


def test_control_characters_do_not_reach_a_card(save: Save, shown: Shown) -> None:
    answer = save("def f():\n    print('\\x1b[31mred\\x00')\n    return '\\x1b]0;x'")
    with pytest.raises(CheckFailure), check("clean"):
        answer.call("f").expect_value("")
    assert "\x1b" not in shown.cards[0]["text/plain"]
    assert "\x1b" not in shown.cards[0]["text/html"]
    assert "\x00" not in shown.cards[0]["text/html"]


def test_every_mistake_has_two_full_sentences() -> None:
    for slug, mistake in catalogue().items():
        for text in (mistake.says, mistake.help):
            assert text.endswith((".", "?", ")", ":")), f"{slug}: {text}"


def test_a_forged_reply_cannot_raise_an_error_of_ours() -> None:
    from course.checks.replies import outcome_of

    for reply in ({}, {"verdict": ""}, {"verdict": "", "exit_code": [], "error": 3}):
        outcome: Outcome = outcome_of(reply, "answer", "f()", "spawn", 1.0)
        assert outcome.error is not None
