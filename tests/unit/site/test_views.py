"""Widgets are saved from the cells that they need, and live ones are left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat

from authoring.lessons import Course
from authoring.outputs import WIDGET
from authoring.site.lessons import notebooks
from authoring.site.views import names, needed, places, save
from course.widgets import Endings

Make = Callable[..., Course]


def code(source: str, **metadata: Any) -> Any:
    return nbformat.v4.new_code_cell(source, metadata=metadata)


def shown(source: str, name: str, words: str, picture: str) -> Any:
    data = {WIDGET: {"model_id": "0" * 32}, "text/plain": words, "text/html": picture}
    output = nbformat.v4.new_output("display_data", data=data)
    return nbformat.v4.new_code_cell(source, id=name, outputs=[output])


def test_a_cell_uses_some_names_and_binds_others() -> None:
    assert names("%load_ext course\nfrom a import b as c\nd = e(c)") == ({"e", "c"}, {"c", "d"})
    assert names("total += step")[0] == {"total", "step"}
    assert names("%%module adder\ndef add(): ...")[1] == {"add"}


def test_only_what_a_widget_needs_runs_before_it() -> None:
    cells = ["import course", "jobs = [1]", "print('long')", "more = jobs * 2", "show(more)"]
    assert needed([code(each) for each in cells]) == [
        "import course",
        "jobs = [1]",
        "more = jobs * 2",
    ]


def test_the_last_value_of_a_name_is_the_one_that_counts() -> None:
    cells = ["import course", "jobs = [1]", "jobs = [2]", "show(jobs)"]
    assert needed([code(each) for each in cells]) == ["import course", "jobs = [2]"]


def test_no_answer_runs_for_a_widget() -> None:
    answer = code("jobs = [1]", nbgrader={"solution": True})
    assert needed([code("import course"), answer, code("show(jobs)")]) == ["import course"]


def test_a_widget_is_saved_with_its_script_and_its_state(make_course: Make) -> None:
    course = make_course(shown("Endings()", "endings", "Endings('Endings')", Endings().draw()))
    (lesson,) = course.lessons
    (place,) = places(lesson, *notebooks(lesson))
    views = save([(lesson, place)])
    ((key, (view,)),) = views.saved.items()
    assert key == ("01_counting", "endings")
    assert "export default" in view["code"]
    assert view["state"].keys() == {"book"}
    assert view["state"]["book"] == Endings().book


def test_a_widget_that_shows_something_else_now_stays_the_picture_it_was(make_course: Make) -> None:
    course = make_course(shown("Endings()", "endings", "Endings('Endings')", "<p>older</p>"))
    (lesson,) = course.lessons
    views = save([(lesson, one) for one in places(lesson, *notebooks(lesson))])
    assert (views.saved, views.still) == ({}, ["01_counting-endings"])


def test_a_widget_that_cannot_be_made_stays_a_picture(make_course: Make) -> None:
    course = make_course(shown("Endings(1/0)", "endings", "Endings('Endings')", Endings().draw()))
    (lesson,) = course.lessons
    views = save([(lesson, one) for one in places(lesson, *notebooks(lesson))])
    assert (views.saved, views.still) == ({}, ["01_counting-endings"])


def test_a_live_widget_is_not_run(make_course: Make) -> None:
    course = make_course(shown("ProcessTree()", "tree", "ProcessTree()", "<p>a tree</p>"))
    (lesson,) = course.lessons
    assert places(lesson, *notebooks(lesson)) == []
