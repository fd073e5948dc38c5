# diagnosis: program-edited-for-data
import json
import subprocess
import sys
import tempfile
from pathlib import Path


def census(runs):
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (program, word) in enumerate(runs):
            mine = Path(folder, f"program_{number}.py")
            text = Path(program).read_text(encoding="utf-8")
            mine.write_text(text.replace("sys.argv[1:]", repr([word])), encoding="utf-8")
            run = subprocess.run([sys.executable, str(mine)], capture_output=True, text=True)
            reports.append(json.loads(run.stdout))
    return {
        "programs": len({report["code"] for report in reports}),
        "processes": len({report["pid"] for report in reports}),
        "results": [report["result"] for report in reports],
    }
