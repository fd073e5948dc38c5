# diagnosis: one-question-for-all
from concurrent.futures import wait


def ask_all(executor, work, questions, tell):
    tickets = []
    for question in questions:
        ticket = executor.submit(work, question)
        ticket.add_done_callback(lambda t: tell(question, t.exception() or t.result()))
        tickets.append(ticket)
    wait(tickets)
