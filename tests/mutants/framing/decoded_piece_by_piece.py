# diagnosis: decoded-too-early
def messages(connection):
    waiting = ""
    while piece := connection.recv(1024):
        waiting += piece.decode()
        *lines, waiting = waiting.split("\n")
        yield from lines
