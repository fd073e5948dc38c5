# diagnosis: files-counted
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
        "memory": process.memory_info().rss,
        "files": len(process.open_files()),
    }
