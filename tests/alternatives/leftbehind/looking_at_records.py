from subprocess import PIPE, Popen

import psutil

from course.processes import look_at, stop, wait_for_end


def name(ended, waited_for, parent_lives):
    match ended, waited_for, parent_lives:
        case True, True, _:
            return "gone"
        case True, False, _:
            return "zombie"
        case _, _, True:
            return "child"
    return "orphan"


def make_zombie(command):
    child = Popen(command)
    states = [wait_for_end(child)]
    child.communicate()
    states.append(wait_for_end(child))
    return [states[0].value, child.returncode, states[1].value]


def make_orphan(command):
    parent = Popen(command, stdout=PIPE, text=True)
    pid = int(parent.stdout.readline())
    stop_only(parent)
    orphan = look_at(pid)
    status = psutil.Process(pid).status()
    stop(pid, grace=0.5)
    return {"parent": parent.pid, "child": pid, "adopted by": orphan.parent, "status": status}


def stop_only(parent):
    parent.kill()
    parent.wait()
