def waiting(arrival, turns):
    total, ready_since = 0, arrival
    for start, end in turns:
        total += start - ready_since
        ready_since = end
    return total


def job_times(jobs, schedule):
    times = {}
    for name, arrival, _ in jobs:
        turns = sorted((start, end) for who, start, end in schedule if who == name)
        completion = max(end for _, end in turns)
        times[name] = {
            "completion": completion,
            "turnaround": completion - arrival,
            "waiting": waiting(arrival, turns),
            "response": min(start for start, _ in turns) - arrival,
        }
    return times
