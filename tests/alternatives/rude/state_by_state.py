def answer(line):
    return line.decode("utf-8").upper().encode("utf-8") + b"\n"


def next_piece(connection):
    try:
        return connection.recv(256), None
    except TimeoutError:
        return b"", "silent"
    except (ConnectionResetError, ConnectionAbortedError, BrokenPipeError):
        return b"", "reset"


def talk(connection, limit, patience):
    connection.settimeout(patience)
    buffer, end = bytearray(), None
    while end is None:
        piece, end = next_piece(connection)
        if not piece:
            end = end or "left"
        buffer.extend(piece)
        while (at := buffer.find(b"\n")) >= 0 and end is None:
            try:
                connection.sendall(answer(bytes(buffer[:at])))
            except UnicodeDecodeError:
                end = "not text"
            except OSError:
                end = "reset"
            del buffer[: at + 1]
        if len(buffer) > limit:
            end = end or "too long"
    connection.close()
    return end
