# diagnosis: callback-called
from concurrent.futures import wait


def ask_all(executor, work, questions, tell):
    def report(question, ticket):
        tell(question, ticket.exception() or ticket.result())

    tickets = []
    for question in questions:
        ticket = executor.submit(work, question)
        ticket.add_done_callback(report(question, ticket))
        tickets.append(ticket)
    wait(tickets)
