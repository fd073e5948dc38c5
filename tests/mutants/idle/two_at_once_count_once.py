# diagnosis: cpus-merged
def idle_share(turns, cpus):
    if not turns:
        return 1.0
    busy = {instant for start, end in turns for instant in range(start, end)}
    return 1 - len(busy) / (cpus * max(end for _, end in turns))
