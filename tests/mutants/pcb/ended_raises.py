# diagnosis: ended-has-no-card
import psutil


def pcb_card(pid):
    process = psutil.Process(pid)
    return {
        "parent": process.ppid(),
        "state": process.status(),
        "threads": process.num_threads(),
        "memory": process.memory_info().rss,
        "files": [file.path for file in process.open_files()],
    }
