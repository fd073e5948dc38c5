"""A chat on this computer: a server with one process for each client, and its clients.

    with ChatServer() as server, ChatClient(server.port, "Ada", server.key) as ada:
        ada.say("hello")
        print(ada.hear())                 # Ada: hello
        print(server.connections())       # who is served by which process
        print(server.command)             # what to type in a terminal to join in

`client.py`    what a client does
`terminal.py`  a client for the terminal: `python -m course.chat.client PORT`
`server.py`    starts and stops the server; it lives in a process of its own
`hub.py`       that process: accepts clients, starts a handler for each, passes on what is said
`handler.py`   one process for one client: all that it ever touches is this client
`frames.py`    where one message ends and the next begins in a stream of bytes
`messages.py`  what a frame says, `errors.py` what can go wrong, `stream.py` sockets that never wait

It listens on 127.0.0.1 alone. The key keeps other users of this computer out of your room; it
encrypts nothing. Only the standard library is imported here, for every child imports it again.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.chat.client import ChatClient
    from course.chat.errors import ChatError
    from course.chat.messages import Kind, Message
    from course.chat.server import ChatServer, Connection, Report

__all__ = ["ChatClient", "ChatError", "ChatServer", "Connection", "Kind", "Message", "Report"]

_HOMES = {
    "ChatClient": "client",
    "ChatError": "errors",
    "ChatServer": "server",
    "Connection": "server",
    "Kind": "messages",
    "Message": "messages",
    "Report": "server",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: a handler needs neither server nor client."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
