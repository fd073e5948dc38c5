"""A lesson's page: the released cells, with the outputs that the lesson stores for them.

Exercises are shown as students get them and without outputs: what a check prints when it passes
would tell what its hidden part asks.
"""

from __future__ import annotations

import copy
import html
import re
from dataclasses import dataclass
from typing import Any

import nbformat

from authoring.anatomy import grading
from authoring.lessons import Lesson
from authoring.notebooks import IGNORED, Cell, Notebook, load
from authoring.outputs import WIDGET
from authoring.site.views import Views

TITLE = re.compile(r"^# +(?P<title>.+)\n*(?P<question>(?:[^#\n].*\n?)*)", re.MULTILINE)
NEEDS = re.compile(r"\blessons? (?P<first>\d+)(?P<rest>(?:, \d+)*(?:,? and \d+)?)")
CHECK = re.compile(r"""with check\(\s*(?P<quote>["'])(?P<title>.+?)(?P=quote)""")
SHOWN = ("text/html", "text/markdown", "image/svg+xml", "text/plain")
VARIES = "This output differs from run to run. Run the cell to see yours."
NOTE = """\
```{{note}}
This is lesson {number} to read. To run its cells and have your answers checked, start the course:
`course lab`.
```"""


@dataclass(frozen=True)
class Opening:
    """What the map of the lessons says of one of them."""

    number: int
    title: str
    question: str
    needs: tuple[int, ...]


def notebooks(lesson: Lesson) -> tuple[Notebook, Notebook]:
    """Return a lesson's notebook as written and as released."""
    if not lesson.released.exists():
        raise FileNotFoundError(
            f"{lesson.name} has no students' notebook to show; run: course release {lesson.name}"
        )
    return load(lesson.notebook), load(lesson.released)


def opening(lesson: Lesson, released: Notebook) -> Opening:
    """Read title, question and prerequisites in a lesson's first words."""
    text = next((cell.source for cell in released.cells if cell.cell_type == "markdown"), "")
    found = TITLE.search(text)
    title = found["title"].strip() if found else lesson.name
    title = re.sub(r"^\d+ · ", "", title)  # some titles begin with the lesson's number
    question = " ".join(found["question"].split()) if found else ""
    asked = re.findall(r"\*\*(.+?)\*\*", question)
    number = int(lesson.name[:2])
    numbers = {
        int(digits)
        for paragraph in text.split("\n\n")
        if paragraph.startswith("You need")
        for each in NEEDS.finditer(paragraph)
        for digits in re.findall(r"\d+", each["first"] + each["rest"])
    }
    needs = tuple(sorted(each for each in numbers if each < number))
    return Opening(number, title, asked[-1] if asked else question, needs)


def page(lesson: Lesson, source: Notebook, released: Notebook, views: Views) -> Notebook:
    """Return the notebook that becomes the page."""
    stored = {cell.id: cell for cell in source.cells}
    made = copy.deepcopy(released)
    # IPython's own lexer leaves a cell with %%module without colours.
    made.metadata.language_info.pygments_lexer = "python"
    for cell in made.cells:
        if cell.cell_type != "code":
            continue
        graded = grading(cell)
        cell.metadata = nbformat.from_dict({"tags": list(cell.metadata.get("tags", []))})
        if graded:
            dress(cell, graded)
            continue
        twin = stored.get(cell.id)
        if twin is None or twin.source != cell.source:
            continue
        if IGNORED in cell.metadata.tags and not quiet(cell.source):
            cell.outputs = [shown_html(f'<p class="course-varies">{VARIES}</p>')]
            continue
        saved = views.saved.get((lesson.name, cell.id), [])
        cell.outputs = outputs(
            twin, [view_name(lesson.name, cell.id, at) for at in range(len(saved))]
        )
    note = nbformat.v4.new_markdown_cell(NOTE.format(number=int(lesson.name[:2])), id="to-read")
    made.cells.insert(1, note)
    return made


def view_name(lesson: str, cell: str, at: int) -> str:
    """Return the name of the file that holds a cell's view number `at`."""
    return f"{lesson}-{cell}" + (f"-{at + 1}" if at else "")


def quiet(source: str) -> bool:
    """Tell a cell that shows nothing: it only imports and binds."""
    last = source.rstrip().splitlines()[-1:] or [""]
    return bool(re.match(r"(from|import|\w+ =|def |class )", last[0])) and "print(" not in source


def dress(cell: Cell, graded: dict[str, Any]) -> None:
    """Fold a check away under its title; leave an answer cell open."""
    cell.outputs = []
    if graded.get("grade") and not graded.get("solution"):
        found = CHECK.search(cell.source)
        words = found["title"] if found else str(graded["grade_id"])
        cell.metadata.tags = ["hide-input"]
        cell.metadata["mystnb"] = {
            "code_prompt_show": f"Check: {words}",
            "code_prompt_hide": f"Check: {words}",
        }


def outputs(cell: Cell, views: list[str]) -> list[Any]:
    """Return what a page shows of a cell's stored outputs: plain, and widgets by their views."""
    found = []
    left = iter(views)
    for output in cell.outputs:
        if output.output_type == "error":
            words = f"{output.ename}: {output.evalue}\n"
            found.append(nbformat.v4.new_output("stream", name="stderr", text=words))
        elif output.output_type == "stream":
            found.append(copy.deepcopy(output))
        elif WIDGET in output.data and (name := next(left, "")):
            still = f'<div class="course-still">{output.data.get("text/html", "")}</div>'
            place = f'<div class="course-view" data-view="{html.escape(name)}">{still}</div>'
            found.append(shown_html(place))
        elif kind := next((each for each in SHOWN if each in output.data), ""):
            found.append(nbformat.v4.new_output("display_data", data={kind: output.data[kind]}))
    return found


def shown_html(text: str) -> Any:
    """Return an output that is HTML."""
    return nbformat.v4.new_output("display_data", data={"text/html": text})
