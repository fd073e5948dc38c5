# diagnosis: waited-first
import subprocess
import time

import psutil

from course.processes import stop, wait_for_end


def name(ended, waited_for, parent_lives):
    if not ended:
        return "child" if parent_lives else "orphan"
    return "gone" if waited_for else "zombie"


def make_zombie(command):
    child = subprocess.Popen(command)
    while child.poll() is None:
        time.sleep(0.01)
    before = wait_for_end(child).value
    code = child.wait()
    return [before, code, wait_for_end(child).value]


def make_orphan(command):
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    found = {
        "parent": parent.pid,
        "child": child.pid,
        "adopted by": child.ppid(),
        "status": child.status(),
    }
    stop(child.pid)
    return found
