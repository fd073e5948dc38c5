# diagnosis: no-process
from multiprocessing import Process, SimpleQueue


def run_in_line(jobs, work):
    mailbox, reports = SimpleQueue(), []
    for name, _, burst in sorted(jobs, key=lambda job: job[1]):
        Process(target=work, args=(name, burst, mailbox)).run()
        reports.append(mailbox.get())
    return reports
