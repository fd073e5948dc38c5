# diagnosis: left-before-the-answers
from functools import partial


def ask_all(executor, work, questions, tell):
    def report(question, ticket):
        tell(question, ticket.exception() or ticket.result())

    for question in questions:
        executor.submit(work, question).add_done_callback(partial(report, question))
