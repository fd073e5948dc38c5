# diagnosis: stops-the-first-only
import multiprocessing


def stop_children():
    """Stop all running children of this process, wait for them, return their sorted names."""
    names = []
    for child in multiprocessing.active_children():
        child.terminate()
        child.join(1)
        if child.is_alive():
            child.kill()
            child.join()
        names.append(child.name)
        return sorted(names)
    return names
