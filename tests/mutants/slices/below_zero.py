# diagnosis: slice-below-one
def longest_slice(target, processes, switch_cost):
    return target // processes - switch_cost


def lost_share(quantum, switch_cost):
    return switch_cost / (quantum + switch_cost)
