"""Count the vowels of each word on the command line, and report who counted."""

import hashlib
import json
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    for word in sys.argv[1:]:
        result = sum(letter in "aeiou" for letter in word)
        print(json.dumps({"pid": os.getpid(), "code": code, "data": word, "result": result}))
