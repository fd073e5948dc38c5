# diagnosis: one-process-reported-often
import json
import subprocess
import sys

AGAIN = "import runpy, sys\nfor _ in range(int(sys.argv[2])):\n    runpy.run_path(sys.argv[1], run_name='__main__')"


def run_copies(program, count):
    if not count:
        return []
    command = [sys.executable, "-c", AGAIN, program, str(count)]
    run = subprocess.run(command, capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()]
