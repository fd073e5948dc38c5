from concurrent.futures import as_completed


def ask_all(executor, work, questions, tell):
    asked = {executor.submit(work, question): question for question in questions}
    for ticket in as_completed(asked):
        try:
            answer = ticket.result()
        except Exception as error:
            answer = error
        tell(asked[ticket], answer)
