# diagnosis: slice-rounded-up
import math


def longest_slice(target, processes, switch_cost):
    return max(0, math.ceil(target / processes) - switch_cost)


def lost_share(quantum, switch_cost):
    return switch_cost / (quantum + switch_cost)
