# diagnosis: output-not-captured
import json
import subprocess
import sys


def run_copies(program, count):
    reports = []
    for _ in range(count):
        run = subprocess.run([sys.executable, program])
        reports.append(json.loads(run.stdout))
    return reports
