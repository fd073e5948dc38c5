import os


def family()
    return os.getpid(), os.getppid()
