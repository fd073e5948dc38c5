def messages(connection):
    line = bytearray()
    while byte := connection.recv(1):
        if byte == b"\n":
            yield line.decode()
            line.clear()
        else:
            line += byte
