import multiprocessing


def three_looks(work):
    gate = multiprocessing.Event()
    process = multiprocessing.Process(target=work, args=[gate])
    looks = []
    for moment in (lambda: None, process.start, lambda: (gate.set(), process.join())):
        moment()
        looks.append((process.pid, process.is_alive(), process.exitcode))
    return [dict(zip(("pid", "alive", "exitcode"), look, strict=True)) for look in looks]
