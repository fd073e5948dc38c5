"""Print a motto, the pid of the process that prints it, and a fingerprint of the program."""

import hashlib
import json
import os
from pathlib import Path

if __name__ == "__main__":
    text = Path(__file__).read_bytes()
    code = hashlib.sha256(text).hexdigest()[:12]
    print(json.dumps({"pid": os.getpid(), "code": code, "motto": "Many runs, one text."}))
