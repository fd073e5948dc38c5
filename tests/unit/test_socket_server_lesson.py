"""Lesson 10's own helpers: its clients, its patience, and what its drivers make of servers."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import Process
from types import ModuleType
from typing import Any

import psutil
import pytest

from course.drivers import patience
from course.drivers import socket_server as drivers
from course.drivers.patience import Patience, Why
from course.drivers.socket_clients import HUNG_UP, NOTHING, Client, Served
from course.drivers.socket_server import scripted
from course.workers import socket_server as workers


def module(**functions: Any) -> ModuleType:
    made = ModuleType("answer")
    made.__dict__.update(functions)
    return made


# What students write; children import this module, so they stand at its left margin.


def echo(server: socket.socket, suffix: bytes) -> int:
    connection, _ = server.accept()
    pieces = 0
    with connection:
        while piece := connection.recv(1024):
            connection.sendall(piece + suffix)
            pieces += 1
    return pieces


def echo_that_spins(server: socket.socket, suffix: bytes) -> None:
    connection, _ = server.accept()
    while True:
        if piece := connection.recv(1024):
            connection.sendall(piece + suffix)


def echo_that_fails(server: socket.socket, suffix: bytes) -> None:
    server.accept()
    raise LookupError("lost")


def echo_that_exits(server: socket.socket, suffix: bytes) -> None:
    os._exit(3)


def not_written_yet(server: socket.socket, suffix: bytes) -> None:
    raise NotImplementedError


def give_back(server: socket.socket, value: object) -> object:
    return value


def leave_a_child(server: socket.socket) -> int:
    child = Process(target=time.sleep, args=(1,), daemon=True)
    child.start()
    return 1


def wait_for_ever(server: socket.socket) -> None:
    threading.Event().wait(60)


def slow_but_right(server: socket.socket, suffix: bytes) -> None:
    """Work hard before the answer, less than would look like spinning."""
    connection, _ = server.accept()
    piece = connection.recv(1024)
    until = time.process_time() + 0.3
    while time.process_time() < until:
        pass
    connection.sendall(piece + suffix)


@pytest.fixture
def connect() -> Iterator[Callable[[], tuple[Client, socket.socket]]]:
    """Connect a client to a socket of the test's own."""
    opened: list[Any] = []

    def pair() -> tuple[Client, socket.socket]:
        with socket.create_server(("127.0.0.1", 0)) as door:
            client = Client(door.getsockname())
            connection, _ = door.accept()
        opened.extend((client.socket, connection))
        return client, connection

    yield pair
    for each in opened:
        each.close()


Connect = Callable[[], tuple[Client, socket.socket]]


def test_a_client_hears_exactly_what_it_asks_for(connect: Connect) -> None:
    client, connection = connect()
    connection.sendall("one\n二\nrest".encode())
    assert (client.hear_line(), client.hear_line(), client.hear(3)) == ("one", "二", b"res")


def test_a_client_tells_the_end_from_an_answer(connect: Connect) -> None:
    client, connection = connect()
    connection.close()
    assert client.hear_line() == HUNG_UP
    assert client.hears_the_end()
    client, connection = connect()
    connection.sendall(b"more")
    connection.close()
    assert not client.hears_the_end()


def test_a_client_of_nobody_hears_the_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = door.getsockname()
    client = Client(address)
    client.say(b"anybody?")
    client.finish()
    assert client.hear_line() == HUNG_UP
    client.reset()


def test_a_client_does_not_wait_where_nobody_works(connect: Connect) -> None:
    client, _ = connect()
    began = time.monotonic()
    assert client.hear_line() == NOTHING
    assert time.monotonic() - began < patience.SECONDS


def test_saying_something_to_nobody_is_no_error(connect: Connect) -> None:
    client, connection = connect()
    connection.close()
    for _ in range(3):
        client.say(b"x" * 1000)
    client.finish()


def test_quiet_processes_are_not_waited_for() -> None:
    with Served(wait_for_ever) as served:
        waiting = Patience(seconds=60)
        while not waiting.lost():
            time.sleep(0.02)
        assert waiting.why is Why.QUIET
        assert served.end() == "waits"


def test_a_spinning_process_is_noticed_before_time_is_up() -> None:
    with Served(echo_that_spins, b"!") as served:
        client = served.client()
        client.finish()
        assert not client.hears_the_end()
        assert client.spins
        assert served.end() == "spins"


def test_a_busy_process_that_answers_at_last_is_waited_for() -> None:
    with Served(slow_but_right, b"!") as served:
        client = served.client()
        client.say(b"a")
        assert client.hear(2) == b"a!"


