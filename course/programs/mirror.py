"""Spell each word on the command line backwards, and report who did it."""

import hashlib
import json
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    for word in sys.argv[1:]:
        result = word[::-1]
        print(json.dumps({"pid": os.getpid(), "code": code, "data": word, "result": result}))
