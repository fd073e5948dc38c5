# diagnosis: idle-before-the-first
def idle_share(turns, cpus):
    if not turns:
        return 1.0
    first = min(start for start, _ in turns)
    last = max(end for _, end in turns)
    return 1 - sum(end - start for start, end in turns) / (cpus * (last - first))
