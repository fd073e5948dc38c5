# diagnosis: workers-overlap
from multiprocessing import Process, SimpleQueue


def run_in_line(jobs, work):
    mailbox = SimpleQueue()
    line = sorted(jobs, key=lambda job: job[1])
    workers = [Process(target=work, args=(name, burst, mailbox)) for name, _, burst in line]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    reports = {report[0]: report for report in (mailbox.get() for _ in workers)}
    return [reports[name] for name, _, _ in line]
