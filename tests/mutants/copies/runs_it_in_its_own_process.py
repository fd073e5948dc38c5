# diagnosis: ran-in-own-process
import io
import json
import runpy
from contextlib import redirect_stdout


def run_copies(program, count):
    reports = []
    for _ in range(count):
        printed = io.StringIO()
        with redirect_stdout(printed):
            runpy.run_path(program, run_name="__main__")
        reports.append(json.loads(printed.getvalue()))
    return reports
