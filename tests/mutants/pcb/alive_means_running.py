# diagnosis: alive-is-not-a-state
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
        "state": "running" if process.is_running() else "stopped",
        "threads": process.num_threads(),
        "memory": process.memory_info().rss,
        "files": [file.path for file in process.open_files()],
    }
