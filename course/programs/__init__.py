"""Programs that the lessons run as they lie on the disk, and where they lie.

Each is a file to start with `[sys.executable, PROGRAM, ...]`; its first line says what it does.
Those that work print one JSON line per piece: which process did it, from which program text.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_HERE = Path(__file__).parent

BECOME = str(_HERE / "become.py")
INTRODUCE = str(_HERE / "introduce.py")
LAST_OUT = str(_HERE / "last_out.py")
LEAVE = str(_HERE / "leave.py")
MEET = str(_HERE / "meet.py")
MIRROR = str(_HERE / "mirror.py")
MOTTO = str(_HERE / "motto.py")
PARENT = str(_HERE / "parent.py")
SEES = str(_HERE / "sees.py")
SERVER = str(_HERE / "server.py")
VOWELS = str(_HERE / "vowels.py")


def fingerprint(program: str) -> str:
    """Return the fingerprint of a program's text: the one that each of its runs reports."""
    return hashlib.sha256(Path(program).read_bytes()).hexdigest()[:12]
