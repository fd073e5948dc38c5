# diagnosis: slice-forgets-switches
def longest_slice(target, processes, switch_cost):
    return target // processes


def lost_share(quantum, switch_cost):
    return switch_cost / (quantum + switch_cost)
