"""Report your pid and the fingerprint of your text, as `introduce.py` does; then become that one.

`exec` is POSIX's. Windows has a function of that name in Python, which starts a new process.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

OTHER = Path(__file__).with_name("introduce.py")

if __name__ == "__main__":
    code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    print(json.dumps({"pid": os.getpid(), "code": code}), flush=True)
    os.execv(sys.executable, [sys.executable, str(OTHER)])
    print("nobody ever gets here")
