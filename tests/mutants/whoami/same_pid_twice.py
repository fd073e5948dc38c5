# diagnosis: own-pid-twice
import os


def family():
    """Return the pid of this process and the pid of its parent."""
    return os.getpid(), os.getpid()
