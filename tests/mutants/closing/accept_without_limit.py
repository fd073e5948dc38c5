# diagnosis: accept-waits-for-ever
from multiprocessing import Process


def run(server, handle, stop):
    children = []
    while not stop.is_set():
        connection, _ = server.accept()
        child = Process(target=handle, args=(connection, stop))
        child.start()
        connection.close()
        children.append(child)
    server.close()
    for child in children:
        child.join(1)
        if child.is_alive():
            child.kill()
            child.join()
    return len(children)
