# diagnosis: only-last-turn-counted
def job_times(jobs, schedule):
    times = {}
    for name, arrival, _ in jobs:
        turns = [turn for turn in schedule if turn[0] == name]
        worked = turns[-1][2] - turns[-1][1]
        stay = turns[-1][2] - arrival
        times[name] = {
            "completion": turns[-1][2],
            "turnaround": stay,
            "waiting": stay - worked,
            "response": turns[0][1] - arrival,
        }
    return times
