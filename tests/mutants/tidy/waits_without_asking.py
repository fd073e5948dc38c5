# diagnosis: join-without-terminate
import multiprocessing


def stop_children():
    """Stop all running children of this process, wait for them, return their sorted names."""
    children = multiprocessing.active_children()
    for child in children:
        child.join()
    return sorted(child.name for child in children)
