import heapq
from multiprocessing import Process, Queue


class Worker(Process):
    def __init__(self, work, name, burst, mailbox):
        super().__init__(name=f"worker {name}")
        self.call = work, (name, burst, mailbox)

    def run(self):
        work, args = self.call
        work(*args)


def run_in_line(jobs, work):
    mailbox = Queue()
    line = [(arrival, place, name, burst) for place, (name, arrival, burst) in enumerate(jobs)]
    heapq.heapify(line)
    reports = []
    while line:
        _, _, name, burst = heapq.heappop(line)
        worker = Worker(work, name, burst, mailbox)
        worker.start()
        reports.append(mailbox.get())
        worker.join()
    return reports
