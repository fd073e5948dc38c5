# diagnosis: line-as-listed
from multiprocessing import Process, SimpleQueue


def run_in_line(jobs, work):
    mailbox, reports = SimpleQueue(), []
    for name, _, burst in jobs:
        worker = Process(target=work, args=(name, burst, mailbox))
        worker.start()
        worker.join()
        reports.append(mailbox.get())
    return reports
