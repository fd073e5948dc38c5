# diagnosis: served-in-turn
from multiprocessing import Process


def serve(server, handle, count):
    codes = []
    for _ in range(count):
        connection, _ = server.accept()
        child = Process(target=handle, args=(connection,))
        child.start()
        connection.close()
        child.join()
        codes.append(child.exitcode)
    return codes
