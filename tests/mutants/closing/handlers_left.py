# diagnosis: handlers-left
from multiprocessing import Process


def run(server, handle, stop):
    server.settimeout(0.1)
    served = 0
    while not stop.is_set():
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        Process(target=handle, args=(connection, stop)).start()
        connection.close()
        served += 1
    server.close()
    return served
