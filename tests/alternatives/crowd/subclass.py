from multiprocessing import Process, connection


class Handler(Process):
    def __init__(self, handle, client):
        super().__init__()
        self.handle = handle
        self.client = client

    def run(self):
        self.handle(self.client)


def serve(server, handle, count):
    handlers = []
    while len(handlers) < count:
        client, _ = server.accept()
        handler = Handler(handle, client)
        handler.start()
        handler.client = None
        client.close()
        handlers.append(handler)
    left = {handler.sentinel for handler in handlers}
    while left:
        left -= set(connection.wait(left))
    for handler in handlers:
        handler.join()
    return [handler.exitcode for handler in handlers]
