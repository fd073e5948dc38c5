# diagnosis: response-for-waiting
def job_times(jobs, schedule):
    times = {}
    for name, arrival, _ in jobs:
        first = next(start for who, start, _ in schedule if who == name)
        last = [end for who, _, end in schedule if who == name][-1]
        times[name] = {
            "completion": last,
            "turnaround": last - arrival,
            "waiting": first - arrival,
            "response": first - arrival,
        }
    return times
