# diagnosis: one-process-per-program
import json
import subprocess
import sys


def census(runs):
    words = {}
    for program, word in runs:
        words.setdefault(program, []).append(word)
    reports = []
    for program in words:
        command = [sys.executable, program, *words[program]]
        run = subprocess.run(command, capture_output=True, text=True)
        reports += [json.loads(line) for line in run.stdout.splitlines()]
    return {
        "programs": len({report["code"] for report in reports}),
        "processes": len({report["pid"] for report in reports}),
        "results": [report["result"] for report in reports],
    }
