# diagnosis: failure-lost
from concurrent.futures import wait
from functools import partial


def ask_all(executor, work, questions, tell):
    def report(question, ticket):
        tell(question, ticket.result())

    tickets = []
    for question in questions:
        ticket = executor.submit(work, question)
        ticket.add_done_callback(partial(report, question))
        tickets.append(ticket)
    wait(tickets)
