# diagnosis: ended-by-itself
import subprocess
import sys

PROGRAMS = {
    "normal exit": "",
    "error exit": "import sys; sys.exit(3)",
    "fatal error": "import os; os.abort()",
    "killed by another": "import sys; sys.exit(1)",
}


def decode(status):
    if status & 0x7F:
        return ("signal", status & 0x7F)
    return ("exit", status >> 8)


def produce(ending):
    child = subprocess.Popen([sys.executable, "-c", PROGRAMS[ending]])
    return child.wait()
