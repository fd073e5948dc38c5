# diagnosis: ran-in-own-process
import hashlib
import os
import threading
from pathlib import Path


def run_copies(program, count):
    reports = []

    def run():
        code = hashlib.sha256(Path(program).read_bytes()).hexdigest()[:12]
        reports.append({"pid": os.getpid(), "code": code})

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return reports
