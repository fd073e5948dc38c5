# diagnosis: same-data-for-all
import json
import subprocess
import sys


def census(runs):
    reports = []
    for program, _ in runs:
        command = [sys.executable, program, runs[0][1]]
        run = subprocess.run(command, capture_output=True, text=True)
        reports.append(json.loads(run.stdout))
    return {
        "programs": len({report["code"] for report in reports}),
        "processes": len({report["pid"] for report in reports}),
        "results": [report["result"] for report in reports],
    }
