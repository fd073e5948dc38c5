"""Tell whether a module's children may be started the quick way (see `warm.py`).

A module is plain if nothing in it could tell a quick start from an ordinary one: it starts its
children by multiprocessing alone, and looks at no other process. It is read, never run. To be
wrong on the side of caution costs some milliseconds; so whatever is unknown here is not plain.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

STARTERS = frozenset({"multiprocessing", "concurrent"})
HARMLESS = frozenset(
    """__future__ abc array base64 bisect collections contextlib copy dataclasses datetime decimal
    enum errno fractions functools hashlib heapq itertools json logging math numbers operator
    pickle queue random re secrets signal statistics string struct textwrap threading time
    traceback types typing warnings zlib""".split()  # noqa: SIM905
)
# Of these, only what cannot see or collect a process that the module did not start itself.
PARTLY: dict[str, frozenset[str]] = {
    "os": frozenset(
        """_exit cpu_count environ getcwd getenv getpid getppid kill linesep name path sep strerror
        urandom""".split()  # noqa: SIM905
    ),
    "sys": frozenset(
        "argv exit maxsize platform stderr stdin stdout version_info".split()  # noqa: SIM905
    ),
}


def starts_plainly(modules: Mapping[str, str], command: Mapping[str, Any]) -> bool:
    """Tell whether all code that a call will run is plain, and some of it starts children."""
    names = {command["module"]}
    if command["do"] == "drive":
        names.add(command["function"].partition(":")[0])
    names |= _referred(command["args"]) | _referred(command["kwargs"])
    return _plain(names, modules)


def _referred(value: Any) -> set[str]:
    """Return the modules of the references in encoded arguments."""
    if isinstance(value, dict):
        found = {value["$ref"].partition(":")[0]} if "$ref" in value else set()
        return found.union(*map(_referred, value.values()))
    return set().union(*map(_referred, value)) if isinstance(value, list) else set()


def _plain(names: set[str], modules: Mapping[str, str]) -> bool:
    """Follow the imports from `names`, through the student's modules and the course's own."""
    pending, known, starts = list(names), set(names), False
    while pending:
        name = pending.pop()
        source = modules.get(name) or (_own_source(name) if name.startswith("course.") else None)
        imported = _imports(source) if source is not None else None
        if imported is None:
            return False
        for each in imported:
            starts = starts or each.partition(".")[0] in STARTERS
            own = each in modules or each.startswith("course.")
            if own and each not in known:
                known.add(each)
                pending.append(each)
            elif not own and each.partition(".")[0] not in STARTERS | HARMLESS | PARTLY.keys():
                return False
    return starts


@cache
def _own_source(name: str) -> str | None:
    try:
        spec = importlib.util.find_spec(name)
    except ImportError:
        return None
    return Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else None


@lru_cache(256)
def _imports(source: str) -> frozenset[str] | None:
    """Return the modules that a source imports; None if it does what is not plain."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: set[str] = set()
    bases = set()  # every `os` in `os.getpid`
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            if any(alias.name in PARTLY and alias.asname for alias in node.names):
                return None
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            allowed = PARTLY.get(module)
            if node.level or (allowed is not None and {a.name for a in node.names} - allowed):
                return None
            found |= _named(module, node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            bases.add(node.value)
            if node.attr not in PARTLY.get(node.value.id, {node.attr}):
                return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and (
            (node.id in PARTLY and node not in bases)
            or node.id in ("__import__", "eval", "exec", "__builtins__")
        ):
            return None
    return frozenset(found)


def _named(module: str, names: list[ast.alias]) -> set[str]:
    """Return what `from module import names` imports: of a package, perhaps its modules."""
    if not module.startswith("course"):
        return {module}
    return {
        f"{module}.{alias.name}" if _own_source(f"{module}.{alias.name}") is not None else module
        for alias in names
    }
