"""Step into the box: run by the bare interpreter inside, just before the runner.

`python -I -S entry.py key=value... -- command...`; one standard-library file, because it is all
of `grading` that the box can see. Order matters: what needs privilege comes before giving it up.

remount=PATH:BYTES:INODES  bound a tmpfs          limit=NAME:VALUE  set an rlimit, soft and hard
uid=N gid=N                become this user       drop=1            give up every capability
chdir=PATH                 start here
"""

import _signal  # type: ignore[import-not-found]
import ctypes
import os
import resource
import sys

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 38, 22
_PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _CLEAR_ALL = 24, 47, 4
_REMOUNT_NOSUID_NODEV = 0x20 | 0x2 | 0x4


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_char_p))


def libc() -> ctypes.CDLL:
    """Return the C library, for what the standard library does not wrap."""
    return ctypes.CDLL(None, use_errno=True)


def must(result: int, what: str) -> int:
    """Raise what the C library says if a call failed: nothing here may fail in silence."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def bound_folder(path: str, size: str, inodes: str) -> None:
    """Limit a tmpfs that is already mounted."""
    options = f"size={size},nr_inodes={inodes}".encode()
    result = libc().mount(b"tmpfs", path.encode(), b"tmpfs", _REMOUNT_NOSUID_NODEV, options)
    must(result, f"remount {path}")


def set_limit(name: str, value: int) -> None:
    """Lower one resource limit for good; never ask for more than is allowed already."""
    which = getattr(resource, f"RLIMIT_{name}", None)
    if which is None:  # not every system has every limit
        return
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def become(uid: int, gid: int) -> None:
    """Leave root for good."""
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def empty_bounding_set() -> None:
    """Make sure that no program started later can gain a capability."""
    c = libc()
    for capability in range(64):
        if c.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break


def drop_capabilities() -> None:
    """Give up every capability of this process."""
    c = libc()
    c.prctl(_PR_CAP_AMBIENT, _CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    must(c.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    must(c.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def filter_calls(program: bytes) -> None:
    """Filter this process's system calls, and those of all it starts, for good."""
    code = _Filter(len(program) // 8, program)
    must(libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    must(libc().prctl(_PR_SET_SECCOMP, 2, ctypes.byref(code), 0, 0), "filter")


def offer_to_the_memory_killer() -> None:
    """Let a machine that runs out of memory end the box first."""
    try:
        with open("/proc/self/oom_score_adj", "w") as stream:
            stream.write("1000")
    except OSError:
        pass


def restore_signals() -> None:
    """Undo what the interpreter ignores: an exec would hand it on."""
    for name in ("SIGPIPE", "SIGXFSZ"):
        if hasattr(_signal, name):
            _signal.signal(getattr(_signal, name), _signal.SIG_DFL)


def main(arguments: list[str]) -> None:
    """Apply every step, then become the command."""
    split = arguments.index("--")
    steps = [argument.partition("=")[::2] for argument in arguments[:split]]
    command = arguments[split + 1 :]
    single = dict(steps)
    offer_to_the_memory_killer()
    for key, value in steps:
        if key == "remount":
            bound_folder(*value.split(":"))
        elif key == "limit":
            name, _, amount = value.partition(":")
            if name != "NPROC":
                set_limit(name, int(amount))
    if "drop" in single:
        empty_bounding_set()
    if "uid" in single:
        become(int(single["uid"]), int(single["gid"]))
    if "drop" in single:
        drop_capabilities()
    for key, value in steps:  # counted for the user we are, so only now
        if key == "limit" and value.startswith("NPROC:"):
            set_limit("NPROC", int(value.partition(":")[2]))
    if "chdir" in single:
        os.chdir(single["chdir"])
    restore_signals()
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
