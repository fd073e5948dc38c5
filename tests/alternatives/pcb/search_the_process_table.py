import psutil


def pcb_card(pid):
    for process in psutil.process_iter():
        if process.pid == pid:
            with process.oneshot():
                return {
                    "files": [path for path, *_ in process.open_files()],
                    "memory": process.memory_info()[0],
                    "threads": len(process.threads()),
                    "state": process.status(),
                    "parent": process.parent().pid,
                }
    return None
