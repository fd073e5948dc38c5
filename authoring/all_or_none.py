"""Write several files as if they were one: all of them, or none."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def all_or_none(paths: Iterable[Path]) -> Iterator[None]:
    """Put files and folders back as they were if the block fails, is interrupted, or is left."""
    before = {path: snapshot(path) for path in paths}
    new = [first_missing(path) for path, kept in before.items() if kept is None]
    try:
        yield
    except BaseException:
        for path in new:
            remove(path)
        for path, kept in before.items():
            if kept is not None:
                restore(path, kept)
        raise


def snapshot(path: Path) -> dict[Path, bytes] | None:
    """Return the bytes of a file, or of every file in a folder; None if it is not there."""
    if path.is_dir():
        return {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}
    return {path: path.read_bytes()} if path.exists() else None


def first_missing(path: Path) -> Path:
    """Return the highest folder above `path` that is not there, or `path` itself."""
    while not path.parent.exists():
        path = path.parent
    return path


def remove(path: Path) -> None:
    """Delete a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def restore(path: Path, kept: dict[Path, bytes]) -> None:
    """Give a file or a folder the content that it had."""
    for file in path.rglob("*") if path.is_dir() else ():
        if file.is_file() and file not in kept:
            file.unlink()
    for file, data in kept.items():
        if not file.exists() or file.read_bytes() != data:
            file.write_bytes(data)
