def idle_share(turns, cpus):
    if not turns:
        return 1.0
    last = max(turn[1] for turn in turns)
    free = 0
    for now in range(last):
        free += cpus - len([1 for start, end in turns if start <= now < end])
    return free / (last * cpus)
