"""The terminal's client, run as a person runs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from course.chat import ChatClient, ChatServer, Kind

from .conftest import hear_until

Terminal = subprocess.Popen[bytes]


def open_terminal(port: int, *words: str, **environment: str) -> Terminal:
    return subprocess.Popen(
        [sys.executable, "-m", "course.chat.client", str(port), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


def result(terminal: Terminal, typed: bytes = b"") -> tuple[int, str, str]:
    out, err = terminal.communicate(typed or None, timeout=60)
    return terminal.returncode, out.decode().replace("\r\n", "\n"), err.decode()


@pytest.fixture
def ada(server: ChatServer) -> Iterator[ChatClient]:
    with ChatClient(server.port, "Ada", server.key) as ada:
        yield ada


def test_lines_are_said_and_messages_printed(server: ChatServer, ada: ChatClient) -> None:
    terminal = open_terminal(server.port, "--name", "Bob", "--key", server.key)
    assert hear_until(ada, Kind.JOINED) == ["(Bob comes in)"]
    ada.say("hi Bob")
    # Once she hears it herself it is on its way to Bob, who may say all he has and leave.
    assert hear_until(ada, Kind.SAID) == ["Ada: hi Bob"]
    code, out, err = result(terminal, "hello 你好\n\nlast line without an end".encode())
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "(You are Bob. Here: Ada.)"
    assert sorted(lines[1:]) == ["Ada: hi Bob", "Bob: hello 你好", "Bob: last line without an end"]
    assert hear_until(ada, Kind.LEFT)[-3:] == [
        "Bob: hello 你好",
        "Bob: last line without an end",
        "(Bob leaves)",
    ]


def test_the_command_of_a_server_joins_it(server: ChatServer) -> None:
    words = server.command.replace('"', "").split()
    assert words[1:3] == ["-m", "course.chat.client"]
    code, out, _ = result(open_terminal(int(words[3]), *words[4:], "--name", "Bob"), b"/quit\n")
    assert (code, out) == (0, "(You are Bob. Here: nobody else.)\n")


def test_quit_leaves_although_more_could_be_typed(server: ChatServer) -> None:
    terminal = open_terminal(server.port, "--key", server.key, "--name", "Bob")
    assert terminal.stdin is not None
    terminal.stdin.write(b"/quit\n")
    terminal.stdin.flush()  # and it stays open
    assert terminal.wait(timeout=60) == 0
    terminal.communicate()


def test_the_key_may_come_from_the_environment(server: ChatServer) -> None:
    terminal = open_terminal(server.port, "--name", "Bob", COURSE_CHAT_KEY=server.key)
    assert result(terminal)[:2] == (0, "(You are Bob. Here: nobody else.)\n")


def test_a_wrong_key_ends_it_with_a_sentence(server: ChatServer) -> None:
    terminal = open_terminal(server.port, "--name", "Bob", "--key", "guess")
    code, out, err = result(terminal)
    assert (code, out, err.strip()) == (2, "", "That is not the key of this room.")


def test_a_wrong_port_ends_it_with_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    code, out, err = result(open_terminal(port, "--key", "k", "--name", "Bob"))
    assert (code, out) == (2, "")
    assert err.startswith(f"Nobody listens at port {port} of this computer.")


@pytest.mark.parametrize("typed", ["chat", "99999999999"])
def test_a_port_that_is_none_is_explained(typed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "course.chat.client", typed, "--key", "k"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2
    assert "port" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_end_of_the_server_ends_it_while_it_waits_for_a_line(server: ChatServer) -> None:
    terminal = open_terminal(server.port, "--key", server.key, "--name", "Bob")
    with ChatClient(server.port, "Ada", server.key) as ada:
        if "Bob" not in ada.welcome.here:
            hear_until(ada, Kind.JOINED, "Bob")
        server.stop()
    assert terminal.wait(timeout=60) == 1
    out, err = terminal.communicate()
    assert b"(The server closes.)" in out
    assert b"Traceback" not in err


def test_a_line_that_is_not_utf8_is_named_and_the_next_one_said(server: ChatServer) -> None:
    terminal = open_terminal(server.port, "--key", server.key, "--name", "Bob")
    code, out, err = result(terminal, b"\xff\xfe\nfine\n")
    assert code == 0
    assert out.splitlines()[1:] == ["Bob: fine"]
    assert err.strip() == "That line is not UTF-8 text, so it was not sent."


def test_a_line_of_ten_megabytes_is_named_and_the_next_one_said(server: ChatServer) -> None:
    terminal = open_terminal(server.port, "--key", server.key, "--name", "Bob")
    code, out, err = result(terminal, b"x" * (10 * 2**20) + b"\nfine\n")
    assert code == 0
    assert out.splitlines()[1:] == ["Bob: fine"]
    assert "is too long" in err
    assert "It was not sent." in err


def test_what_others_say_cannot_steer_the_terminal(server: ChatServer, ada: ChatClient) -> None:
    terminal = open_terminal(server.port, "--key", server.key, "--name", "Bob")
    hear_until(ada, Kind.JOINED)
    ada.say("\x1b[2J gone?")
    hear_until(ada, Kind.SAID)
    assert result(terminal, b"/quit\n")[1].splitlines()[1] == "Ada: \ufffd[2J gone?"
