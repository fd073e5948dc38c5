def idle_share(turns, cpus):
    if not turns:
        return 1.0
    last = max(end for _, end in turns)
    room = idle = cpus * last
    for start, end in turns:
        idle -= end - start
    return idle / room
