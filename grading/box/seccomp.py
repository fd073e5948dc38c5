"""Assemble the box's filter of system calls, as the kernel's BPF wants it.

It refuses what no exercise needs and an escape would use.
Numbers: the kernel's `asm/unistd_64.h` (x86_64) and `asm-generic/unistd.h` (aarch64).
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

# instruction codes of classic BPF, from linux/bpf_common.h
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _AND, _RETURN = (
    0x20,
    0x15,
    0x35,
    0x45,
    0x54,
    0x06,
)
# verdicts, from linux/seccomp.h
ALLOW, KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
# where struct seccomp_data keeps things; arguments are 8 bytes, lower half first on both machines
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16

# NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_CLONE_NEW_ANYTHING: Final = 0x7E020080
_UNIX_INET_INET6: Final = (1, 2, 10)
_CHARACTER_DEVICE, _BLOCK_DEVICE, _FILE_TYPE = 0o020000, 0o060000, 0o170000
_REMOUNT: Final = 0x20
_TYPE_INTO_TERMINAL: Final = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX

# name: (number on x86_64, number on aarch64); None where the machine has no such call
_REFUSED: Final[dict[str, tuple[int | None, int | None]]] = {
    # looking into other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # the kernel's key rings know no namespaces
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    # io_uring does work that a filter never sees
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # mounts and namespaces
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # corners of the kernel with a history of holes, of no use to an exercise
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "fanotify_init": (300, 262),
    "memfd_secret": (447, 447),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "lookup_dcookie": (212, 18),
    # the machine itself
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "iopl": (172, None),
    "ioperm": (173, None),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "vhangup": (153, 58),
}
# refused as "no such call", so that the C library falls back to the older call beside it
_UNKNOWN: Final[dict[str, tuple[int | None, int | None]]] = {
    "clone3": (435, 435),  # keeps its flags in memory, where a filter cannot look
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
}
_CLONE, _MOUNT, _SOCKET, _IOCTL, _MKNOD, _MKNODAT = (
    (56, 220),
    (165, 40),
    (41, 198),
    (16, 29),
    (133, None),
    (259, 33),
)


@dataclass(frozen=True, slots=True)
class Machine:
    """Say how one processor family numbers its calls."""

    column: int
    audit: int
    foreign_numbers_from: int | None = None


_MACHINES: Final = {
    "x86_64": Machine(0, 0xC000003E, 0x40000000),  # from here on: the x32 twin of every call
    "aarch64": Machine(1, 0xC00000B7),
}


def machine() -> Machine | None:
    """Return this machine's numbering, or None where we have no table (then: no filter)."""
    return _MACHINES.get(platform.machine())


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _fail(number: int) -> int:
    return _ERRNO | number


def _when(number: int | None, then: bytes) -> bytes:
    """Run `then` (which returns or falls through) for one call only."""
    if number is None:
        return b""
    return _step(_JUMP_EQUAL, number, 0, len(then) // 8) + then


def _argument(index: int) -> bytes:
    return _step(_LOAD, _ARGUMENTS + 8 * index)


def _reload() -> bytes:
    return _step(_LOAD, _NUMBER)


def _unless_bits(index: int, bits: int, verdict: int) -> bytes:
    """Return `verdict` when none of `bits` is set in an argument."""
    return _argument(index) + _step(_JUMP_ANY_BIT, bits, 1, 0) + _step(_RETURN, verdict) + _reload()


def _if_bits(index: int, bits: int, verdict: int) -> bytes:
    return _argument(index) + _step(_JUMP_ANY_BIT, bits, 0, 1) + _step(_RETURN, verdict) + _reload()


def _unless_one_of(index: int, allowed: Iterable[int], verdict: int) -> bytes:
    values = list(allowed)
    tests = b"".join(
        _step(_JUMP_EQUAL, value, len(values) - place, 0) for place, value in enumerate(values)
    )
    return _argument(index) + tests + _step(_RETURN, verdict) + _reload()


def _if_one_of(index: int, refused: Iterable[int], verdict: int, mask: int = 0) -> bytes:
    prelude = _argument(index) + (_step(_AND, mask) if mask else b"")
    tests = b"".join(_step(_JUMP_EQUAL, value, 0, 1) + _step(_RETURN, verdict) for value in refused)
    return prelude + tests + _reload()


def _opening(here: Machine) -> bytes:
    program = _step(_LOAD, _MACHINE)
    program += _step(_JUMP_EQUAL, here.audit, 1, 0) + _step(_RETURN, KILL)
    program += _reload()
    if here.foreign_numbers_from is not None:
        program += _step(_JUMP_AT_LEAST, here.foreign_numbers_from, 0, 1)
        program += _step(_RETURN, _fail(errno.ENOSYS))
    return program


@cache
def deny_program(here: Machine) -> bytes:
    """Assemble the filter that every process of the box carries."""
    at = here.column
    eperm = _fail(errno.EPERM)
    program = _opening(here)
    for numbers in _REFUSED.values():
        program += _when(numbers[at], _step(_RETURN, eperm))
    for numbers in _UNKNOWN.values():
        program += _when(numbers[at], _step(_RETURN, _fail(errno.ENOSYS)))
    devices = (_CHARACTER_DEVICE, _BLOCK_DEVICE)
    program += _when(_CLONE[at], _if_bits(0, _CLONE_NEW_ANYTHING, eperm))
    # the entry step bounds the inodes of the folders it finds; nothing new can be mounted
    program += _when(_MOUNT[at], _unless_bits(3, _REMOUNT, eperm))
    program += _when(_SOCKET[at], _unless_one_of(0, _UNIX_INET_INET6, _fail(errno.EAFNOSUPPORT)))
    program += _when(_IOCTL[at], _if_one_of(1, _TYPE_INTO_TERMINAL, eperm))
    program += _when(_MKNOD[at], _if_one_of(1, devices, eperm, mask=_FILE_TYPE))
    program += _when(_MKNODAT[at], _if_one_of(2, devices, eperm, mask=_FILE_TYPE))
    return program + _step(_RETURN, ALLOW)
