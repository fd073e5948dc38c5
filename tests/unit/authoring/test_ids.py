"""Cell ids speak, are unique, and survive edits."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.ids import slug, speaking_ids
from authoring.text import from_text


def cell(source: str, name: str = "0123abcd", grade: str = "") -> Any:
    metadata = {"nbgrader": {"grade_id": grade}} if grade else {}
    return nbformat.from_dict(
        {"cell_type": "markdown", "id": name, "metadata": metadata, "source": source}
    )


def test_a_grade_id_is_the_id() -> None:
    assert speaking_ids([cell("x", "other", grade="reap")]) == ["reap"]


def test_an_invented_id_is_replaced_by_words() -> None:
    assert speaking_ids([cell("## Why a guard?")]) == ["why-a-guard"]


def test_a_uuid_is_an_invented_id() -> None:
    given_by_lab = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
    assert speaking_ids([cell("Hello", given_by_lab)]) == ["hello"]


def test_a_given_id_stays_when_the_text_changes() -> None:
    assert speaking_ids([cell("## Something else", "why-a-guard")]) == ["why-a-guard"]


def test_equal_words_are_numbered() -> None:
    assert speaking_ids([cell("Run it."), cell("Run it.")]) == ["run-it", "run-it-2"]


def test_a_grade_id_takes_precedence_over_an_earlier_cells_id() -> None:
    assert speaking_ids([cell("Text", "reap"), cell("x", grade="reap")]) == ["text", "reap"]


@given(
    st.lists(
        st.tuples(
            st.text(max_size=60),
            st.sampled_from(["a", "0123abcd", "run-it"]),
            st.sampled_from(["", "g1", "a"]),
        ),
        max_size=8,
        unique_by=lambda one: one[2] or object(),
    )
)
def test_ids_are_unique(cells: list[tuple[str, str, str]]) -> None:
    found = speaking_ids([cell(*one) for one in cells])
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("# %%\nimport os\nprint(os.getpid())", "print-os-getpid"),
        ("", ""),
        ("…", ""),
        ("deadbeef", "cell-deadbeef"),
        ("word " * 20, "word-word-word-word-word"),
    ],
)
def test_words_come_from_the_first_line_that_says_something(source: str, wanted: str) -> None:
    assert slug(source) == wanted


def test_a_cell_edited_as_text_keeps_its_id() -> None:
    before = from_text("# %% [markdown]\n# One\n\n# %%\nx = 1\n\n# %%\ny = 2\n")
    for number, one in enumerate(before.cells):
        one.id = f"cell-{number}"
    after = from_text("# %% [markdown]\n# One\n\n# %%\nx = 100\n\n# %%\ny = 2\n", before)
    assert [one.id for one in after.cells] == ["cell-0", "cell-1", "cell-2"]


def test_a_new_cell_does_not_take_an_old_ones_id() -> None:
    before = from_text("# %%\nx = 1\n\n# %%\ny = 2\n")
    before.cells[0].id, before.cells[1].id = "first", "second"
    after = from_text("# %%\nx = 1\n\n# %%\nnew = 0\n\n# %%\ny = 2\n", before)
    assert [after.cells[0].id, after.cells[2].id] == ["first", "second"]
    assert after.cells[1].id not in ("first", "second")
