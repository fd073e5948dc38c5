"""Values that cross the border between a student's process and the check: plain data only.

Nothing a student makes is ever unpickled. A value is taken apart into JSON by its *exact* type,
so an object with a convenient `__eq__`, or a subclass of `str`, arrives as an `Unportable` and
equals nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 50
MAX_ITEMS = 100_000
MAX_TEXT = 1_000_000
MAX_BITS = 8_192  # Python itself refuses to print integers of some more
SHOWN = 400


@dataclass(frozen=True)
class Unportable:
    """Stand in for a value that is not plain data: its type's name and how it prints."""

    type: str
    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Ref:
    """Name an importable object, `package.module:name`, to be looked up inside the call."""

    target: str

    def __repr__(self) -> str:
        return self.target.partition(":")[2]


def ref(target: str) -> Ref:
    """Pass a function to a student's function: `ref("course.workers.toolkit:greet")`.

    Raises:
        ValueError: if `target` is not written `module:name`.
    """
    module, _, name = target.partition(":")
    if not (module and name):
        raise ValueError(f"write a reference as 'package.module:name', not {target!r}")
    return Ref(target)


class _Budget:
    """Count what a value costs, so that a huge one is refused instead of shipped."""

    def __init__(self) -> None:
        self.items = MAX_ITEMS
        self.text = MAX_TEXT

    def spend(self, items: int = 1, text: int = 0) -> None:
        self.items -= items
        self.text -= text
        if self.items < 0 or self.text < 0:
            raise OverflowError("the value is too large to send")


def encode(value: Any) -> Any:
    """Take a value apart into JSON; what is not plain data becomes a marked description."""
    try:
        return _encode(value, 0, _Budget())
    except OverflowError:
        return _unportable(value, f"<a {type(value).__name__} too large or too deep to show>")


def _encode(value: Any, depth: int, budget: _Budget) -> Any:
    if depth > MAX_DEPTH:
        raise OverflowError("the value is nested too deeply")
    kind = type(value)
    budget.spend()
    if value is None or kind is bool:
        return value
    if kind is int:
        if value.bit_length() > MAX_BITS:
            return _unportable(value, "<an int too large to show>")
        return value if abs(value) < 2**53 else {"$int": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"$float": repr(value)}
    if kind is str:
        budget.spend(text=len(value))
        return value if _is_utf8(value) else _unportable(value, ascii(value))
    if kind is bytes:
        budget.spend(text=2 * len(value))
        return {"$bytes": value.hex()}
    if kind is list:
        return [_encode(item, depth + 1, budget) for item in value]
    if kind is tuple:
        return {"$tuple": [_encode(item, depth + 1, budget) for item in value]}
    if kind in (set, frozenset):
        items = [_encode(item, depth + 1, budget) for item in value]
        return {"$set" if kind is set else "$frozenset": items}
    if kind is dict:
        pairs = [
            [_encode(k, depth + 1, budget), _encode(v, depth + 1, budget)] for k, v in value.items()
        ]
        return {"$dict": pairs}
    if kind is Ref:
        return {"$ref": value.target}
    if kind is Unportable:
        return {"$unportable": [value.type, value.text]}
    return _unportable(value)


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unportable(value: Any, text: str | None = None) -> dict[str, Any]:
    kind = type(value)
    if text is None:
        try:
            text = ascii(value) if isinstance(value, str) else repr(value)
            text = text.encode("utf-8", "backslashreplace").decode("utf-8")
        except BaseException:  # a student's __repr__ may do anything
            text = f"<a {kind.__name__} that cannot be shown>"
    return {"$unportable": [kind.__name__, text[:SHOWN]]}


def decode(data: Any) -> Any:
    """Put a value together again from `encode`'s JSON.

    Raises:
        ValueError: if the data is not what `encode` makes.
    """
    try:
        return _decode(data)
    except (TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"not an encoded value: {error}") from None


def _decode(data: Any) -> Any:
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if isinstance(data, list):
        return [_decode(item) for item in data]
    [(tag, content)] = data.items()
    match tag:
        case "$int":
            if len(content) > MAX_BITS // 4 + 3:  # hex, with sign and prefix
                raise ValueError("an int too large to show")
            return int(content, 16)
        case "$float":
            return float(content)
        case "$bytes":
            return bytes.fromhex(content)
        case "$tuple":
            return tuple(_decode(item) for item in content)
        case "$set":
            return {_decode(item) for item in content}
        case "$frozenset":
            return frozenset(_decode(item) for item in content)
        case "$dict":
            return {_decode(key): _decode(value) for key, value in content}
        case "$ref":
            return Ref(str(content))
        case "$unportable":
            kind, text = content
            return Unportable(str(kind), str(text))
    raise ValueError(f"unknown tag {tag!r}")


def same(got: Any, expected: Any, approx: float | None = None) -> bool:
    """Compare plain data by value *and* exact type: `True` is not 1, a tuple is not a list.

    `approx` is the absolute tolerance for floats (and lets an int stand for a float).
    """
    if approx is not None and _is_number(got) and _is_number(expected):
        return math.isclose(got, expected, rel_tol=0, abs_tol=approx)
    if type(got) is not type(expected):
        return False
    if type(got) in (list, tuple):
        return len(got) == len(expected) and all(
            same(a, b, approx) for a, b in zip(got, expected, strict=True)
        )
    if type(got) is dict:
        twins = {key: key for key in expected}
        return got.keys() == expected.keys() and all(
            type(key) is type(twins[key]) and same(value, expected[key], approx)
            for key, value in got.items()
        )
    if type(got) is float and math.isnan(got):
        return math.isnan(expected)
    return bool(got == expected)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


def show(value: Any, limit: int = SHOWN) -> str:
    """Write a value for a message: its repr on one line, cut in the middle when long."""
    text = clean(repr(value)).replace("\n", "\\n")
    return text if len(text) <= limit else f"{text[: limit // 2]} … {text[-limit // 3 :]}"


def clean(text: str) -> str:
    """Replace control characters (terminal escapes, NUL), keeping newlines and tabs."""
    return "".join(
        c if c in "\n\t" or (c.isprintable() or c == " ") else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )
