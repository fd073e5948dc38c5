# diagnosis: asked-is-not-ended
import multiprocessing


def stop_children():
    """Stop all running children of this process, wait for them, return their sorted names."""
    children = multiprocessing.active_children()
    for child in children:
        child.terminate()
        child.join(3)
    return sorted(child.name for child in children)
