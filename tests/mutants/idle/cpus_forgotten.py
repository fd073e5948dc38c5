# diagnosis: cpus-forgotten
def idle_share(turns, cpus):
    last = max((end for _, end in turns), default=0)
    if last == 0:
        return 1.0
    return 1 - sum(end - start for start, end in turns) / last
