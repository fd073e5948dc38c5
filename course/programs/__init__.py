"""Programs that the lessons run as they lie on the disk, and where they lie.

Each is a file to start with `[sys.executable, PROGRAM, ...]`. Each prints one JSON line per piece
of work, so that a reader sees which process did it and from which program text.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

INTRODUCE = str(_HERE / "introduce.py")
MIRROR = str(_HERE / "mirror.py")
MOTTO = str(_HERE / "motto.py")
VOWELS = str(_HERE / "vowels.py")
