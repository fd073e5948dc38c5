# diagnosis: equal-runs-merged
import json
import subprocess
import sys


def census(runs):
    reports = []
    for program, word in dict.fromkeys(runs):
        run = subprocess.run([sys.executable, program, word], capture_output=True, text=True)
        reports.append(json.loads(run.stdout))
    return {
        "programs": len({report["code"] for report in reports}),
        "processes": len({report["pid"] for report in reports}),
        "results": [report["result"] for report in reports],
    }
