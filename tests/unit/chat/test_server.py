"""The server with clients that behave: one process each, one order for all, nothing left behind."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from course.chat import ChatClient, ChatServer, Kind
from course.chat.errors import NobodyListens, PortTaken, Refused, ServerGone, Silence, TooLong
from course.chat.frames import LIMIT
from course.checks.seen import alive

from .conftest import METHODS, Raw, hear_until, until

ROOT = Path(__file__).resolve().parents[3]


def join(server: ChatServer, name: str) -> ChatClient:
    return ChatClient(server.port, name, server.key)


def test_everybody_hears_what_one_says(any_server: ChatServer) -> None:
    with join(any_server, "Ada") as ada, join(any_server, "Bob") as bob:
        assert str(bob.welcome) == "(You are Bob. Here: Ada.)"
        ada.say("hello 你好")
        assert hear_until(ada, Kind.SAID) == ["(Bob comes in)", "Ada: hello 你好"]
        assert hear_until(bob, Kind.SAID) == ["Ada: hello 你好"]


def test_each_client_has_a_process_of_its_own(any_server: ChatServer) -> None:
    with join(any_server, "Ada"), join(any_server, "Bob"):
        ada, bob = any_server.connections()
        assert (ada.name, bob.name) == ("Ada", "Bob")
        assert len({ada.pid, bob.pid, any_server.pid, os.getpid()}) == 4
        assert all(psutil.pid_exists(pid) for pid in (ada.pid, bob.pid))


def test_a_handler_that_ends_hangs_up_for_nobody_else_holds_its_connection(
    any_server: ChatServer,
) -> None:
    with join(any_server, "Ada") as ada, join(any_server, "Bob") as bob:
        psutil.Process(any_server.connections()[0].pid).kill()
        with pytest.raises(ServerGone):
            hear_until(ada, Kind.CLOSING)
        assert hear_until(bob, Kind.LEFT)[-1] == "(Ada was cut off)"


def test_handlers_are_collected_while_the_server_runs(any_server: ChatServer) -> None:
    server = psutil.Process(any_server.pid)
    for name in ("Ada", "Bob", "Eve"):
        with join(any_server, name):
            pid = any_server.connections()[-1].pid
        until(lambda: not any_server.connections())
        until(lambda pid=pid: not psutil.pid_exists(pid))  # a zombie would exist still
    assert all(map(alive, server.children()))
    assert any_server.stop().exit_codes == {0: 3}


def test_all_clients_hear_one_order(server: ChatServer) -> None:
    with join(server, "Ada") as ada, join(server, "Bob") as bob:
        for number in range(200):
            ada.say(f"a{number}")
            bob.say(f"b{number}")
        heard = [
            [str(m) for _ in range(400) if (m := client.hear(20)).kind is Kind.SAID]
            for client in (bob, ada)
            if client is bob or ada.hear(20).kind is Kind.JOINED
        ]
        assert heard[0] == heard[1]
        assert len(set(heard[0])) == 400
        for who in "ab":
            own = [line for line in heard[0] if f": {who}" in line]
            assert own == sorted(own, key=lambda line: int(line.split(who)[-1]))


def test_a_client_that_leaves_is_said_to_have_left(server: ChatServer) -> None:
    with join(server, "Ada") as ada:
        with join(server, "Bob") as bob:
            bob.say("bye")
            bob.finish()
            with pytest.raises(ServerGone):
                hear_until(bob, Kind.CLOSING)
        assert hear_until(ada, Kind.LEFT) == ["(Bob comes in)", "Bob: bye", "(Bob leaves)"]


def test_stopping_says_goodbye_and_leaves_nothing_behind(any_server: ChatServer) -> None:
    with join(any_server, "Ada") as ada, join(any_server, "Bob") as bob:
        pids = [any_server.pid, *(c.pid for c in any_server.connections())]
        report = any_server.stop()
        assert (report.served, report.exit_codes, report.killed) == (2, {0: 2}, 0)
        assert not any(psutil.pid_exists(pid) for pid in pids)
        assert hear_until(bob, Kind.CLOSING) == ["(The server closes.)"]
        assert hear_until(ada, Kind.CLOSING)[-1] == "(The server closes.)"
        with pytest.raises(ServerGone):
            ada.hear()
    with pytest.raises(NobodyListens):
        ChatClient(any_server.port, "Eve", any_server.key)


def test_stopping_twice_gives_the_same_report(server: ChatServer) -> None:
    assert server.stop() is server.stop()


def test_a_handler_that_does_not_end_is_killed(
    server: ChatServer, raw: Callable[[int], Raw]
) -> None:
    raw(server.port).join("Ada", server.key)
    psutil.Process(server.connections()[0].pid).suspend()
    report = server.stop()
    assert report.killed == 1
    assert set(report.exit_codes) != {0}


@pytest.mark.parametrize("method", METHODS)
def test_the_server_ends_with_its_owner(method: str) -> None:
    code = (
        "from course.chat import ChatClient, ChatServer\n"
        "if __name__ == '__main__':\n"
        f"    server = ChatServer(start_method={method!r})\n"
        "    ada = ChatClient(server.port, 'Ada', server.key)\n"
        "    print(server.pid, server.connections()[0].pid, flush=True)\n"
        "    input()\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    pids = [int(word) for word in owner.stdout.readline().split()]
    assert len(pids) == 2
    owner.kill()
    owner.communicate()
    until(lambda: not any(running(pid) for pid in pids))


def running(pid: int) -> bool:
    """Tell whether a process runs; an orphan's zombie is the init process's affair."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_an_owner_that_forgets_to_stop_it_can_end_all_the_same() -> None:
    code = (
        "from course.chat import ChatClient, ChatServer\n"
        "if __name__ == '__main__':\n"
        "    server = ChatServer()\n"
        "    print(server.pid)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert not running(int(done.stdout))
    assert done.stderr == ""


def test_a_server_that_nobody_holds_any_more_ends() -> None:
    server = ChatServer()
    pid = server.pid
    del server
    gc.collect()
    until(lambda: not running(pid))


def test_a_port_that_is_taken_is_named(server: ChatServer) -> None:
    with pytest.raises(PortTaken, match=rf"cannot have port {server.port}: .*Port 0 lets"):
        ChatServer(server.port)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(PortTaken, match="Port 0 lets"):
        ChatServer(port)
    with pytest.raises(NobodyListens, match="ports go from 1 to 65535"):
        ChatClient(port, "Ada", "key")


def test_two_servers_do_not_get_in_each_others_way(server: ChatServer) -> None:
    with ChatServer() as other, join(other, "Ada") as ada, join(server, "Ada") as namesake:
        ada.say("here")
        assert hear_until(ada, Kind.SAID) == ["Ada: here"]
        with pytest.raises(Silence):
            namesake.hear(timeout=0.1)


def test_only_this_computer_can_connect(server: ChatServer) -> None:
    with join(server, "Ada"):
        listening = [
            c.laddr.ip
            for c in psutil.Process(server.pid).net_connections("tcp")
            if c.status == psutil.CONN_LISTEN
        ]
    assert listening == ["127.0.0.1"]


def test_a_wrong_key_is_refused(server: ChatServer) -> None:
    with pytest.raises(Refused, match="not the key"):
        ChatClient(server.port, "Ada", "guess")
    until(lambda: not server.connections())


def test_a_name_is_given_once_and_free_again_afterwards(server: ChatServer) -> None:
    with join(server, "Ada") as ada:
        with pytest.raises(Refused, match="There is a Ada already"):
            join(server, "Ada")
        ada.say("still here")
        assert hear_until(ada, Kind.SAID) == ["Ada: still here"]
    until(lambda: not server.connections())
    with join(server, "Ada"):
        assert [c.name for c in server.connections()] == ["Ada"]


@pytest.mark.parametrize("name", ["", "x" * 21, "\x1b[2J"])
def test_a_name_that_cannot_be_is_refused(server: ChatServer, name: str) -> None:
    with pytest.raises(Refused, match=r"[Nn]ame"):
        join(server, name)


def test_a_full_room_says_so() -> None:
    full = pytest.raises(Refused, match="The room is full: 1 are in it")
    with ChatServer(most=1) as server, join(server, "Ada"), full:
        join(server, "Bob")


def test_what_is_too_long_is_not_sent(server: ChatServer) -> None:
    with join(server, "Ada") as ada:
        with pytest.raises(TooLong):
            ada.say("x" * LIMIT)
        longest = "x" * (LIMIT - len('{"text": ""}'))
        ada.say(longest)
        assert ada.hear().text == longest


def test_silence_is_not_the_end(server: ChatServer) -> None:
    with join(server, "Ada") as ada:
        with pytest.raises(Silence):
            ada.hear(timeout=0)
        ada.say("hello")
        assert str(ada.hear()) == "Ada: hello"


def test_a_server_that_was_killed_is_gone_for_client_and_owner() -> None:
    server = ChatServer()
    with join(server, "Ada") as ada:
        pids = [c.pid for c in server.connections()]
        psutil.Process(server.pid).kill()
        with pytest.raises(ServerGone):
            hear_until(ada, Kind.CLOSING)
        with pytest.raises(ServerGone):
            server.connections()
        with pytest.raises(ServerGone):
            server.stop()
        assert not server.running
        until(lambda: not any(running(pid) for pid in pids))
        with pytest.raises(ServerGone):
            talk_on(ada)


def talk_on(client: ChatClient) -> None:
    """Say something again and again: the first bytes may still be taken in by the system."""
    while True:
        client.say("anybody?")


def test_children_import_the_standard_library_alone() -> None:
    names = ["hub", "handler", "server", "client", "terminal"]
    code = [f"import sys; sys.path.insert(0, {str(ROOT)!r}); import importlib"]
    code += [f"importlib.import_module('course.chat.{name}')" for name in names]
    subprocess.run([sys.executable, "-I", "-S", "-c", "\n".join(code)], check=True)


def test_a_handler_imports_neither_server_nor_client() -> None:
    code = (
        "import sys, course.chat.handler as h\n"
        "print([n for n in ('server', 'client', 'hub') if f'course.chat.{n}' in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
