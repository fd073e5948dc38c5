import queue
import threading


def stand(line, wish):
    line.send(wish)
    return line.recv()


def look_up(line, wish, page):
    line.send(wish)
    there = line.poll()
    while not there:
        page()
        there = line.poll()
    return line.recv()


def sit(pool, work, wish):
    bell = queue.SimpleQueue()
    pool.submit(work, wish).add_done_callback(bell.put)
    return bell.get(timeout=30).result()


def be_called(pool, work, wish, pages, tell):
    ticket = pool.submit(work, wish)
    listener = threading.Thread(target=lambda: tell(ticket.result()))
    listener.start()
    for page in pages:
        page()
    listener.join()
