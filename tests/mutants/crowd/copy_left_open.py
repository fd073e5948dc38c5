# diagnosis: copy-left-open
from multiprocessing import Process


def serve(server, handle, count):
    children, connections = [], []
    for _ in range(count):
        connection, _ = server.accept()
        child = Process(target=handle, args=(connection,))
        child.start()
        children.append(child)
        connections.append(connection)
    for child in children:
        child.join()
    return [child.exitcode for child in children]
