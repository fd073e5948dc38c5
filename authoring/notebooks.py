"""Read and write notebooks in one canonical form.

The form keeps what a reader needs and drops what changes by itself, so that a notebook executed
again is the same file to the byte and a one-line edit is a one-line difference.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat

from authoring.ids import speaking_ids
from authoring.outputs import canonical_outputs

Notebook = Any  # nbformat.NotebookNode: a dict whose keys are attributes too, without annotations
Cell = Any

IGNORED = "nbval-ignore-output"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
CELL_METADATA = {"nbgrader", "tags"}
# nbgrader's lock on a released cell.
RELEASED_METADATA = CELL_METADATA | {"deletable", "editable"}


def load(path: Path) -> Notebook:
    """Read a notebook, brought to nbformat 4.5."""
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def canonical(notebook: Notebook, *, released: bool = False) -> Notebook:
    """Return a copy in canonical form; that of a canonical notebook is an equal one."""
    keep = RELEASED_METADATA if released else CELL_METADATA
    cells = []
    count = 0
    for old, name in zip(notebook.cells, speaking_ids(notebook.cells), strict=True):
        cell = nbformat.NotebookNode(
            id=name,
            cell_type=old.cell_type,
            metadata=canonical_metadata(old.metadata, keep),
            source=canonical_source(old.source),
        )
        if old.get("attachments"):
            cell.attachments = old.attachments
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = None if released else count
            ignored = released or IGNORED in cell.metadata.get("tags", [])
            cell.outputs = [] if ignored else canonical_outputs(old.outputs, name, count)
        cells.append(cell)
    return nbformat.NotebookNode(
        nbformat=4,
        nbformat_minor=5,
        metadata=nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": LANGUAGE}),
        cells=cells,
    )


def canonical_metadata(metadata: dict[str, Any], keep: set[str]) -> Any:
    """Keep the named keys that say something."""
    return nbformat.from_dict(
        {key: metadata[key] for key in sorted(keep) if metadata.get(key, []) != []}
    )


def canonical_source(source: str) -> str:
    """Use LF and drop blanks at the end; the rest is the author's (two of them end a line)."""
    return source.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def dumps(notebook: Notebook) -> str:
    """Return a notebook's text as written to disk."""
    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"


def write(notebook: Notebook, path: Path) -> bool:
    """Write a notebook atomically (UTF-8, LF); return whether the file changed."""
    return write_text(dumps(notebook), path)


def write_text(text: str, path: Path) -> bool:
    """Replace a file in one step, so that nobody ever reads half of it."""
    data = text.encode("utf-8")
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
        draft.write(data)
    try:
        os.chmod(draft.name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(draft.name, path)
    except OSError:
        os.unlink(draft.name)
        raise
    return True
