from multiprocessing import current_process
from os import getppid


def family():
    """Return the pid of this process and the pid of its parent."""
    own = current_process().pid
    pair = [own]
    pair.append(getppid())
    return tuple(pair)
