# diagnosis: ticket-for-answer
def stand(line, wish):
    line.send(wish)
    return line.recv()


def look_up(line, wish, page):
    line.send(wish)
    while not line.poll():
        page()
    return line.recv()


def sit(pool, work, wish):
    return pool.submit(work, wish)


def be_called(pool, work, wish, pages, tell):
    pool.submit(work, wish).add_done_callback(lambda ticket: tell(ticket.result()))
    for page in pages:
        page()
