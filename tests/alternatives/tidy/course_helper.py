from multiprocessing import active_children

from course.processes import stop


def stop_children():
    """Stop all running children of this process, wait for them, return their sorted names."""
    names = []
    while children := active_children():
        child = children[0]
        stop(child, grace=1.0)
        names.append(child.name)
    return sorted(names)
