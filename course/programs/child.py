"""Be a child: print your pid, then do nothing until somebody ends you, or half a minute is over."""

import os
import threading

LIFETIME = 30.0  # seconds: long enough to be looked at, and nobody has to remember to end it

if __name__ == "__main__":
    print(os.getpid(), flush=True)
    threading.Event().wait(LIFETIME)
