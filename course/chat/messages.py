"""What a frame says: a small JSON object, and the messages that clients hear."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from course.chat.errors import BadMessage, NotText
from course.chat.frames import LIMIT, frame

CHALLENGE = "course chat: prove that you know the key"  # by this a client knows our servers
LONGEST_NAME = 20
PASSED_ON = LIMIT + 1024  # bytes of what a client said together with who said it

Content = dict[str, Any]

_ENCODER = json.JSONEncoder(ensure_ascii=False)  # made once: json.dumps would make one each time


class Kind(StrEnum):
    """Say what a message is about."""

    SAID = "said"
    JOINED = "joined"
    LEFT = "left"
    WELCOME = "welcome"
    CLOSING = "closing"
    REFUSED = "refused"


@dataclass(frozen=True)
class Message:
    """One message as a client hears it; `here` is who was there already, in a welcome."""

    kind: Kind
    who: str = ""
    text: str = ""
    here: tuple[str, ...] = ()

    def __str__(self) -> str:
        match self.kind:
            case Kind.SAID:
                return f"{self.who}: {self.text}"
            case Kind.JOINED:
                return f"({self.who} comes in)"
            case Kind.LEFT:
                return f"({self.who} {self.text or 'leaves'})"
            case Kind.WELCOME:
                others = ", ".join(self.here) or "nobody else"
                return f"(You are {self.who}. Here: {others}.)"
            case _:
                return f"({self.text})"

    def packed(self) -> bytes:
        """Return the message as a frame."""
        content: Content = {"kind": str(self.kind), "who": self.who, "text": self.text}
        if self.here:
            content["here"] = list(self.here)
        return pack(content)


def pack(content: Content, limit: int = PASSED_ON) -> bytes:
    """Return a JSON object as a frame; TooLong if it does not fit into one."""
    return frame(_ENCODER.encode(content).encode("utf-8", "replace"), limit)


def unpack(body: bytes) -> Content:
    """Return the JSON object in a frame's body.

    Raises:
        NotText: if the bytes are not UTF-8.
        BadMessage: if the text is not a JSON object.
    """
    try:
        content = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotText from None
    except (ValueError, RecursionError):
        raise BadMessage("This text is not JSON.") from None
    if not isinstance(content, dict):
        raise BadMessage("This JSON is not an object.")
    return content


def message_of(body: bytes) -> Message:
    """Return the message in a frame's body; BadMessage if it is none of ours."""
    content = unpack(body)
    try:
        kind = Kind(content["kind"])
        here = tuple(str(name) for name in content.get("here", ()))
        return Message(kind, str(content.get("who", "")), str(content.get("text", "")), here)
    except (KeyError, ValueError, TypeError):
        raise BadMessage("This is no message of a chat server.") from None


def proof(key: str, nonce: str) -> str:
    """Return what only somebody who knows the key can answer to this nonce.

    The key itself never travels, and a proof that was overheard does not fit the next nonce.
    """
    secret, asked = (text.encode("utf-8", "replace") for text in (key, nonce))
    return hmac.new(secret, asked, "sha256").hexdigest()


def name_of(content: Content) -> str:
    """Return the name that somebody wants to have; BadMessage if it cannot be one."""
    name = content.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadMessage("A name is needed.")
    name = name.strip()
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise BadMessage(f"A name has at most {LONGEST_NAME} letters, all of them visible.")
    return name


def text_of(content: Content) -> str:
    """Return what somebody says; BadMessage if it is no text."""
    text = content.get("text")
    if not isinstance(text, str):
        raise BadMessage("What is said must be text.")
    return text


def visible(text: str) -> str:
    """Return text without what could move a terminal's cursor or change its colours."""
    shown = (c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return "".join(shown)
