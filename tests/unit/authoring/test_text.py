"""Lessons as text: short headers, magics, and the way back."""

from __future__ import annotations

import pytest

from authoring.notebooks import canonical, dumps
from authoring.text import BadHeader, from_text, to_text

LESSON = """\
# %% [markdown] id="prompt"
# ### Exercise: Greet (1 point)
#
# | a | b |
# |---|---|

# %%
# %load_ext course

# %% answer="greet"
# %%module greeting
def greet(name):
    ### BEGIN SOLUTION
    return f"hello {name}"
    ### END SOLUTION

# %% test="test-greet-says-hello" points=1
from course.checks import check, student

with check("greet says hello"):
    student("greeting").call("greet", "Ada").expect_value("hello Ada")

# %% tags=["raises-exception"]
1 / 0
"""


def test_an_answer_header_becomes_nbgraders_metadata() -> None:
    cell = from_text(LESSON).cells[2]
    assert cell.metadata["nbgrader"] == {
        "grade": False,
        "grade_id": "greet",
        "locked": False,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert "answer" not in cell.metadata


def test_a_test_header_becomes_nbgraders_metadata() -> None:
    cell = from_text(LESSON).cells[3]
    assert cell.metadata["nbgrader"] == {
        "grade": True,
        "grade_id": "test-greet-says-hello",
        "locked": True,
        "points": 1,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }


def test_magics_are_written_as_comments_and_read_as_magics() -> None:
    cells = from_text(LESSON).cells
    assert cells[1].source == "%load_ext course"
    assert cells[2].source.splitlines()[:2] == ["%%module greeting", "def greet(name):"]


def test_the_long_form_is_understood_too() -> None:
    text = '# %% nbgrader={"grade_id": "x", "solution": true} tags=["t"]\n1\n'
    cell = from_text(text).cells[0]
    assert cell.metadata["nbgrader"] == {"grade_id": "x", "solution": True}
    assert cell.metadata["tags"] == ["t"]


def test_a_notebook_survives_the_way_through_text() -> None:
    notebook = canonical(from_text(LESSON))
    text = to_text(notebook)
    assert 'answer="greet"' in text
    assert 'test="test-greet-says-hello" points=1' in text
    assert dumps(canonical(from_text(text, notebook))) == dumps(notebook)


def test_outputs_stay_with_an_unchanged_cell_only() -> None:
    before = canonical(from_text("# %%\nx = 1\n\n# %%\ny = 2\n"))
    for cell in before.cells:
        cell.outputs = [{"output_type": "stream", "name": "stdout", "text": "old"}]
    after = from_text("# %%\nx = 1\n\n# %%\ny = 3\n", before)
    assert [len(cell.outputs) for cell in after.cells] == [1, 0]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ('answer="a" test="b" points=1', "not both"),
        ('test="b"', "points"),
        ("points=1", "only a test cell"),
    ],
)
def test_a_header_that_makes_no_sense_is_refused(header: str, says: str) -> None:
    with pytest.raises(BadHeader, match=says):
        from_text(f"# %% {header}\n1\n")
