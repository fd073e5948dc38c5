"""The canonical form: stable, small in difference, safe to write."""

from __future__ import annotations

import difflib
import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.execute import execute
from authoring.ids import VALID_ID
from authoring.notebooks import canonical, dumps, load, write
from authoring.outputs import WIDGET, canonical_outputs, merge_streams, steady
from authoring.text import from_text

SAMPLE = """\
# %% [markdown]
# # A sample

# %%
# %load_ext course
import sys
from multiprocessing import get_context

import ipywidgets

# %% id="speaks"
print("first", flush=True)
print("aside", file=sys.stderr, flush=True)
print("second", flush=True)
object()

# %%
child = get_context("spawn").Process(target=print, args=("from a child",))
child.start()
child.join()
child.exitcode

# %% tags=["raises-exception"]
{}["no such key"]

# %% tags=["nbval-ignore-output"]
child.pid

# %%
ipywidgets.IntSlider(3)
"""

text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
junk = st.dictionaries(
    st.sampled_from(["collapsed", "scrolled", "jupyter", "ExecuteTime"]), st.booleans()
)
stream = st.builds(
    lambda name, chunk: {"output_type": "stream", "name": name, "text": chunk},
    st.sampled_from(["stdout", "stderr"]),
    text,
)
rich = st.builds(
    lambda plain, model, number: {
        "output_type": "execute_result",
        "data": {"text/plain": plain, "image/png": "AAAA", WIDGET: {"model_id": model}},
        "metadata": {"needs_background": "light"},
        "execution_count": number,
    },
    text,
    st.uuids().map(lambda one: one.hex),
    st.integers(1, 99),
)
error = st.builds(
    lambda says, line: {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": says,
        "traceback": [line],
    },
    text,
    text,
)
outputs = st.lists(st.one_of(stream, rich, error), max_size=5)
ids = st.one_of(
    st.uuids().map(str), st.uuids().map(lambda one: one.hex[:8]), st.sampled_from(["a", "b", "why"])
)
grading = st.one_of(
    st.just({}),
    st.sampled_from(["reap", "b", "test-reap-x"]).map(
        lambda name: {"nbgrader": {"grade_id": name, "schema_version": 3}}
    ),
)


@st.composite
def notebooks(draw: st.DrawFn) -> Any:
    cells = []
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["code", "markdown"]))
        cell = {
            "cell_type": kind,
            "id": draw(ids),
            "metadata": draw(junk) | draw(grading) | {"tags": draw(st.lists(st.just("x")))},
            "source": draw(text),
        }
        if kind == "code":
            cell |= {"execution_count": draw(st.integers(1, 99)), "outputs": draw(outputs)}
        cells.append(cell)
    metadata = {"widgets": {"x": 1}, "kernelspec": {"name": "other", "display_name": "Other"}}
    return nbformat.from_dict(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    )


def reread(notebook: Any) -> Any:
    return nbformat.reads(dumps(notebook), as_version=4)


@given(notebooks())
@settings(max_examples=150, deadline=None)
def test_the_form_of_a_canonical_notebook_is_itself(notebook: Any) -> None:
    once = dumps(canonical(notebook))
    assert dumps(canonical(nbformat.reads(once, as_version=4))) == once


@given(notebooks())
@settings(max_examples=150, deadline=None)
def test_nothing_is_kept_but_what_the_form_names(notebook: Any) -> None:
    found = canonical(notebook)
    assert set(found.metadata) == {"kernelspec", "language_info"}
    assert found.metadata.kernelspec.name == "python3"
    code = [cell for cell in found.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    for cell in found.cells:
        assert set(cell.metadata) <= {"nbgrader", "tags"}
        assert VALID_ID.match(cell.id)
    assert "image/png" not in dumps(found)
    for cell in code:
        assert all(one.get("traceback", []) == [] for one in cell.outputs)


@given(notebooks())
@settings(max_examples=50, deadline=None)
def test_the_form_leaves_its_argument_alone(notebook: Any) -> None:
    before = json.dumps(notebook)
    canonical(notebook)
    assert json.dumps(notebook) == before


@given(st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), text), max_size=6), st.data())
@settings(max_examples=100, deadline=None)
def test_how_a_stream_was_cut_does_not_matter(parts: list[tuple[str, str]], data: Any) -> None:
    whole = [{"output_type": "stream", "name": name, "text": words} for name, words in parts]
    cut = []
    for one in whole:
        place = data.draw(st.integers(0, len(one["text"])))
        cut += [{**one, "text": one["text"][:place]}, {**one, "text": one["text"][place:]}]
    assert merge_streams(cut) == merge_streams(whole)


