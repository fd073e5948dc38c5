# diagnosis: dump-bit-kept
import subprocess
import sys

PROGRAMS = {
    "normal exit": "",
    "error exit": "import sys; sys.exit(3)",
    "fatal error": "import os; os.abort()",
    "killed by another": "import threading; threading.Event().wait(30)",
}


def decode(status):
    if status & 0xFF:
        return ("signal", status & 0xFF)
    return ("exit", status >> 8)


def produce(ending):
    child = subprocess.Popen([sys.executable, "-c", PROGRAMS[ending]])
    if ending == "killed by another":
        child.kill()
    return child.wait()
