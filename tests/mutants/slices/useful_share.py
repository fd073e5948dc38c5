# diagnosis: useful-share
def longest_slice(target, processes, switch_cost):
    return max(0, target // processes - switch_cost)


def lost_share(quantum, switch_cost):
    return quantum / (quantum + switch_cost)
