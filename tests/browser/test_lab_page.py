"""The tools of the browser tests, tried on a tiny notebook."""

from __future__ import annotations

from collections.abc import Callable

from lab_page import LabPage


def test_a_notebook_runs_to_its_end_past_an_error(
    page: LabPage, write_notebook: Callable[..., str]
) -> None:
    name = write_notebook("tiny.ipynb", "6 * 7", "1 / 0", "'after'")
    cells = page.open(name).run_all().cells()

    assert cells[0]["outputs"][0]["data"]["text/plain"] == "42"
    assert cells[1]["outputs"][0]["ename"] == "ZeroDivisionError"
    assert cells[2]["outputs"][0]["data"]["text/plain"] == "'after'"


def test_a_cell_can_be_typed_and_run(page: LabPage, write_notebook: Callable[..., str]) -> None:
    name = write_notebook("typed.ipynb", "'old'")
    page.open(name).type_into(0, "def new():\n    return 'new'\n\nnew()").run(0)

    assert page.cells()[0]["outputs"][0]["data"]["text/plain"] == "'new'"


def test_the_dark_theme_is_dark(page: LabPage, write_notebook: Callable[..., str]) -> None:
    page.open(write_notebook("theme.ipynb", "1")).set_theme("dark")
    background = page.page.evaluate(
        "() => getComputedStyle(document.body).getPropertyValue('--jp-layout-color0').trim()"
    )
    assert background in ("#111", "#111111", "rgb(17, 17, 17)")
    page.set_theme("light")
