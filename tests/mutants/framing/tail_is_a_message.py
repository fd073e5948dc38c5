# diagnosis: tail-is-no-message
def messages(connection):
    waiting = b""
    while piece := connection.recv(1024):
        waiting += piece
        while b"\n" in waiting:
            line, waiting = waiting.split(b"\n", 1)
            yield line.decode()
    if waiting:
        yield waiting.decode()
