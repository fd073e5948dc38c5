# diagnosis: not-sorted
import multiprocessing


def stop_children():
    """Stop all running children of this process, wait for them, return their sorted names."""
    children = sorted(multiprocessing.active_children(), key=lambda child: child.name, reverse=True)
    for child in children:
        child.terminate()
        child.join(1)
        if child.is_alive():
            child.kill()
            child.join()
    return [child.name for child in children]
