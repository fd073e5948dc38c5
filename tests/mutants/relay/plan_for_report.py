# diagnosis: plan-for-report
from multiprocessing import Process, SimpleQueue


def run_in_line(jobs, work):
    mailbox, reports, now = SimpleQueue(), [], 0
    for name, arrival, burst in sorted(jobs, key=lambda job: job[1]):
        worker = Process(target=work, args=(name, burst, mailbox))
        worker.start()
        worker.join()
        now = max(now, arrival)
        reports.append((name, worker.pid, now, now + burst))
        now += burst
    return reports
