"""The progress file: nothing is lost, nothing is half there, nothing ever fails a check."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from course.progress import progress_file, read, record


def test_the_last_result_and_the_first_success_are_kept(tmp_path: Path) -> None:
    assert record(tmp_path, "00_a", "picks", passed=False, cell="test-pick") == ""
    assert read(tmp_path)["00_a"]["picks"].first_passed == ""
    record(tmp_path, "00_a", "picks", passed=True)
    success = read(tmp_path)["00_a"]["picks"]
    record(tmp_path, "00_a", "picks", passed=False, cell="test-pick")
    now = read(tmp_path)["00_a"]["picks"]
    assert (success.passed, now.passed) == (True, False)
    assert now.first_passed == success.when != ""
    assert now.cell == "test-pick"


def test_the_file_is_plain_json_and_git_does_not_see_it(tmp_path: Path) -> None:
    record(tmp_path, "06_等", "等 “all”", passed=True)
    text = progress_file(tmp_path).read_text(encoding="utf-8")
    assert "等 “all”" in text
    assert json.loads(text)["lessons"]["06_等"]["等 “all”"]["passed"] is True
    assert (tmp_path / ".course" / ".gitignore").read_text() == "*\n"


WRITER = """
import sys
from pathlib import Path
from course.progress import lock, record
lock._PATIENCE = 60.0  # whether four take turns is the matter here, not how long a disk takes
folder, name = Path(sys.argv[1]), sys.argv[2]
for number in range(15):
    assert record(folder, "00_a", f"{name} {number}", passed=True) == ""
"""


def test_notebooks_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*command, name]) for name in "abcd"]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0, 0]
    assert len(read(tmp_path)["00_a"]) == 4 * 15
    assert not list((tmp_path / ".course").glob("*.tmp"))


ENTRY = {"passed": True, "when": "2031"}
DAMAGED = {
    "cut in two": b'{"version": 1, "less',
    "empty": b"",
    "not text": b"\xff\xfe\x00",
    "no object": b"[]",
    "of another version": b'{"version": 2, "lessons": {}}',
    "an entry that says too much": json.dumps(
        {"version": 1, "lessons": {"00_a": {"picks": ENTRY | {"more": 1}}}}
    ).encode(),
    "a passed that is no truth": json.dumps(
        {"version": 1, "lessons": {"00_a": {"picks": ENTRY | {"passed": "yes"}}}}
    ).encode(),
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_set_aside_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    for time in (1, 2):
        progress_file(tmp_path).parent.mkdir(exist_ok=True)
        progress_file(tmp_path).write_bytes(content)
        assert read(tmp_path) == {}
        sentence = record(tmp_path, "00_a", "picks", passed=True)
        aside = f"progress-damaged-{time}.json"
        assert aside in sentence
        assert sentence.endswith("a new one has begun.")
        assert (tmp_path / ".course" / aside).read_bytes() == content
        assert read(tmp_path)["00_a"]["picks"].passed


def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / ".course").write_text("a file where a folder should be")
    sentence = record(tmp_path, "00_a", "picks", passed=True)
    assert "could not be saved" in sentence
    assert read(tmp_path) == {}


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(tmp_path, "00_a", "picks", passed=True)
    before = progress_file(tmp_path).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert "No space left" in record(tmp_path, "00_a", "picks", passed=False)
    assert progress_file(tmp_path).read_bytes() == before
    assert not list((tmp_path / ".course").glob("*.tmp"))
