import multiprocessing

import psutil


def stop_children():
    """Stop all running children of this process, wait for them, return their sorted names."""
    children = {child.pid: child for child in multiprocessing.active_children()}
    found = [psutil.Process(pid) for pid in children]
    for process in found:
        process.terminate()
    gone, alive = psutil.wait_procs(found, timeout=1)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive)
    for child in children.values():
        child.join()
    names = [child.name for child in children.values()]
    names.sort()
    return names
