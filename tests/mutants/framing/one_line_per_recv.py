# diagnosis: merged-lines-lost
def messages(connection):
    waiting = b""
    while piece := connection.recv(1024):
        waiting += piece
        if b"\n" in waiting:
            line, waiting = waiting.split(b"\n", 1)
            yield line.decode()
