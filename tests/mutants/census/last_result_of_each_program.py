# diagnosis: last-result-kept
import json
import subprocess
import sys


def census(runs):
    results = {}
    pids = set()
    for program, word in runs:
        run = subprocess.run([sys.executable, program, word], capture_output=True, text=True)
        report = json.loads(run.stdout)
        pids.add(report["pid"])
        results[program] = report["result"]
    return {"programs": len(results), "processes": len(pids), "results": list(results.values())}
