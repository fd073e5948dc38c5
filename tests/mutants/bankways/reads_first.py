# diagnosis: read-before-asking
def stand(line, wish):
    line.send(wish)
    return line.recv()


def look_up(line, wish, page):
    line.send(wish)
    while not line.poll():
        page()
    return line.recv()


def sit(pool, work, wish):
    return pool.submit(work, wish).result()


def be_called(pool, work, wish, pages, tell):
    for page in pages:
        page()
    pool.submit(work, wish).add_done_callback(lambda ticket: tell(ticket.result()))
