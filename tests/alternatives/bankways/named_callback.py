from concurrent.futures import wait


def stand(line, wish):
    line.send(wish)
    answer = line.recv()
    return answer


def look_up(line, wish, page):
    line.send(wish)
    while True:
        if line.poll(0):
            return line.recv()
        page()


def sit(pool, work, wish):
    ticket = pool.submit(work, wish)
    wait([ticket], timeout=30)
    return ticket.result()


def be_called(pool, work, wish, pages, tell):
    def report(ticket):
        tell(ticket.result())

    ticket = pool.submit(work, wish)
    ticket.add_done_callback(report)
    for page in pages:
        page()
    wait([ticket])
