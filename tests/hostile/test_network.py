"""Code that wants out: a box has a loopback interface of its own and nothing else."""

from __future__ import annotations

import socket
import threading

from grading.box import Box, Limits, Protection
from tests.hostile.arena import besiege, run


def test_the_machines_own_servers_cannot_be_reached(each: Protection) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        code = f"""
import socket
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=2)
    print("reached")
except OSError as error:
    print(type(error).__name__)
"""
        assert besiege(code, each).output == "ConnectionRefusedError\n"
        try:
            server.accept()
            raise AssertionError("somebody connected")
        except BlockingIOError:
            pass


def test_nothing_beyond_the_box_can_be_reached(each: Protection) -> None:
    # 192.0.2.0/24 and 2001:db8::/32 are reserved for documentation: nobody is there
    code = """
import socket
for kind, address in ((socket.SOCK_STREAM, "192.0.2.1"), (socket.SOCK_DGRAM, "192.0.2.1"),
                      (socket.SOCK_STREAM, "2001:db8::1")):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, kind) as sock:
        sock.settimeout(2)
        try:
            sock.connect((address, 53)); print("connected")
        except OSError as error:
            print(error.strerror)
try:
    socket.getaddrinfo("course.invalid", 80); print("resolved")
except socket.gaierror:
    print("no names")
print(socket.gethostname())
"""
    output = besiege(code, each).output.splitlines()
    assert output[:2] == ["Network is unreachable"] * 2
    assert output[2] in ("Network is unreachable", "Cannot assign requested address")
    assert output[3:] == ["no names", "box"]


def test_abstract_sockets_of_the_machine_cannot_be_reached(each: Protection) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0course-hostile-test")
        server.listen()
        code = """
import socket
with socket.socket(socket.AF_UNIX) as sock:
    try:
        sock.connect("\\0course-hostile-test"); print("reached")
    except OSError as error:
        print(type(error).__name__)
"""
        assert besiege(code, each).output == "ConnectionRefusedError\n"


def test_socket_families_that_leave_the_box_are_refused(each: Protection) -> None:
    code = """
import errno, socket
for family in set(range(64)) - {socket.AF_UNIX, socket.AF_INET, socket.AF_INET6}:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            socket.socket(family, kind); print("had", family)
        except OSError as error:
            assert error.errno == errno.EAFNOSUPPORT, (family, error)
try:
    socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); print("had raw")
except PermissionError:
    print("done")
"""
    assert besiege(code, each).output == "done\n"


def test_loopback_works_inside(each: Protection) -> None:
    code = """
import socket
for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "localhost")):
    with socket.create_server((address, 0), family=family) as server:
        with socket.create_connection((address, server.getsockname()[1]), timeout=2) as client:
            with server.accept()[0] as peer:
                peer.sendall(b"hello"); print(client.recv(5))
"""
    assert besiege(code, each).output == "b'hello'\n" * 2


def test_three_boxes_use_the_same_port_at_once(best: Protection) -> None:
    code = """
import socket, time
with socket.create_server(("127.0.0.1", 5000)):
    time.sleep(0.5)
    print("served")
"""
    outputs: list[str] = []

    def serve() -> None:
        with Box(Limits(seconds=30), protection=best) as box:
            outputs.append(run(box, code)[0])

    threads = [threading.Thread(target=serve) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outputs == ["served\n"] * 3
