# diagnosis: one-process-reported-often
import json
import subprocess
import sys


def run_copies(program, count):
    if not count:
        return []
    run = subprocess.run([sys.executable, program], capture_output=True, text=True)
    return [json.loads(run.stdout)] * count
