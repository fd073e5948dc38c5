import time
from multiprocessing import Process
from multiprocessing.connection import wait


def run(server, handle, stop):
    handlers = []
    with server:
        while not stop.is_set():
            if not wait([server], timeout=0.05):
                continue
            connection, _ = server.accept()
            with connection:
                handlers.append(Process(target=handle, args=(connection, stop), daemon=True))
                handlers[-1].start()
    until = time.monotonic() + 1.5
    for handler in handlers:
        handler.join(max(0, until - time.monotonic()))
    for handler in handlers:
        handler.terminate()
        handler.join()
    return len(handlers)
