# diagnosis: parent-process-is-none
import multiprocessing
import os


def family():
    """Return the pid of this process and the pid of its parent."""
    return os.getpid(), multiprocessing.parent_process().pid
