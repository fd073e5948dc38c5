def longest_slice(target, processes, switch_cost):
    best = 0
    while processes * (best + 1 + switch_cost) <= target:
        best += 1
    return best


def lost_share(quantum, switch_cost):
    turn = quantum + switch_cost
    return switch_cost / turn
