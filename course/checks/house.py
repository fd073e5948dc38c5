"""What a runner may do in a box that is its own: end everybody at once, empty the folders.

A box says by `COURSE_OWN_FOLDERS` that its writable folders hold nothing of anybody else's. The
runner believes that only where it also sees no process but itself and the box's first one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

OWN_FOLDERS = "COURSE_OWN_FOLDERS"


@dataclass(frozen=True)
class House:
    """A box of the runner's own; `spare` is what stays in its folders."""

    folders: tuple[str, ...]
    spare: tuple[str, ...]

    def stop_everybody(self) -> None:
        """Suspend all but the box's first process and ourselves."""
        with contextlib.suppress(OSError):
            os.kill(-1, signal.SIGSTOP)

    def end_everybody(self) -> None:
        """Kill all but the box's first process and ourselves, in one step that no fork outruns."""
        with contextlib.suppress(OSError):
            os.kill(-1, signal.SIGKILL)

    def tidy(self) -> None:
        """Remove what calls have left in the box: the next call must not run out of room."""
        for folder in self.folders:
            empty(folder, spare=self.spare)


def find_house(spare: str) -> House | None:
    """Return the box that this runner has to itself, None where it shares a machine."""
    folders = tuple(filter(None, os.environ.get(OWN_FOLDERS, "").split(os.pathsep)))
    if sys.platform != "linux" or not folders or {*psutil.pids()} - {1, os.getpid()}:
        return None
    return House(folders, (spare, *_holding_python(folders)))


def _holding_python(folders: Iterable[str]) -> list[str]:
    """List what in the folders leads to the course or to Python, where these lie below them."""
    return [
        os.path.join(folder, os.path.relpath(place, folder).split(os.sep)[0])
        for folder in folders
        for place in (__file__, sys.prefix, sys.base_prefix)
        if Path(place).is_relative_to(folder)
    ]


def empty(folder: str, spare: Iterable[str] = ()) -> None:
    """Remove all that is in a folder but the spared paths, however deep and whatever its rights.

    Folders inside are moved to the top before they are emptied: no path gets too long, and
    nothing recurses.
    """
    spared = set(spare)
    pending, moved = [folder], 0
    for place in pending:
        with contextlib.suppress(OSError):
            entries = list(os.scandir(place))
            for entry in entries:
                if entry.path in spared:
                    continue
                with contextlib.suppress(OSError):
                    if stat.S_ISDIR(entry.stat(follow_symlinks=False).st_mode):
                        os.chmod(entry.path, stat.S_IRWXU)
                        while os.path.lexists(top := os.path.join(folder, f".gone-{moved}")):
                            moved += 1
                        os.rename(entry.path, top)
                        pending.append(top)
                    else:
                        os.unlink(entry.path)
    for place in reversed(pending[1:]):
        with contextlib.suppress(OSError):
            os.rmdir(place)


def remove(folder: str) -> None:
    """Remove a folder and all that is in it."""
    empty(folder)
    with contextlib.suppress(OSError):
        Path(folder).rmdir()
