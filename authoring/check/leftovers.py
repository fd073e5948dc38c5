"""Find processes that outlive what started them."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import psutil

# A judge's worker gets a bare environment, but it needs to know where temporary files go: a
# folder of our own in these variables marks every process, also one whose parent has gone.
VARIABLES = ("TMPDIR", "TEMP", "TMP")
PATIENCE = 5.0


@dataclass
class Mark:
    """The folder that marks processes, and those found after all should have ended."""

    folder: str
    left: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that carry the mark."""
        return dict.fromkeys(VARIABLES, self.folder)

    def bearers(self) -> list[psutil.Process]:
        """Return the living processes that carry the mark, without this one."""
        return [process for process in psutil.process_iter() if self.is_on(process)]

    def is_on(self, process: psutil.Process) -> bool:
        """Tell whether a living process carries the mark."""
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                return False
            theirs = process.environ().get(VARIABLES[0], "")
            # What carries a mark may have marked what it started, with a folder inside.
            return theirs == self.folder or theirs.startswith(self.folder + os.sep)
        return False

    def end(self) -> None:
        """End all that carry the mark, at once: those that start others meanwhile, too."""
        deadline = time.monotonic() + PATIENCE
        while (found := self.bearers()) and time.monotonic() < deadline:
            for process in found:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            psutil.wait_procs(found, timeout=0.1)

    def sweep(self) -> None:
        """Wait a moment for the last to end; note and end those that do not."""
        deadline = time.monotonic() + PATIENCE
        while (found := self.bearers()) and time.monotonic() < deadline:
            psutil.wait_procs(found, timeout=0.1)
        for process in found:
            with contextlib.suppress(psutil.Error):
                self.left.append(f"pid {process.pid}: {' '.join(process.cmdline())[:100]}")
                process.kill()
        psutil.wait_procs(found, timeout=PATIENCE)


@contextlib.contextmanager
def marked() -> Iterator[Mark]:
    """Mark every process that is started meanwhile; at the end, see which are still there."""
    before = {name: os.environ.get(name) for name in VARIABLES}
    with tempfile.TemporaryDirectory(prefix="ck-", ignore_cleanup_errors=True) as folder:
        mark = Mark(folder)
        os.environ.update(mark.environment)
        try:
            yield mark
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
            mark.sweep()
