# diagnosis: recv-is-no-message
def messages(connection):
    while piece := connection.recv(1024):
        yield piece.decode().rstrip("\n")
