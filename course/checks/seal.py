"""Keep a student's code out of the runner's memory and descriptors (Linux).

Both have the same user, so `/proc/<runner>/mem` and `/proc/<runner>/fd` would be open to the
student's code: enough to write replies of its own. A process that is not dumpable shows neither.
"""

from __future__ import annotations

import sys

PR_SET_DUMPABLE = 4


def seal(*, sealed: bool = True) -> None:
    """Close this process to others of its user; `sealed=False` opens a forked child again."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, int(not sealed), 0, 0, 0)