def test_how_two_streams_interleave_does_not_matter() -> None:
    out = {"output_type": "stream", "name": "stdout", "text": "a\n"}
    err = {"output_type": "stream", "name": "stderr", "text": "b\n"}
    assert merge_streams([out, err, out]) == merge_streams([err, out, out])


def test_a_child_that_is_heard_late_does_not_matter() -> None:
    out = {"output_type": "stream", "name": "stdout", "text": "a\n"}
    result = {"output_type": "execute_result", "data": {"text/plain": "0"}, "metadata": {}}
    assert merge_streams([out, result, out]) == merge_streams([out, out, result])
    assert merge_streams([result, out]) == [out, result]


def test_streams_do_not_move_across_another_output() -> None:
    out = {"output_type": "stream", "name": "stdout", "text": "a\n"}
    shown = {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}
    assert merge_streams([out, shown, out]) == [out, shown, out]


def test_two_widgets_of_a_cell_keep_different_ids() -> None:
    def widget(model: str) -> dict[str, Any]:
        data = {WIDGET: {"model_id": model}, "text/plain": "W()"}
        return {"output_type": "display_data", "data": data, "metadata": {}}

    first = canonical_outputs([widget("11"), widget("22")], "cell", 1)
    again = canonical_outputs([widget("33"), widget("44")], "cell", 1)
    assert first == again
    assert first[0].data[WIDGET]["model_id"] != first[1].data[WIDGET]["model_id"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<function f at 0x7f12ab34cd56>", "<function f at 0x0>"),
        ("hex(2**31 - 1) is 0x7fffffff", "hex(2**31 - 1) is 0x7fffffff"),
        ("File '/tmp/lesson-ab12cd34/00_toolkit/greeting.py'", "File '00_toolkit/greeting.py'"),
        ("/tmp/ipykernel_12/345.py:3: Warning", "cell.py:3: Warning"),
    ],
)
def test_what_changes_between_runs_is_replaced_and_no_more(text: str, wanted: str) -> None:
    assert steady(text) == wanted


def test_a_notebook_executed_again_is_the_same_to_the_byte() -> None:
    stored = canonical(from_text(SAMPLE))
    first, failures = execute(stored)
    assert not failures
    again, _ = execute(canonical(first))
    assert dumps(canonical(again)) == dumps(canonical(first))
    shown = dumps(canonical(first))
    assert "from a child" in shown
    assert '"first\\n",\n      "second\\n"' in shown
    assert "KeyError" in shown


def test_an_edited_line_is_one_line_of_difference() -> None:
    before = canonical(from_text(SAMPLE))
    after = canonical(from_text(SAMPLE.replace('"second"', '"third"'), reread(before)))
    lines = difflib.unified_diff(
        dumps(before).splitlines(), dumps(after).splitlines(), n=0, lineterm=""
    )
    changed = [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]
    assert [line[0] for line in changed] == ["-", "+"]


def test_a_cell_that_fails_unmeant_is_named() -> None:
    _, failures = execute(canonical(from_text('# %% id="broken"\n1 / 0\n')))
    assert [(one.cell_id, one.error) for one in failures] == [
        ("broken", "ZeroDivisionError: division by zero")
    ]


def test_a_kernel_that_dies_is_a_failure_of_its_cell() -> None:
    _, failures = execute(canonical(from_text('# %% id="last"\nimport os\nos._exit(3)\n')))
    assert [one.cell_id for one in failures] == ["last"]


def test_a_lesson_runs_in_a_copy_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("given", encoding="utf-8")
    (tmp_path / "old.py").write_text("# %%module old\n", encoding="utf-8")
    code = """\
# %%
from pathlib import Path
assert Path("data.txt").read_text() == "given"
assert not Path("old.py").exists()
_ = Path("new.py").write_text("")
"""
    _, failures = execute(canonical(from_text(code)), tmp_path)
    assert not failures
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.txt", "old.py"]


def test_the_kernel_is_not_told_that_pytest_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "x")
    code = '# %%\nimport os\nassert "PYTEST_CURRENT_TEST" not in os.environ\n'
    assert execute(canonical(from_text(code)))[1] == []


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ipynb"
    write(canonical(from_text(SAMPLE)), path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write(canonical(from_text("# %%\n1\n")), path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["x.ipynb"]


def test_files_are_utf8_with_unix_lines_and_one_newline_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    write(canonical(from_text("# %% [markdown]\n# 进程 → process\n")), path)
    data = path.read_bytes()
    assert "进程 →" in data.decode("utf-8")
    assert b"\r" not in data
    assert data.endswith(b"}\n")
    assert not data.endswith(b"\n\n")
    assert not write(load(path), path), "an unchanged notebook is not written again"
