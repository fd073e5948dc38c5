# diagnosis: killed-the-child
import subprocess

import psutil

from course.processes import stop, wait_for_end


def name(ended, waited_for, parent_lives):
    if not ended:
        return "child" if parent_lives else "orphan"
    return "gone" if waited_for else "zombie"


def make_zombie(command):
    child = subprocess.Popen(command)
    before = wait_for_end(child).value
    code = child.wait()
    return [before, code, wait_for_end(child).value]


def make_orphan(command):
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    child = psutil.Process(int(parent.stdout.readline()))
    stop(child.pid)
    parent.kill()
    parent.wait()
    found = {
        "parent": parent.pid,
        "child": child.pid,
        "adopted by": child.ppid() if child.is_running() else 1,
        "status": child.status() if child.is_running() else "zombie",
    }
    stop(child.pid)
    return found
