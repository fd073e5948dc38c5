"""The box for machines without bubblewrap: it ends what was started and bounds each process.

It hides nothing: files and network stay open. Hence `allow_weak`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grading.box import view
from grading.box.bubblewrap import limit_steps
from grading.box.limits import Limits

if sys.platform == "win32":
    from grading.box.windows import Job

_WINDOWS_NEEDS = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "PATHEXT", "COMSPEC", "PROGRAMFILES")


class Folder:
    """A weak box's own folder; on Windows also the job object that holds its processes."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="course-box-"))
        if sys.platform == "win32":
            self.job: Job | None = None

    def environment(self) -> dict[str, str]:
        """Return a small environment, without what the caller's may hold."""
        if sys.platform != "win32":
            return {**view.environment(), "HOME": str(self.path), "TMPDIR": str(self.path)}
        kept = {name: os.environ[name] for name in _WINDOWS_NEEDS if name in os.environ}
        folder = str(self.path)
        system = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
        path = os.pathsep.join((str(Path(sys.executable).parent), system))
        here = {"PATH": path, "USERPROFILE": folder, "TEMP": folder, "TMP": folder}
        return {**kept, **here, "PYTHONDONTWRITEBYTECODE": "1"}

    def end(self) -> None:
        """End what the job object holds."""
        if sys.platform == "win32" and self.job is not None:
            self.job.end()

    def remove(self) -> None:
        """Delete the folder."""
        if sys.platform == "win32" and self.job is not None:
            self.job.close()
        shutil.rmtree(self.path, ignore_errors=True)


def launch(
    argv: Sequence[str],
    limits: Limits,
    folder: Folder,
    environment: Mapping[str, str],
    popen: dict[str, Any],
) -> subprocess.Popen[bytes]:
    """Start a command with limits, in its own folder and session."""
    if sys.platform == "win32":
        from grading.box import windows

        folder.job = folder.job or Job(limits)
        return windows.launch(argv, folder.job, folder.path, environment, popen)
    # RLIMIT_NPROC would count the whole user's processes, so nothing bounds those here
    steps = [*limit_steps(limits, count_processes=False), f"chdir={folder.path}"]
    entry = str(Path(__file__).with_name("entry.py"))
    return subprocess.Popen(
        [sys.executable, "-I", "-S", entry, *steps, "--", *argv],
        env=dict(environment),
        start_new_session=True,
        **popen,
    )
