# diagnosis: callers-threads
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
        "threads": threading.active_count(),
        "memory": process.memory_info().rss,
        "files": [file.path for file in process.open_files()],
    }
