# diagnosis: line-by-length
from multiprocessing import Process, SimpleQueue


def run_in_line(jobs, work):
    mailbox, reports = SimpleQueue(), []
    for name, _, burst in sorted(jobs, key=lambda job: job[2]):
        worker = Process(target=work, args=(name, burst, mailbox))
        worker.start()
        reports.append(mailbox.get())
        worker.join()
    return reports
