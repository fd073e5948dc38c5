# diagnosis: response-from-last-turn
def job_times(jobs, schedule):
    turns = {name: (start, end) for name, start, end in schedule}
    times = {}
    for name, arrival, burst in jobs:
        start, end = turns[name]
        times[name] = {
            "completion": end,
            "turnaround": end - arrival,
            "waiting": end - arrival - burst,
            "response": start - arrival,
        }
    return times
