# diagnosis: end-ignored
def messages(connection):
    waiting = b""
    while True:
        waiting += connection.recv(1024)
        while b"\n" in waiting:
            line, waiting = waiting.split(b"\n", 1)
            yield line.decode()
