import psutil

FIELDS = ["ppid", "status", "num_threads", "memory_info", "open_files"]


def pcb_card(pid):
    if not psutil.pid_exists(pid):
        return None
    block = psutil.Process(pid).as_dict(FIELDS)
    return {
        "parent": block["ppid"],
        "state": block["status"],
        "threads": block["num_threads"],
        "memory": block["memory_info"].rss,
        "files": sorted(file.path for file in block["open_files"]),
    }