def test_who_is_still_busy_when_time_is_up_spins(monkeypatch: pytest.MonkeyPatch) -> None:
    with Served(echo_that_spins, b"!") as served:
        served.client().finish()
        waiting = Patience(seconds=20)
        while not waiting.lost():
            time.sleep(0.01)
        late = Patience(seconds=0.0)
        late._first = {served.process.pid: 0.0}
        monkeypatch.setattr(patience, "SPINNING", 2.0)  # more than it has had by now
        assert late.lost()
        assert late.why is Why.SPINNING


def test_time_is_up_at_last() -> None:
    waiting = Patience(seconds=0.05, quiet=60)
    while not waiting.lost():
        time.sleep(0.01)
    assert waiting.why is Why.LATE


def test_what_a_function_does_is_told_apart() -> None:
    with Served(give_back, [1, "two"]) as served:
        assert served.end() == "returned"
        assert served.outcome == {"returned": [1, "two"], "running": 0}
    with Served(echo_that_exits, b"") as served:
        assert served.end() == "ended"
    with Served(leave_a_child) as served:
        assert served.end() == "returned"
        assert served.outcome["running"] == 1


def test_an_error_in_the_server_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with Served(echo_that_fails, b"") as served:
        served.client()
        assert served.end() == "raised LookupError: lost"
    assert "LookupError: lost" in capfd.readouterr().err


def test_a_starter_is_known_for_what_it_is() -> None:
    with pytest.raises(NotImplementedError):
        drivers.echoes(module(echo=not_written_yet), b"!", [b"one"])
    with pytest.raises(NotImplementedError):
        drivers.echoes_to_the_end(module(echo=not_written_yet), b"!", [])


def test_nothing_is_left_of_a_server_that_hangs() -> None:
    before = set(psutil.Process().children(recursive=True))
    with Served(wait_for_ever):
        pass
    left = set(psutil.Process().children(recursive=True)) - before
    assert not [process for process in left if "resource_tracker" not in str(process.cmdline())]


@pytest.mark.parametrize(
    ("answer", "after", "end"),
    [(echo, b"", "returned"), (echo_that_spins, b"", "spins")],
    ids=["right", "spins"],
)
def test_the_end_of_an_echo_is_seen(answer: Any, after: bytes, end: str) -> None:
    found = drivers.echoes_to_the_end(module(echo=answer), b"!", [b"one", b"two"])
    assert found["replies"] == [b"one!", b"two!"]
    assert (found["after"], found["end"]) == (after, end)
    assert found.get("returned") == (2 if end == "returned" else None)


def test_a_door_on_all_networks_is_seen() -> None:
    def everywhere() -> socket.socket:
        return socket.create_server(("", 0))

    assert drivers.two_doors(module(open_door=everywhere))["addresses"] == ["0.0.0.0"] * 2


def test_a_port_taken_by_the_first_door_is_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found = drivers.two_doors(
        module(open_door=lambda: socket.create_server(("127.0.0.1", port), reuse_port=False))
    )
    assert found == {"second": "its port was taken"}


def test_a_scripted_connection_brings_its_pieces_and_then_the_end() -> None:
    with scripted([b"abcd", b"ef"]) as connection:
        found = [connection.recv(3) for _ in range(4)]
        assert found == [b"abc", b"d", b"ef", b""]
        with pytest.raises(RuntimeError, match="50 times more"):
            ask_on(connection)
    with scripted([b"a\nb", b"\n"]) as connection, connection.makefile("rb") as lines:
        assert list(lines) == [b"a\n", b"b\n"]


def ask_on(connection: socket.socket) -> None:
    while True:
        connection.recv(1)


def test_the_demonstration_serves_one_client_at_a_time() -> None:
    with Served(workers.serve_in_turn, 2) as served:
        first, second = served.client(), served.client()
        first.say(b"a\n")
        assert first.hear_line().split()[1] == "a"
        second.say(b"b\n")
        assert second.hear_line() == NOTHING
        first.leave()
        assert second.hear_line().split()[1] == "b"


def test_the_demonstration_with_processes_serves_both() -> None:
    with Served(workers.serve_with_processes, 2) as served:
        clients = [served.client(), served.client()]
        for client in clients:
            client.say(b"a\n")
        pids = {client.hear_line().split()[0] for client in clients}
        assert len(pids) == 2
        for client in clients:
            client.finish()
        assert served.end() == "returned"
