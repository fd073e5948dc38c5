from __future__ import annotations

import errno
import socket

import pytest

from grading.box import seccomp
from tests.unit.box.bpf import verdict

EPERM, ENOSYS = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
BOTH = list(seccomp._MACHINES.items())


@pytest.fixture(params=BOTH, ids=[name for name, _ in BOTH])
def machine(request: pytest.FixtureRequest) -> seccomp.Machine:
    machine: seccomp.Machine = request.param[1]
    return machine


def ask(machine: seccomp.Machine, numbers: tuple[int | None, int | None], *arguments: int) -> int:
    number = numbers[machine.column]
    if number is None:
        pytest.skip("this machine has no such call")
    return verdict(seccomp.deny_program(machine), machine.audit, number, *arguments)


def test_every_listed_call_is_refused(machine: seccomp.Machine) -> None:
    program = seccomp.deny_program(machine)
    for numbers in seccomp._REFUSED.values():
        if (number := numbers[machine.column]) is not None:
            assert verdict(program, machine.audit, number) == EPERM
    for numbers in seccomp._UNKNOWN.values():
        if (number := numbers[machine.column]) is not None:
            assert verdict(program, machine.audit, number) == ENOSYS


def test_ordinary_calls_are_allowed(machine: seccomp.Machine) -> None:
    read, write, openat = {0: (0, 1, 257), 1: (63, 64, 56)}[machine.column]
    program = seccomp.deny_program(machine)
    for number in (read, write, openat):
        assert verdict(program, machine.audit, number) == seccomp.ALLOW


def test_another_machines_calls_kill(machine: seccomp.Machine) -> None:
    i386 = 0x40000003
    assert verdict(seccomp.deny_program(machine), i386, 1) == seccomp.KILL


def test_the_x32_twins_of_calls_do_not_exist() -> None:
    x86 = seccomp._MACHINES["x86_64"]
    assert verdict(seccomp.deny_program(x86), x86.audit, 0x40000000 | 101) == ENOSYS


def test_processes_and_threads_may_be_made_but_no_namespaces(machine: seccomp.Machine) -> None:
    sigchld, thread = 17, 0x3D0F00
    assert ask(machine, seccomp._CLONE, sigchld) == seccomp.ALLOW
    assert ask(machine, seccomp._CLONE, thread) == seccomp.ALLOW
    for flag in (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000):
        assert ask(machine, seccomp._CLONE, sigchld | flag) == EPERM


@pytest.mark.parametrize("family", range(64))
def test_only_local_and_internet_sockets_may_be_made(family: int, machine: seccomp.Machine) -> None:
    fine = family in (socket.AF_UNIX, 2, 10)
    expected = seccomp.ALLOW if fine else 0x50000 | errno.EAFNOSUPPORT
    assert ask(machine, seccomp._SOCKET, family, 1) == expected


def test_a_family_is_judged_as_the_kernel_reads_it(machine: seccomp.Machine) -> None:
    packet_with_high_bits = 17 | 1 << 40
    assert ask(machine, seccomp._SOCKET, packet_with_high_bits) == 0x50000 | errno.EAFNOSUPPORT


def test_pipes_and_files_may_be_made_but_no_devices(machine: seccomp.Machine) -> None:
    for kind, expected in (
        (0o010644, seccomp.ALLOW),
        (0o100644, seccomp.ALLOW),
        (0o020644, EPERM),
        (0o060644, EPERM),
    ):
        assert ask(machine, seccomp._MKNODAT, -100, 0, kind) == expected


def test_folders_may_be_bounded_but_nothing_mounted(machine: seccomp.Machine) -> None:
    assert ask(machine, seccomp._MOUNT, 0, 0, 0, 0x26) == seccomp.ALLOW
    assert ask(machine, seccomp._MOUNT, 0, 0, 0, 0x06) == EPERM


def test_terminals_cannot_be_typed_into(machine: seccomp.Machine) -> None:
    assert ask(machine, seccomp._IOCTL, 0, 0x5412) == EPERM
    assert ask(machine, seccomp._IOCTL, 0, 0x5413) == seccomp.ALLOW
