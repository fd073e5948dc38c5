# diagnosis: asked-one-at-a-time
def ask_all(executor, work, questions, tell):
    for question in questions:
        ticket = executor.submit(work, question)
        try:
            tell(question, ticket.result())
        except LookupError as error:
            tell(question, error)
