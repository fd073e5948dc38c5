import math


def longest_slice(target, processes, switch_cost):
    return max(math.floor((target - processes * switch_cost) / processes), 0)


def lost_share(quantum, switch_cost):
    return 1 - quantum / (quantum + switch_cost)
