# diagnosis: rest-forgotten
def gamer(slice_length, cpu):
    """Return the bursts of a job that never uses a slice up: [CPU, I/O, CPU, ...]."""
    bursts = []
    while cpu > slice_length - 1:
        bursts += [slice_length - 1, 1]
        cpu -= slice_length - 1
    return bursts[:-1]


def queues(history, allotments):
    """Return the queue of a process after each turn of its history; 1 is the first."""
    queue, used, after = 1, 0, []
    for event, ran in history:
        used += ran
        if event == "boost":
            queue, used = 1, 0
        elif queue < len(allotments) and used >= allotments[queue - 1]:
            queue, used = queue + 1, 0
        after.append(queue)
    return after
