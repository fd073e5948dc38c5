# diagnosis: percent-not-bytes
import os
import threading

import psutil


def pcb_card(pid):
    try:
        process = psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None
    return {
        "parent": process.ppid(),
        "state": process.status(),
        "threads": process.num_threads(),
        "memory": process.memory_percent(),
        "files": [file.path for file in process.open_files()],
    }
