import multiprocessing
from multiprocessing.connection import wait


def run_in_line(jobs, work):
    mailbox = multiprocessing.SimpleQueue()
    count = 0
    for job in sorted(jobs, key=lambda job: job[1]):
        kwargs = {"name": job[0], "burst": job[2], "mailbox": mailbox}
        worker = multiprocessing.Process(target=work, kwargs=kwargs)
        worker.start()
        wait([worker.sentinel])
        worker.join()
        count += 1
    return [mailbox.get() for _ in range(count)]
