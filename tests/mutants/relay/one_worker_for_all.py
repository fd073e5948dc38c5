# diagnosis: one-worker-for-all
from multiprocessing import Process, SimpleQueue


def run_all(line, work, mailbox):
    for name, _, burst in line:
        work(name, burst, mailbox)


def run_in_line(jobs, work):
    if not jobs:
        return []
    mailbox = SimpleQueue()
    worker = Process(target=run_all, args=(sorted(jobs, key=lambda job: job[1]), work, mailbox))
    worker.start()
    reports = [mailbox.get() for _ in jobs]
    worker.join()
    return reports
