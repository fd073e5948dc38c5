"""Be a worker: say that you are ready, wait for work until the input ends, then end."""

import sys

if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.read()
