# diagnosis: closed-too-early
from multiprocessing import Process


def serve(server, handle, count):
    children = []
    for _ in range(count):
        connection, _ = server.accept()
        child = Process(target=handle, args=(connection,))
        connection.close()
        child.start()
        children.append(child)
    for child in children:
        child.join()
    return [child.exitcode for child in children]
