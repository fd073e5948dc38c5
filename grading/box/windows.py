"""Hold a submission's processes in a Windows job object: it bounds them and ends them together.

When the last handle to the job closes (also because this process was killed) the system ends
every process in it.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    import subprocess
    from collections.abc import Mapping, Sequence
    from ctypes import wintypes
    from pathlib import Path
    from typing import Any

    from grading.box.limits import Limits

    _ACTIVE_PROCESS, _PROCESS_MEMORY, _JOB_MEMORY = 0x8, 0x100, 0x200
    _DIE_ON_UNHANDLED_EXCEPTION, _KILL_ON_JOB_CLOSE = 0x400, 0x2000
    _EXTENDED_LIMIT_INFORMATION = 9
    _CREATE_SUSPENDED = 0x4

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("per_process_time", ctypes.c_int64),
            ("per_job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("minimum_working_set", ctypes.c_size_t),
            ("maximum_working_set", ctypes.c_size_t),
            ("active_processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("basic", _Basic),
            ("io", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    _kernel.SetInformationJobObject.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        wintypes.LPVOID,
        wintypes.DWORD,
    )
    _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel.TerminateJobObject.argtypes = (wintypes.HANDLE, wintypes.UINT)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _ntdll = ctypes.WinDLL("ntdll")
    _ntdll.NtResumeProcess.argtypes = (wintypes.HANDLE,)

    class Job:
        """One job object."""

        def __init__(self, limits: Limits) -> None:
            self._handle: int | None = _kernel.CreateJobObjectW(None, None)
            if not self._handle:
                raise ctypes.WinError(ctypes.get_last_error())
            wanted = _Extended()
            wanted.basic.flags = (
                _ACTIVE_PROCESS | _JOB_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION | _KILL_ON_JOB_CLOSE
            )
            wanted.basic.active_processes = limits.processes
            wanted.job_memory = limits.memory
            done = _kernel.SetInformationJobObject(
                self._handle,
                _EXTENDED_LIMIT_INFORMATION,
                ctypes.byref(wanted),
                ctypes.sizeof(wanted),
            )
            if not done:
                raise ctypes.WinError(ctypes.get_last_error())

        def hold(self, process: int) -> None:
            """Take in a process by its handle; its children follow by themselves."""
            if not _kernel.AssignProcessToJobObject(self._handle, process):
                raise ctypes.WinError(ctypes.get_last_error())

        def end(self) -> None:
            """End every process of the job."""
            if self._handle:
                _kernel.TerminateJobObject(self._handle, 1)

        def close(self) -> None:
            """Let go of the job, which ends what is left of it."""
            if self._handle:
                _kernel.CloseHandle(self._handle)
                self._handle = None

    def launch(
        argv: Sequence[str],
        job: Job,
        folder: Path,
        environment: Mapping[str, str],
        popen: dict[str, Any],
    ) -> subprocess.Popen[bytes]:
        """Start a command that cannot run an instruction outside the job."""
        flags = popen.pop("creationflags", 0) | _CREATE_SUSPENDED
        process = subprocess.Popen(
            list(argv), cwd=folder, env=dict(environment), creationflags=flags, **popen
        )
        handle = int(process._handle)  # type: ignore[attr-defined]
        try:
            job.hold(handle)
        except OSError:
            process.kill()
            raise
        _ntdll.NtResumeProcess(handle)
        return process
