"""What all tests share: the signals of somebody at a terminal."""

from __future__ import annotations

import signal

# A shell starts what runs in its background with SIGINT ignored, and so would be all that we start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
