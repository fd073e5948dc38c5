"""What can go wrong in a chat, each in words for the person who reads it."""

from __future__ import annotations


class ChatError(Exception):
    """Something that a person can understand and put right."""


class NobodyListens(ChatError):
    """Nothing answers at this port."""


class NotAChatServer(ChatError):
    """Something answers at this port, but it is no chat server of ours."""


class PortTaken(ChatError):
    """Another program has this port."""


class Refused(ChatError):
    """The server answered, and its answer is no."""


class ServerGone(ChatError):
    """The connection to the server has ended."""


class Silence(ChatError, TimeoutError):
    """Nothing was said in time; the connection is still there."""


class BadMessage(ChatError):
    """These bytes are not a message."""


class TooLong(BadMessage):
    """A frame is longer than frames may be."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"A message of {size:,} bytes is too long: {limit:,} is the most.")


class NotText(BadMessage):
    """A frame's bytes are not UTF-8."""

    def __init__(self) -> None:
        super().__init__("These bytes are not UTF-8 text.")
