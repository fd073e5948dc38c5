# diagnosis: exit-code-too-early
import subprocess
import sys

PROGRAMS = {
    "normal exit": "",
    "error exit": "import sys; sys.exit(3)",
    "fatal error": "import os; os.abort()",
    "killed by another": "import threading; threading.Event().wait(30)",
}


def decode(status):
    if status & 0x7F:
        return ("signal", status & 0x7F)
    return ("exit", status >> 8)


def produce(ending):
    child = subprocess.Popen([sys.executable, "-c", PROGRAMS[ending]])
    if ending == "killed by another":
        child.kill()
    code = child.returncode
    child.kill()
    child.wait()
    return code
