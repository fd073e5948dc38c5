"""The client for a terminal: lines that you type are said, what others say is printed.

It ends with `/quit`, at the end of its input (Ctrl+D; on Windows Ctrl+Z and Enter), on Ctrl+C, or
with the server. Exit code 0: you left. 1: the server ended. 2: you never got in.
"""

from __future__ import annotations

import argparse
import getpass
import io
import os
import sys
import threading
from collections.abc import Sequence
from typing import IO

from course.chat.client import ChatClient
from course.chat.errors import ChatError, ServerGone, Silence, TooLong
from course.chat.messages import Kind, visible

KEY = "COURSE_CHAT_KEY"
LONGEST_LINE = 2**20  # bytes of a line that are kept; what is longer cannot be said anyway


def main(argv: Sequence[str] | None = None) -> int:
    """Join a room and stay until one side has enough; return the exit code."""
    # What others say may hold letters that this terminal cannot show.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    asked = _arguments(argv)
    key = asked.key or os.environ.get(KEY, "")
    if not key and sys.stdin.isatty():
        key = getpass.getpass("Key of the room: ")
    try:
        client = ChatClient(asked.port, asked.name, key)
    except ChatError as error:
        _complain(str(error))
        return 2
    with client:
        print(visible(str(client.welcome)), flush=True)
        done = threading.Event()  # we have said all, and hung up
        speaker = threading.Thread(
            target=_say_lines, args=(client, sys.stdin.buffer, done), daemon=True
        )
        speaker.start()
        try:
            code = _print_messages(client, done)
        except KeyboardInterrupt:
            code = 0
    sys.stdout.flush()
    if speaker.is_alive() and argv is None:
        os._exit(code)  # the thread waits for a line; Python would wait for the thread's stream
    return code


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m course.chat.client", description="Join a chat on this computer."
    )
    parser.add_argument("port", type=int, help="where the server listens")
    parser.add_argument("--name", default=_own_name(), help="how others see you (%(default)s)")
    parser.add_argument("--key", help=f"lets you in; else ${KEY} is used, or you are asked")
    asked: argparse.Namespace = parser.parse_args(argv)
    return asked


def _own_name() -> str:
    try:
        return f"{getpass.getuser()}-{os.getpid()}"[-20:]
    except (OSError, KeyError, ImportError):
        return f"guest-{os.getpid()}"


def _print_messages(client: ChatClient, done: threading.Event) -> int:
    """Print what is heard until the connection ends; return the exit code."""
    closing = False
    while True:
        try:
            message = client.hear(timeout=60)
        except Silence:
            continue
        except ServerGone as gone:
            if closing:
                return 1
            if done.is_set():  # so the server hung up, too
                return 0
            _complain(str(gone))
            return 1
        print(visible(str(message)), flush=True)
        closing = closing or message.kind in (Kind.CLOSING, Kind.REFUSED)


def _say_lines(client: ChatClient, lines: IO[bytes], done: threading.Event) -> None:
    """Say each line of the input, then hang up in good order."""
    raw = getattr(lines, "raw", lines)  # without its lock, for which Python would wait at the end
    rest = b""
    while piece := raw.read(65536):
        *whole, rest = (rest + piece).split(b"\n")
        rest = rest[:LONGEST_LINE]
        for line in whole:
            if line.strip() == b"/quit":
                done.set()
                client.finish()
                return
            if not _say(client, line):
                return
    if rest.strip() in (b"/quit", b"") or _say(client, rest):
        done.set()
        client.finish()


def _say(client: ChatClient, line: bytes) -> bool:
    """Say one line; False if there is nobody to say it to."""
    try:
        if text := line.decode("utf-8").strip():
            client.say(text)
    except UnicodeDecodeError:
        _complain("That line is not UTF-8 text, so it was not sent.")
    except TooLong as error:
        _complain(f"{error} It was not sent.")
    except ServerGone:
        return False
    return True


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
