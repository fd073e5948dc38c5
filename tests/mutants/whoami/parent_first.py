# diagnosis: pids-swapped
import os


def family():
    """Return the pid of this process and the pid of its parent."""
    return os.getppid(), os.getpid()
