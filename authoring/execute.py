"""Run a lesson's notebook from top to bottom, in a fresh kernel and a folder of its own."""

from __future__ import annotations

import copy
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbclient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from authoring.notebooks import Cell, Notebook

CELL_TIMEOUT = 60
SAVED_MODULE = "# %%module"


@dataclass(frozen=True)
class Failure:
    """A cell that failed although it is not meant to."""

    cell_id: str
    error: str
    source: str

    def __str__(self) -> str:
        """Name the cell and its error."""
        return f"cell {self.cell_id!r}: {self.error}"


def execute(
    notebook: Notebook, folder: Path | None = None, *, environment: Mapping[str, str] | None = None
) -> tuple[Notebook, list[Failure]]:
    """Run a copy of `notebook` beside copies of the files in `folder`.

    Returns the executed copy and the cells that failed without the tag `raises-exception`.
    """
    executed = copy.deepcopy(notebook)
    with workplace(folder) as place:
        client = nbclient.NotebookClient(
            executed,
            timeout=CELL_TIMEOUT,
            kernel_name="python3",
            resources={"metadata": {"path": str(place)}},
            allow_errors=True,
            store_widget_state=False,
            extra_arguments=["--log-level=ERROR"],
            # ipykernel's polite shutdown waits for multiprocessing's resource tracker, in vain.
            shutdown_kernel="immediate",
        )
        try:
            # What a kernel captures from children it says once more, to where it was started.
            client.execute(env=kernel_environment(environment), stdout=subprocess.DEVNULL)
        except (CellTimeoutError, DeadKernelError) as error:
            return executed, [*failures(executed), stopped(executed, error)]
    return executed, failures(executed)


def kernel_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a kernel: ours, without what changes its behaviour."""
    environment = {**os.environ, **(extra or {})}
    # While it is set, ipykernel does not capture what children write to their descriptors.
    environment.pop("PYTEST_CURRENT_TEST", None)
    return environment


@contextmanager
def workplace(folder: Path | None) -> Iterator[Path]:
    """Lend a temporary copy of a lesson's folder, without notebooks and saved modules."""
    with tempfile.TemporaryDirectory(prefix="lesson-", ignore_cleanup_errors=True) as name:
        place = Path(name) / (folder.name if folder else "lesson")
        place.mkdir()
        if folder and folder.is_dir():
            shutil.copytree(folder, place, ignore=unwanted, dirs_exist_ok=True)
        yield place


def unwanted(folder: str, names: list[str]) -> set[str]:
    """Name the files that a copy of a lesson's folder leaves out."""
    return {
        name
        for name in names
        if name.startswith((".", "__pycache__"))
        or name.endswith(".ipynb")
        or saved_module(Path(folder) / name)
    }


def saved_module(path: Path) -> bool:
    """Tell whether a file was saved by `%%module`."""
    if path.suffix != ".py":
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline().startswith(SAVED_MODULE)


def failures(notebook: Notebook) -> list[Failure]:
    """Return the cells that raised without being meant to."""
    return [
        Failure(cell.id, f"{output.ename}: {output.evalue}", cell.source)
        for cell in notebook.cells
        if cell.cell_type == "code" and "raises-exception" not in cell.metadata.get("tags", [])
        for output in cell.outputs
        if output.output_type == "error"
    ]


def stopped(notebook: Notebook, error: Exception) -> Failure:
    """Blame the first cell that has not finished for the end of the run."""
    cell: Cell = next(
        (c for c in notebook.cells if c.cell_type == "code" and c.execution_count is None),
        notebook.cells[-1],
    )
    kind = "timed out" if isinstance(error, CellTimeoutError) else "the kernel died"
    return Failure(cell.id, f"{kind} ({CELL_TIMEOUT} s allowed)", cell.source)
