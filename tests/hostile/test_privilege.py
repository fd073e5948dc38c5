"""Code that wants more rights: no capability, no other user, no forbidden system call."""

from __future__ import annotations

import os

import pytest

from grading.box import Box, Limits, Protection, seccomp
from tests.hostile.arena import besiege, run

CALL = """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments])
    return "done" if result >= 0 else errno.errorcode[ctypes.get_errno()]
"""


def test_it_is_an_ordinary_user_without_capabilities(each: Protection) -> None:
    code = """
import os
print(os.getuid() == 0, os.geteuid() == 0, 0 in os.getgroups(), os.getgid() == 0)
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status") if ":\\t" in line)
print([int(status[f"Cap{kind}"], 16) for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")])
print(status["NoNewPrivs"].strip(), status["Seccomp"].strip())
for act in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0])):
    try:
        act(); print("became root")
    except OSError:  # not permitted, or no such user in the box
        pass
"""
    expected = "False False False False\n[0, 0, 0, 0, 0]\n1 2\n"
    assert besiege(code, each).output == expected


@pytest.mark.parametrize("name", sorted(seccomp._REFUSED))
def test_a_refused_call_is_refused(name: str, best: Protection) -> None:
    here = seccomp.machine()
    assert here is not None
    number = seccomp._REFUSED[name][here.column]
    if number is None:
        pytest.skip(f"{name} does not exist on this machine")
    with Box(Limits(), protection=best) as box:
        output, _ = run(box, f"{CALL}\nprint(call({number}, -1, -1, -1, -1, -1))")
    assert output == "EPERM\n"


def test_new_namespaces_are_refused(each: Protection) -> None:
    flags = {"time": 0x80, "ns": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000}
    flags |= {"ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000}
    here = seccomp.machine()
    assert here is not None
    number = seccomp._CLONE[here.column]
    code = f"""{CALL}
for name, flag in {flags!r}.items():
    print(name, call({number}, flag | 17, 0, 0, 0, 0))
print("clone3", call(435, 0, 0))
import subprocess
print(subprocess.run(["unshare", "--user", "true"], capture_output=True).returncode)
"""
    expected = "".join(f"{name} EPERM\n" for name in flags) + "clone3 ENOSYS\n1\n"
    assert besiege(code, each).output == expected


def test_mounts_and_devices_are_refused(each: Protection) -> None:
    code = """
import ctypes, os, stat
libc = ctypes.CDLL(None, use_errno=True)
print(libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None), libc.umount2(b"/tmp", 0))
print(libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0x20, b"size=1g"), libc.chroot(b"/tmp"))
for kind in (stat.S_IFCHR, stat.S_IFBLK):
    try:
        os.mknod("/tmp/device", kind | 0o666, os.makedev(1, 1)); print("made")
    except PermissionError:
        pass
os.mkfifo("/tmp/fifo")
print(os.path.exists("/tmp/fifo"))
"""
    assert besiege(code, each).output == "-1 -1\n-1 -1\nTrue\n"


def test_the_first_process_cannot_be_looked_into(each: Protection) -> None:
    code = """
for name in ("mem", "maps", "environ"):
    try:
        with open(f"/proc/1/{name}", "r+b" if name == "mem" else "rb") as stream:
            stream.read(1)
        print("opened", name)
    except OSError:
        pass
print("done")
"""
    output = besiege(code, each).output
    if os.getuid() == 0:
        assert output == "done\n"
    else:  # the same user, with nothing to gain: the same filter, namespaces and rights
        assert output.endswith("done\n")


def test_setuid_programs_gain_nothing(each: Protection) -> None:
    code = """
import os, subprocess
for program in ("su", "sudo", "mount", "passwd"):
    done = subprocess.run(["sh", "-c", f"command -v {program} && {program} -c id root </dev/null"],
                          capture_output=True, text=True)
    if "uid=0" in done.stdout: print("became root by", program)
print("done")
"""
    assert besiege(code, each).output == "done\n"
