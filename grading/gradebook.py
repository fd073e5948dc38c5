"""Read an assignment from nbgrader's gradebook, as plain data."""

from __future__ import annotations

from nbgrader.api import Gradebook

from grading.restore import MasterCell


def master_cells(gradebook: Gradebook, assignment: str, notebook: str) -> list[MasterCell]:
    """Return the marked cells of a notebook as they were when it was generated.

    Raises nbgrader's MissingEntry if the gradebook has no such notebook.
    """
    entry = gradebook.find_notebook(notebook, assignment)
    points = {cell.name: float(cell.max_score) for cell in [*entry.grade_cells, *entry.task_cells]}
    grades = {cell.name for cell in entry.grade_cells}
    solutions = {cell.name for cell in entry.solution_cells}
    tasks = {cell.name for cell in entry.task_cells}
    return [
        MasterCell(
            grade_id=cell.name,
            cell_type=cell.cell_type,
            source=cell.source,
            checksum=cell.checksum,
            grade=cell.name in grades,
            solution=cell.name in solutions,
            locked=bool(cell.locked),
            task=cell.name in tasks,
            points=points.get(cell.name),
        )
        for cell in entry.source_cells
    ]


def notebook_names(gradebook: Gradebook, assignment: str) -> list[str]:
    """Return the names of the assignment's notebooks.

    Raises nbgrader's MissingEntry if the gradebook has no such assignment.
    """
    return sorted(notebook.name for notebook in gradebook.find_assignment(assignment).notebooks)
