def longest_slice(target, processes, switch_cost):
    print(max(0, target // processes - switch_cost))


def lost_share(quantum, switch_cost):
    print(switch_cost / (quantum + switch_cost))
