# diagnosis: unportable-value
import multiprocessing


def stop_children():
    """Stop all running children of this process, wait for them, return their sorted names."""
    children = multiprocessing.active_children()
    for child in children:
        child.terminate()
        child.join(1)
        if child.is_alive():
            child.kill()
            child.join()
    return children
