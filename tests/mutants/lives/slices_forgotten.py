# diagnosis: slice-end-missed
from course.drivers.state_lives import lives_of
from course.scheduling import FCFS, Job, simulate

JOBS = [Job("A", 5, (4, 3, 1)), Job("B", 3, 4), Job("C", 1, (2, 3, 3))]


def lives():
    return lives_of(simulate(JOBS, FCFS()))
