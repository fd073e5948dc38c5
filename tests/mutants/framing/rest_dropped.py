# diagnosis: rest-dropped
def messages(connection):
    while piece := connection.recv(1024):
        *lines, rest = piece.split(b"\n")
        for line in lines:
            yield line.decode()
