"""Step into the box: run by the bare interpreter inside, just before the runner.

`python -I -S entry.py key=value... -- command...`; one standard-library file, because it is all
of `grading` that the box can see. Order matters: what needs privilege comes before giving it up.

remount=PATH:BYTES:INODES  bound a tmpfs          limit=NAME:VALUE  set an rlimit, soft and hard
uid=N gid=N                become this user       drop=1            give up every capability
watch=FD                   report new processes; the listener is sent over this socket
program=HEX                the filter for watch   chdir=PATH        start here
"""

import _signal  # type: ignore[import-not-found]
import array
import ctypes
import os
import resource
import sys

_PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _CLEAR_ALL = 38, 24, 47, 4
_REMOUNT_NOSUID_NODEV = 0x20 | 0x2 | 0x4
_SET_MODE_FILTER, _NEW_LISTENER, _WAIT_KILLABLE_RECV = 1, 0x8, 0x20
_SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_char_p))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _must(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def bound_folder(path: str, size: str, inodes: str) -> None:
    """Limit a tmpfs that is already mounted."""
    options = f"size={size},nr_inodes={inodes}".encode()
    result = _libc().mount(b"tmpfs", path.encode(), b"tmpfs", _REMOUNT_NOSUID_NODEV, options)
    _must(result, f"remount {path}")


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
    libc = _libc()
    for capability in range(64):
        if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break


def drop_capabilities() -> None:
    """Give up every capability of this process."""
    libc = _libc()
    libc.prctl(_PR_CAP_AMBIENT, _CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _must(libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    _must(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def install_watch(program: bytes, channel: int) -> None:
    """Install the reporting filter and hand its listener to the supervisor outside."""
    import _socket

    number = _SYS_SECCOMP[os.uname().machine]
    code = _Filter(len(program) // 8, program)
    flags = _NEW_LISTENER | _WAIT_KILLABLE_RECV
    listener = _libc().syscall(number, _SET_MODE_FILTER, flags, ctypes.byref(code))
    _must(listener, "seccomp listener")
    wire = _socket.socket(fileno=channel)
    rights = array.array("i", [listener])
    wire.sendmsg([b"l"], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)])
    wire.close()
    os.close(listener)


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
    if "watch" in single:
        install_watch(bytes.fromhex(single["program"]), int(single["watch"]))
    restore_signals()
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
