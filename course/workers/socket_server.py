"""What the children of lesson 10 run: handlers for one client, and servers made of them."""

from __future__ import annotations

import multiprocessing
import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.synchronize import Event
from typing import Any

LIFETIME = 60.0  # seconds after which a forgotten handler ends by itself
LOOK = 0.05  # seconds between two looks at an event
FAREWELL = 0.3  # seconds that the last work of a handler takes


def serve_in_turn(server: socket.socket, clients: int) -> None:
    """Answer each client's lines until it leaves, then the next client's: one at a time."""
    for _ in range(clients):
        connection, _ = server.accept()
        answer_lines(connection)


def serve_with_processes(server: socket.socket, clients: int) -> None:
    """Answer each client's lines in a process of its own."""
    handlers = []
    for _ in range(clients):
        connection, _ = server.accept()
        handler = multiprocessing.Process(target=answer_lines, args=(connection,))
        handler.start()
        connection.close()
        handlers.append(handler)
    for handler in handlers:
        handler.join()


def answer_lines(connection: socket.socket) -> None:
    """Send each line back with this process's pid in front, until the client leaves."""
    with suppress(ConnectionError), connection, connection.makefile("rwb") as lines:
        for line in lines:
            lines.write(f"{os.getpid()} ".encode() + line)
            lines.flush()


def say_and_close(connection: socket.socket, words: bytes) -> None:
    """Say something, close the connection, end."""
    connection.sendall(words)
    connection.close()


def introduce(connection: socket.socket) -> None:
    """Say this process's pid; end as soon as the client says with which exit code, or leaves."""
    with connection:
        connection.sendall(f"{os.getpid()}\n".encode())
        connection.settimeout(LIFETIME)
        wish = connection.recv(100)
    raise SystemExit(int(wish) if wish.strip().isdigit() else 0)


def greet_until(connection: socket.socket, stop: Event) -> None:
    """Say this process's pid, wait until `stop` is set or the client leaves, say goodbye."""
    until = time.monotonic() + LIFETIME
    with connection:
        connection.sendall(f"{os.getpid()}\n".encode())
        while not stop.is_set() and time.monotonic() < until:
            if wait([connection], LOOK) and not connection.recv(100):
                return
        wait([connection], FAREWELL)  # the last work; a client that leaves is not waited for
        connection.sendall(b"bye\n")


def greet_and_never_end(connection: socket.socket, stop: Event) -> None:
    """Say this process's pid, and take no notice of `stop`."""
    connection.sendall(f"{os.getpid()}\n".encode())
    time.sleep(LIFETIME)


def report(function: Callable[..., Any], args: Sequence[Any], line: Connection) -> None:
    """Run a function; say on `line` what came of it, and how many children it left running."""
    try:
        value = function(*args)
        outcome = {"returned": value, "running": len(multiprocessing.active_children())}
    except BaseException as error:
        line.send({"raised": f"{type(error).__name__}: {error}"})
        raise
    try:
        line.send(outcome)
    except Exception:  # whatever it returned, it is no plain data
        line.send({**outcome, "returned": repr(value)})
