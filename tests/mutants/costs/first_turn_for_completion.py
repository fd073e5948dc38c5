# diagnosis: first-turn-for-completion
def job_times(jobs, schedule):
    times = {}
    for name, arrival, burst in jobs:
        for who, start, end in schedule:
            if who == name:
                break
        times[name] = {
            "completion": end,
            "turnaround": end - arrival,
            "waiting": end - arrival - burst,
            "response": start - arrival,
        }
    return times
