def mlfq(jobs, levels, first):
    done, now, ready = {}, 0, []
    while len(done) < len(jobs):
        ready += [job for job in jobs if job[1] == now and job[0] not in done]
        if ready:
            name, _, cpu = ready.pop(0)
            now += cpu
            done[name] = now
    return done
