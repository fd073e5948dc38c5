# diagnosis: bytes-believed
def talk(connection, limit, patience):
    connection.settimeout(patience)
    waiting = b""
    try:
        while piece := connection.recv(1024):
            *lines, waiting = (waiting + piece).split(b"\n")
            for line in lines:
                connection.sendall(line.decode().upper().encode() + b"\n")
            if len(waiting) > limit:
                return "too long"
        return "left"
    except ConnectionError:
        return "reset"
    except TimeoutError:
        return "silent"
    finally:
        connection.close()
