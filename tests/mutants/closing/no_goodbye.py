# diagnosis: no-goodbye
from multiprocessing import Process


def run(server, handle, stop):
    server.settimeout(0.01)
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
        child.kill()
        child.join()
    return len(children)
