import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor


def run(pair):
    program, word = pair
    printed = subprocess.check_output([sys.executable, program, word])
    return json.loads(printed)


def census(runs):
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(run, runs))
    counts = Counter(report["code"] for report in reports)
    return {
        "results": [report["result"] for report in reports],
        "programs": len(counts),
        "processes": counts.total(),
    }
