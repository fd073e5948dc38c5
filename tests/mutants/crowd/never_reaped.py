# diagnosis: never-reaped
from multiprocessing import Process


def serve(server, handle, count):
    children = []
    for _ in range(count):
        connection, _ = server.accept()
        child = Process(target=handle, args=(connection,))
        child.start()
        connection.close()
        children.append(child)
    return [child.exitcode for child in children]
