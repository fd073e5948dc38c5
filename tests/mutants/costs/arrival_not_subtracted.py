# diagnosis: arrival-not-subtracted
def job_times(jobs, schedule):
    times = {}
    for name, arrival, burst in jobs:
        turns = [(start, end) for who, start, end in schedule if who == name]
        times[name] = {
            "completion": turns[-1][1],
            "turnaround": turns[-1][1],
            "waiting": turns[-1][1] - burst,
            "response": turns[0][0],
        }
    return times
