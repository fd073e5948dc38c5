# diagnosis: slice-one-switch-only
def longest_slice(target, processes, switch_cost):
    return max(0, (target - switch_cost) // processes)


def lost_share(quantum, switch_cost):
    return switch_cost / (quantum + switch_cost)
