# diagnosis: no-limit-for-the-stubborn
from multiprocessing import Process


def run(server, handle, stop):
    server.settimeout(0.1)
    children = []
    while not stop.is_set():
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        child = Process(target=handle, args=(connection, stop))
        child.start()
        connection.close()
        children.append(child)
    server.close()
    for child in children:
        child.join()
    return len(children)
