# diagnosis: turnaround-and-waiting-swapped
def job_times(jobs, schedule):
    times = {}
    for name, arrival, burst in jobs:
        starts = [start for who, start, _ in schedule if who == name]
        ends = [end for who, _, end in schedule if who == name]
        stay = max(ends) - arrival
        times[name] = {
            "completion": max(ends),
            "turnaround": stay - burst,
            "waiting": stay,
            "response": min(starts) - arrival,
        }
    return times
