# diagnosis: told-in-order-of-asking
def ask_all(executor, work, questions, tell):
    tickets = {question: executor.submit(work, question) for question in questions}
    for question, ticket in tickets.items():
        error = ticket.exception()
        tell(question, error if error else ticket.result())
