import threading
from multiprocessing import Process, active_children


def run(server, handle, stop):
    over = threading.Event()
    served = 0

    def keep_the_door():
        nonlocal served
        while not over.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                continue
            child = Process(target=handle, args=(connection, stop))
            child.start()
            connection.close()
            served += 1

    server.settimeout(0.1)
    doorkeeper = threading.Thread(target=keep_the_door)
    doorkeeper.start()
    stop.wait()
    over.set()
    doorkeeper.join()
    server.close()
    for child in active_children():
        child.join(1)
        child.kill()
        child.join()
    return served
