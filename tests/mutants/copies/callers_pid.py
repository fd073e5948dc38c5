# diagnosis: callers-pid
import json
import os
import subprocess
import sys


def run_copies(program, count):
    reports = []
    for _ in range(count):
        run = subprocess.run([sys.executable, program], capture_output=True, text=True)
        reports.append({**json.loads(run.stdout), "pid": os.getpid()})
    return reports
