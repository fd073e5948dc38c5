def round_robin(jobs, quantum, switch_cost):
    line = [{"name": name, "at": at, "left": cpu} for name, at, cpu in jobs]
    ready, result, clock, before = [], [], 0, ""
    while line or ready:
        if not ready:
            clock = max(clock, line[0]["at"])
        while line and line[0]["at"] <= clock:
            ready.append(line.pop(0))
        process = ready.pop(0)
        if before and before != process["name"]:
            clock += switch_cost
        length = min(quantum, process["left"])
        result.append((process["name"], clock, clock + length))
        clock += length
        process["left"] -= length
        before = process["name"]
        while line and line[0]["at"] <= clock:
            ready.append(line.pop(0))
        if process["left"]:
            ready.append(process)
    return result
