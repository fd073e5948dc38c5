import subprocess
import time

import psutil


def name(ended, waited_for, parent_lives):
    words = {(False, True): "child", (False, False): "orphan"}
    return words.get((ended, parent_lives)) or ("gone" if waited_for else "zombie")


def seen(process):
    """Poll until the process has ended; say what is left of it."""
    try:
        while process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        return "zombie"
    except psutil.NoSuchProcess:
        return "ended"


def make_zombie(command):
    child = subprocess.Popen(command)
    process = psutil.Process(child.pid)
    before = seen(process)
    return [before, child.wait(), seen(process)]


def make_orphan(command):
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.terminate()
    found = {"parent": parent.pid, "child": child.pid}
    found["adopted by"], found["status"] = child.ppid(), child.status()
    child.kill()
    return found
