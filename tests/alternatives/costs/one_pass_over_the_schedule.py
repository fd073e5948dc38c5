def job_times(jobs, schedule):
    first, last = {}, {}
    for name, start, end in schedule:
        first.setdefault(name, start)
        last[name] = end
    return {
        name: {
            "completion": last[name],
            "turnaround": last[name] - arrival,
            "waiting": last[name] - arrival - burst,
            "response": first[name] - arrival,
        }
        for name, arrival, burst in jobs
    }
