# diagnosis: listed-not-stopped
import multiprocessing


def stop_children():
    """Stop all running children of this process, wait for them, return their sorted names."""
    return sorted(child.name for child in multiprocessing.active_children())
