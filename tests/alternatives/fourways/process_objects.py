import faulthandler
import multiprocessing
import os
import sys
import threading


def decode(status):
    code, low = divmod(status, 256)
    signal = low % 128
    return ("signal", signal) if signal else ("exit", code)


def leave(ending):
    if ending == "error exit":
        sys.exit(3)
    if ending == "fatal error":
        getattr(faulthandler, "_read_null", os.abort)()
    if ending == "killed by another":
        threading.Event().wait(30)


def produce(ending):
    child = multiprocessing.Process(target=leave, args=(ending,))
    child.start()
    if ending == "killed by another":
        child.terminate()
    child.join()
    return child.exitcode
