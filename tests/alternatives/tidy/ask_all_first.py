from multiprocessing import active_children
from multiprocessing.connection import wait
from time import monotonic


def stop_children():
    """Stop all running children of this process, wait for them, return their sorted names."""
    children = active_children()
    for child in children:
        child.terminate()
    deadline = monotonic() + 1
    sentinels = {child.sentinel for child in children}
    while sentinels and monotonic() < deadline:
        sentinels -= set(wait(sentinels, timeout=max(0, deadline - monotonic())))
    for child in children:
        if child.sentinel in sentinels:
            child.kill()
        child.join()
    return sorted(child.name for child in children)
