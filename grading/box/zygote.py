"""A warm interpreter that forks each runner into namespaces of its own.

Run inside bubblewrap, with the box's view of the files, by `grading.box.nursery`; imports what
every runner imports, and runs nothing of a student's, ever. For each order:

    zygote ── guard ── first process ── runner
              |         |                becomes the box's user, without rights, filtered
              |         pid 1 of new namespaces: mounts fresh folders, reaps, filtered too
              waits outside the pid namespace until it has been put into its control group

Each layer dies with the one before it, and with the first process dies all that is inside.
Standard library only: `grading` cannot be seen from here.
"""

import _signal  # type: ignore[import-not-found]
import _socket
import array
import gc
import importlib
import json
import os
import runpy
import struct
import sys
import types
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from grading.box import entry
else:
    _here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, _here)
    import entry

    sys.path.remove(_here)

Order = dict[str, Any]  # as `grading.box.nursery` writes it

_NEW_USER = 0x10000000
# NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWPID, NEWNET
_NEW_THE_REST = 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x20000000 | 0x40000000
_REC, _PRIVATE, _NOSUID, _NODEV, _NOEXEC = 0x4000, 0x40000, 0x2, 0x4, 0x8
_BIND = 0x1000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_SET_INTERFACE_FLAGS, _UP, _RUNNING = 0x8914, 0x1, 0x40
_LOST, _FAILED = 71, 70
_LIBC = entry.libc()


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, _signal.SIGKILL, 0, 0, 0)


def _mount(kind: str, target: str, flags: int, options: str = "") -> None:
    done = _LIBC.mount(kind.encode(), target.encode(), kind.encode(), flags, options.encode())
    entry.must(done, f"mount {target}")


def _show_again(path: str, place: int) -> None:
    """Mount what an open descriptor leads to (read-only, as it was) at its path once more."""
    if os.path.isdir(f"/proc/self/fd/{place}"):
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))
    source = f"/proc/self/fd/{place}".encode()
    entry.must(_LIBC.mount(source, path.encode(), None, _BIND | _REC, None), f"show {path}")
    os.close(place)


def _loopback_up() -> None:
    with_flags = struct.pack("16sH14x", b"lo", _UP | _RUNNING)
    asking = _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM)
    entry.must(_LIBC.ioctl(asking.fileno(), _SET_INTERFACE_FLAGS, with_flags), "loopback")
    asking.close()


def _own_user_namespace(uid: int, gid: int) -> None:
    """Let the kernel count this box's processes by themselves."""
    entry.must(_LIBC.unshare(_NEW_USER), "unshare user")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as stream:
            stream.write(text)


def _report_and_wait(control: _socket.socket, word: bytes) -> None:
    """Tell the supervisor that we are here (the kernel adds our pid) and wait for its nod."""
    control.send(word)
    if control.recv(1) != word:
        os._exit(_LOST)


def guard(order: Order, control: _socket.socket, streams: Sequence[int]) -> None:
    """Make the namespaces, start the first process, tell how it ended."""
    os.setsid()
    _report_and_wait(control, b"g")
    if not order["root"]:
        _own_user_namespace(order["uid"], order["gid"])
    entry.must(_LIBC.unshare(_NEW_THE_REST), "unshare")
    child = _fork(lambda: first_process(order, control, streams))
    for stream in streams:
        os.close(stream)
    _, status = os.waitpid(child, 0)
    control.send(struct.pack("i", os.waitstatus_to_exitcode(status)))


def first_process(order: Order, control: _socket.socket, streams: Sequence[int]) -> NoReturn:
    """Set up what the runner will see, start it, reap orphans until it has ended."""
    _die_with_parent()
    _report_and_wait(control, b"f")  # only a guard that lives is answered
    control.close()
    entry.must(_LIBC.mount(b"none", b"/", None, _REC | _PRIVATE, None), "private mounts")
    options = f"mode=1777,size={order['bytes']},nr_inodes={order['inodes']}"
    kept = [(path, os.open(path, os.O_PATH)) for path in order["kept"]]
    for folder in order["folders"]:
        _mount("tmpfs", folder, _NOSUID | _NODEV, options)
    os.umask(0o022)
    for path, place in kept:  # a course that lies below /tmp was just hidden by the fresh folder
        _show_again(path, place)
    _mount("proc", "/proc", _NOSUID | _NODEV | _NOEXEC)
    _loopback_up()
    entry.must(_LIBC.sethostname(b"box", 3), "hostname")
    entry.offer_to_the_memory_killer()
    entry.empty_bounding_set()
    entry.filter_calls(bytes.fromhex(order["filter"]))
    child = _fork(lambda: runner(order, streams))
    entry.drop_capabilities()
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    os.closerange(0, 256)
    while True:
        ended, status = os.wait()
        if ended == child:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def runner(order: Order, streams: Sequence[int]) -> None:
    """Become the box's user, then the runner's module (or a piece of code)."""
    os.setsid()
    if order["root"]:
        entry.become(order["uid"], order["gid"])
    entry.drop_capabilities()
    _LIBC.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)  # or /proc/self would belong to root
    for name, value in order["limits"]:
        entry.set_limit(name, value)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, 256)
    os.umask(0o022)
    os.chdir(order["folders"][0])
    os.environ.clear()
    os.environ.update(order["environment"])
    if "multiprocessing.process" in sys.modules:  # its key must not be that of other boxes
        sys.modules["multiprocessing.process"].current_process().authkey = os.urandom(32)
    if "module" in order:
        sys.argv = ["-m", *order["arguments"]]
        runpy.run_module(order["module"], run_name="__main__", alter_sys=True)
    else:
        sys.argv = ["-c", *order["arguments"]]
        sys.modules["__main__"] = main_module = types.ModuleType("__main__")
        exec(compile(order["code"], "<string>", "exec"), main_module.__dict__)


def _fork(work: Callable[[], object]) -> int:
    """Fork a process that does `work` and ends; return its pid."""
    child = os.fork()
    if child:
        return child
    code = _FAILED
    try:
        work()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        _flush()
        os._exit(code)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - contextlib would be one import more in every runner
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass


def _receive(orders: _socket.socket) -> tuple[Order, list[int]] | None:
    """Wait for an order and its descriptors (control, stdin, stdout, stderr)."""
    text, rights, _, _ = orders.recvmsg(1 << 18, _socket.CMSG_SPACE(4 * 4))
    if not text:
        return None
    descriptors = array.array("i")
    for _, _, data in rights:
        descriptors.frombytes(data)
    return json.loads(text), list(descriptors)


def _stand_guard(orders: _socket.socket, parent: int, order: Order, given: list[int]) -> None:
    _die_with_parent()
    if os.getppid() != parent:  # it was gone before we asked
        os._exit(_LOST)
    orders.close()
    control, *streams = given
    guard(order, _socket.socket(fileno=control), streams)


def main(descriptor: int, modules: Sequence[str]) -> None:
    """Fork a guard for each order until the supervisor hangs up."""
    orders = _socket.socket(fileno=descriptor)
    for module in modules:
        importlib.import_module(module)
        del sys.modules[module]  # each runner executes it anew; what it imports stays
    gc.collect()
    gc.freeze()
    orders.send(b"ready")
    me = os.getpid()
    while (received := _receive(orders)) is not None:
        order, given = received
        _fork(lambda order=order, given=given: _stand_guard(orders, me, order, given))  # type: ignore[misc]
        for number in given:
            os.close(number)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
