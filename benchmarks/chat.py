"""Load the chat server, beside a server that serves one client at a time; measure round trips.

    python benchmarks/chat.py                # a hundred clients for a minute
    python benchmarks/chat.py --seconds 10

Exits 1 if a message between clients that stay is lost, doubled or out of order. Times depend on the
machine; the ratio of round trips is taken in this run, the two servers in turn.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
import time
from argparse import ArgumentParser
from multiprocessing.connection import wait
from statistics import median, quantiles

from chat_echo import serve_echo
from chat_load import Crowd, Figures
from rich.console import Console
from rich.table import Table

from course.chat import ChatClient, ChatServer
from course.processes import descendants, started
from course.workers.socket_server import serve_in_turn

METHOD = "forkserver" if hasattr(os, "fork") else "spawn"
ROUNDS, BLOCKS = 200, 9
LIMIT = 3.0  # seconds that the plain server gets; more would change nothing


def evening(clients: int, seconds: float, rate: float) -> tuple[Table, bool]:
    """Let a crowd use the chat server; return what came of it, and whether all is well."""
    if METHOD == "forkserver":  # so that handlers need not import what they are made of
        multiprocessing.set_forkserver_preload(["course.chat.handler"])
    slow, rude = max(1, clients // 10), max(1, clients * 15 // 100)
    with ChatServer(start_method=METHOD, most=clients * 3, patience=60) as server:
        crowd = Crowd(server.port, server.key, clients=clients, slow=slow, rude=rude, rate=rate)
        figures = crowd.run(seconds)
        report = server.stop()
    left = left_behind()
    well = not (figures.lost or figures.out_of_order or figures.cut_off or report.killed or left)
    well = well and figures.orders == 1
    table = Table(
        "the chat server, a process for each client",
        "",
        title=f"{clients} clients at once for {seconds:g} s, {METHOD}",
    )
    for row in rows_of(figures, clients, slow, rude, seconds):
        table.add_row(*row)
    codes = ", ".join(f"{code}: {count:,}" for code, count in sorted(report.exit_codes.items()))
    table.add_row("handlers started, exit codes", f"{report.served:,} ({codes})")
    table.add_row("handlers killed, processes left behind", f"{report.killed}, {len(left)}")
    return table, well


def left_behind(seconds: float = 5.0) -> list[int]:
    """Return what runs below this process, multiprocessing's own left out; wait for none."""
    until = time.monotonic() + seconds
    while True:
        left = [record.pid for record in descendants() if not record.helper]
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.05)


def rows_of(
    figures: Figures, clients: int, slow: int, rude: int, seconds: float
) -> list[tuple[str, str]]:
    """Return the figures as lines of a table."""
    trips = sorted(figures.round_trips) or [0.0, 0.0]
    late = quantiles(trips, n=100)[98]
    return [
        ("clients that stay (slow readers among them)", f"{clients - rude} ({slow})"),
        ("most clients at once", f"{figures.at_once}"),
        ("until all who stay were in", f"{figures.joining:.1f} s"),
        ("messages said by them", f"{figures.said:,} ({figures.said / seconds:.0f} a second)"),
        ("of these sent in pieces, merged with others", f"{figures.split:,}, {figures.merged:,}"),
        ("messages delivered to them", f"{figures.delivered:,}"),
        ("lost", f"{figures.lost}"),
        ("doubled or out of order", f"{figures.out_of_order}"),
        ("different orders heard", f"{figures.orders}"),
        ("clients that stay cut off", f"{figures.cut_off}"),
        ("round trip under load, median / 99 %", f"{median(trips):.3f} s / {late:.3f} s"),
        *((f"rude: {kind}", f"{times}") for kind, times in sorted(figures.left.items())),
    ]


def one_at_a_time(clients: int) -> Table:
    """Let as many clients say one line each to a server that serves one client at a time."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=clients) as door,
        started(serve_in_turn, door, clients, start_method=METHOD),
    ):
        address = door.getsockname()
        crowd = [socket.create_connection(address, timeout=5) for _ in range(clients)]
        for client in crowd:
            client.sendall(b"hello?\n")
        answered = set()
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            ready = wait(crowd, 0.1)
            answered |= {client for client in ready if client.recv(100)}  # type: ignore[union-attr]
        for client in crowd:
            client.close()
    table = Table("a plain server, one client at a time", "", title=f"{clients} clients at once")
    table.add_row("clients that said a line", f"{clients}")
    table.add_row(f"clients that got an answer in {LIMIT:g} s", f"{len(answered)}")
    return table


def round_trips() -> Table:
    """Measure a message's round trip through the chat and through a plain echo, in turn."""
    ours, theirs = multiprocessing.Pipe()
    chat, plain = [], []
    with (
        started(serve_echo, theirs, start_method=METHOD),
        ChatServer(start_method=METHOD) as server,
    ):
        port, kind = ours.recv()
        with (
            ChatClient(server.port, "Ada", server.key) as ada,
            socket.create_connection(("127.0.0.1", port), timeout=20) as echo,
        ):
            echo.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(BLOCKS):
                chat.append(through_chat(ada))
                plain.append(through_echo(echo))
    table = Table(
        "round trip of one message, alone",
        "median",
        title=f"{BLOCKS} times {ROUNDS} messages each, in turn",
    )
    table.add_row("chat: client, handler, hub, handler, client", f"{median(chat) * 1e6:.0f} µs")
    table.add_row(f"socketserver.{kind}, an echo", f"{median(plain) * 1e6:.0f} µs")
    ratio = median(ours / theirs for ours, theirs in zip(chat, plain, strict=True))
    table.add_row("ratio, median over the pairs", f"{ratio:.1f}")
    return table


def through_chat(ada: ChatClient) -> float:
    """Return the mean round trip of messages that come back by broadcast."""
    began = time.perf_counter()
    for _ in range(ROUNDS):
        ada.say("hello, is anybody there?")
        ada.hear()
    return (time.perf_counter() - began) / ROUNDS


def through_echo(echo: socket.socket) -> float:
    """Return the mean round trip of the same bytes through an echo."""
    began = time.perf_counter()
    for _ in range(ROUNDS):
        echo.sendall(b'\0\0\0\x24{"text": "hello, is anybody there?"}')
        echo.recv(65536)
    return (time.perf_counter() - began) / ROUNDS


def main() -> int:
    """Print three tables; return 1 if a message was lost."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the crowd talks")
    parser.add_argument("--clients", type=int, default=100, help="how many at once")
    parser.add_argument("--rate", type=float, default=1.0, help="messages a client says a second")
    asked = parser.parse_args()
    console = Console()
    table, well = evening(asked.clients, asked.seconds, asked.rate)
    console.print(table)
    console.print(one_at_a_time(asked.clients))
    console.print(round_trips())
    if not well:
        console.print("[bold red]A message was lost, or something was left behind.[/]")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
