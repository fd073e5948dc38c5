# diagnosis: told-in-order-of-asking
from concurrent.futures import wait


def ask_all(executor, work, questions, tell):
    tickets = [executor.submit(work, question) for question in questions]
    wait(tickets)
    for question, ticket in zip(questions, tickets):
        tell(question, ticket.exception() or ticket.result())
