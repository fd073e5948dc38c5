"""Submissions that want out: into files, networks and rights. If one succeeds, its sum is wrong."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from grading.worker_process import WorkerProcess
from tests.hostile.bench import Attack, Bench, Graded, attacks, grade, notebook
from tests.unit.grading.tiny import code

ROOT = Path(__file__).resolve().parents[2]
SCORED = "value crew"


def _tries(body: str) -> str:
    """Return an answer that is wrong exactly if `body` puts something into `done`."""
    lines = "\n    ".join(body.strip("\n").splitlines())
    return f"%%module sums\nimport os\ndef add(a, b):\n    done = []\n    {lines}\n    " + (
        "return done[:3] or a + b\n"
    )


WRITES = f"""
for place in ("/", "/etc", "/usr/lib", "/run", "/root", "/var/tmp", "/home", {str(ROOT)!r},
              {str(ROOT / "submitted")!r}, {str(ROOT / "course")!r}, os.path.dirname(os.__file__)):
    try:
        open(os.path.join(place, "planted"), "w").close()
        done.append(place)
    except OSError:
        pass
"""
REACHES = """
import socket
for family, address in ((socket.AF_INET, ("1.1.1.1", 80)), (socket.AF_INET, ("10.0.0.1", 22)),
                        (socket.AF_INET, ("169.254.169.254", 80)), (socket.AF_INET, HOST)):
    try:
        with socket.socket(family) as line:
            line.settimeout(0.5)
            line.connect(address)
            done.append(address)
    except OSError:
        pass
try:
    done.append(socket.gethostbyname("example.org"))
except OSError:
    pass
"""
SOCKETS = """
import socket
for family in (socket.AF_PACKET, socket.AF_VSOCK, socket.AF_NETLINK, 38, 29, 44):
    try:
        socket.socket(family, socket.SOCK_RAW if family == socket.AF_PACKET else socket.SOCK_DGRAM)
        done.append(family)
    except OSError:
        pass
try:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(ABSTRACT)
        done.append("abstract")
except OSError:
    pass
"""
RIGHTS = """
import ctypes, stat
c = ctypes.CDLL(None, use_errno=True)
runner = os.getppid()
for name, act in {
    "unshare": lambda: c.unshare(0x10000000),
    "mount": lambda: c.mount(b"none", b"/tmp", b"tmpfs", 0, None),
    "setuid": lambda: c.setuid(0),
    "setns": lambda: c.setns(0, 0),
    "chroot": lambda: c.chroot(b"/tmp"),
    "io_uring": lambda: c.syscall(425, 8, ctypes.create_string_buffer(256)),
    "keyctl": lambda: c.syscall(250, 0, -3, 1),
    "ptrace": lambda: c.ptrace(16, runner, 0, 0),
    "seize": lambda: c.ptrace(0x4206, runner, 0, 0),
    "read-memory": lambda: c.process_vm_readv(runner, None, 0, None, 0, 0),
    "mknod": lambda: c.mknod(b"/tmp/disk", stat.S_IFBLK | 0o600, os.makedev(8, 0)),
}.items():
    if act() >= 0:
        done.append(name)
"""
HOST = "1.2.3.4"


@pytest.fixture(scope="module")
def servers() -> object:
    """Listen on the machine's loopback and on an abstract name, which no box may reach."""
    with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as abstract:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        name = f"\0course-hostile-{tcp.getsockname()[1]}"
        abstract.bind(name)
        abstract.listen()
        yield {"HOST": repr(tcp.getsockname()), "ABSTRACT": repr(name)}


@attacks(
    Attack(34, "writes-outside-its-folder", _tries(WRITES), SCORED),
    Attack(39, "tcp-dns-and-host-loopback", _tries(REACHES), SCORED),
    Attack(40, "abstract-vsock-and-packet-sockets", _tries(SOCKETS), SCORED),
    Attack(42, "unshare-mount-mknod-ptrace-and-more", _tries(RIGHTS), SCORED),
)
def test_no_submission_gets_out(attack: Attack, bench: Bench, servers: dict[str, str]) -> None:
    source = attack.source
    for word, text in servers.items():
        source = source.replace(f" {word}", f" {text}").replace(f"({word})", f"({text})")
    bench.try_attack(Attack(attack.case, attack.name, source, attack.passes))


@attacks(
    Attack(
        38,
        "writes-shadow-modules",
        """%%module sums
import os, subprocess, sys
for folder in (os.getcwd(), "/tmp"):
    for name in ("unittest", "json", "course", "psutil", "multiprocessing"):
        open(os.path.join(folder, name + ".py"), "w").write("raise SystemExit(99)")
def add(a, b):
    return a + b
""",
        "value hidden crew",
        checks="value hidden crew",
    )
)
def test_shadow_modules_written_by_one_call_are_gone_in_the_next(
    attack: Attack, bench: Bench
) -> None:
    bench.try_attack(attack)


@pytest.mark.case(38)
@pytest.mark.parametrize("name", ["unittest", "json", "course", "psutil"])
def test_a_shadow_module_is_refused_with_a_reason(name: str, bench: Bench) -> None:
    checks = ("value", "crew")
    cells = [code(f"%%module {name}\nraise SystemExit(99)"), *notebook(checks)]
    graded = bench.try_cells(cells, checks)
    assert graded.passed == {"value", "crew"}
    assert [note.slug for note in graded.notes] == ["module-name-refused"]


SERVER = """%%module sums
import socket, time
def add(a, b):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 50007))
        server.listen()
        time.sleep(1)
        with socket.create_connection(("127.0.0.1", 50007)) as line:
            accepted, _ = server.accept()
            with accepted:
                line.sendall(str(a + b).encode())
                return int(accepted.recv(9))
"""


@pytest.mark.case(41)
def test_three_submissions_use_one_port_at_the_same_time(bench: Bench) -> None:
    found: list[Graded] = []
    checks = ("value",)

    def run(worker: WorkerProcess) -> None:
        found.append(grade(notebook(checks, SERVER), checks, worker, 30.0)[0])

    with WorkerProcess() as third:
        workers = (bench.judging, bench.beside, third)
        threads = [threading.Thread(target=run, args=(worker,)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(90)
    assert [graded.score for graded in found] == [1.0, 1.0, 1.0]
