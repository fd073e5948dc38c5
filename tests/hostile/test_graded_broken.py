"""Submissions that are merely broken: what is whole still counts, and the reason is named."""

from __future__ import annotations

import json

import pytest

from tests.hostile.bench import ADD, Attack, Bench, attacks, notebook


def _returns(expression: str, before: str = "") -> str:
    return f"%%module sums\n{before}\ndef add(a, b):\n    return {expression}\n"


@attacks(
    Attack(
        56, "syntax-error", "%%module sums\ndef add(a, b)\n    return 3\n", "crew", "syntax-error"
    ),
    Attack(
        56,
        "tabs-and-blanks",
        "%%module sums\ndef add(a, b):\n\tx = 1\n        return 3\n",
        "crew",
        "syntax-error",
    ),
    Attack(56, "nul-in-the-source", ADD + "\0", "crew", "syntax-error"),
    Attack(
        57,
        "no-module-line",
        "def add(a, b):\n    return a + b\n",
        "crew",
        "module-line-missing",
        "%%module sums",
    ),
    Attack(
        57,
        "misspelt-module-line",
        ADD.replace("%%module", "%module"),
        "crew",
        "module-line-misspelt",
        "%%module sums",
    ),
    Attack(
        57,
        "comment-above-the-module-line",
        f"# mine\n{ADD}",
        "crew",
        "module-line-misplaced",
        "%%module sums",
    ),
    Attack(
        57, "renamed-module", ADD.replace("sums", "sum_"), "crew", "module-renamed", "%%module sums"
    ),
    Attack(57, "empty-cell", "", "crew", "module-line-missing", "empty"),
    Attack(59, "nan", _returns("float('nan')"), "crew"),
    Attack(59, "infinity", _returns("float('inf')"), "crew"),
    Attack(59, "huge-int", _returns("10 ** 5000"), "crew", "unportable-value"),
    Attack(59, "huge-int-within", _returns("[10 ** 5000]"), "crew"),
    Attack(59, "bytes", _returns("bytes([a + b])"), "crew"),
    Attack(59, "generator", _returns("(n for n in (a, b))"), "crew", "generator-not-list"),
    Attack(59, "unpicklable", _returns("lambda: a + b"), "crew", "unportable-value"),
    Attack(
        59, "a-lock", _returns("threading.Lock()", "import threading"), "crew", "unportable-value"
    ),
    Attack(
        59, "a-cycle", _returns("nest", "nest = []\nnest.append(nest)"), "crew", "unportable-value"
    ),
    Attack(
        59,
        "repr-that-raises",
        _returns("Odd()", "class Odd:\n    def __repr__(self):\n        raise SystemExit"),
        "crew",
        "unportable-value",
    ),
    Attack(59, "half-a-surrogate-pair", _returns("'\\ud800'"), "crew", "unportable-value"),
    Attack(
        60,
        "child-left-running",
        """%%module sums
import multiprocessing, time
def add(a, b):
    multiprocessing.Process(target=time.sleep, args=(60,)).start()
    return a + b
""",
        "value crew",
        "left-running",
        "still running",
        checks="value quiet crew",
    ),
    Attack(
        60,
        "program-left-running",
        """%%module sums
import subprocess
def add(a, b):
    subprocess.Popen(["sleep", "60"], start_new_session=True)
    return a + b
""",
        "value crew",
        "left-running",
        checks="value quiet crew",
    ),
)
def test_a_broken_exercise_costs_only_itself(attack: Attack, bench: Bench) -> None:
    bench.try_attack(attack)


NOISE = {
    "not-utf-8": "os.write(1, bytes(range(128, 256)) * 3)",
    "nul-and-controls": "os.write(1, bytes(range(32)) * 3)",
    "terminal-escapes": r"os.write(2, b'\x1b[2J\x1b]0;owned\x07\x1b[31mred\x9b1m')",
    "bidi-and-surrogates": r"sys.stdout.write('\u202eevil\u2066 \ud800\udfff'); sys.stdout.flush()",
    "markup": "print('<script>alert(1)</script><img src=x onerror=alert(1)>', flush=True)",
    "in-an-error": r"raise ValueError('\x1b[2J\x00<script>\ud800')",
}


@pytest.mark.case(58)
@pytest.mark.parametrize("noise", NOISE)
def test_output_of_any_bytes_is_shown_harmlessly(noise: str, bench: Bench) -> None:
    source = (
        f"%%module sums\nimport os, sys\ndef add(a, b):\n    {NOISE[noise]}\n    return a - b\n"
    )
    checks = ("value", "crew")
    graded = bench.try_cells(notebook(checks, source), checks)
    assert graded.passed == {"crew"}
    shown = graded.verdicts["value"].outputs
    json.dumps(shown).encode("utf-8")
    text = json.dumps(shown, ensure_ascii=False)
    text.encode("utf-8")
    assert not any(f"\\u{number:04x}" in text for number in (*range(8), 27, 127, 155))
    assert not any(mark in text for mark in "\x9b\u202e\u2066")
    for output in shown:
        assert "<script" not in output.get("data", {}).get("text/html", "")
        assert "<img" not in output.get("data", {}).get("text/html", "")
