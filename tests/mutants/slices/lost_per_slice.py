# diagnosis: lost-per-slice
def longest_slice(target, processes, switch_cost):
    return max(0, target // processes - switch_cost)


def lost_share(quantum, switch_cost):
    return switch_cost / quantum
