import queue


def ask_all(executor, work, questions, tell):
    ready = queue.SimpleQueue()
    asked = {}
    for question in questions:
        ticket = executor.submit(work, question)
        asked[ticket] = question
        ticket.add_done_callback(ready.put)
    for _ in questions:
        ticket = ready.get()
        tell(asked[ticket], ticket.exception() or ticket.result())
