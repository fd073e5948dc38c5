# diagnosis: end-ignored
def talk(connection, limit, patience):
    connection.settimeout(patience)
    waiting = b""
    try:
        while True:
            *lines, waiting = (waiting + connection.recv(1024)).split(b"\n")
            for line in lines:
                connection.sendall(line.decode().upper().encode() + b"\n")
            if len(waiting) > limit:
                return "too long"
    except ConnectionError:
        return "reset"
    except TimeoutError:
        return "silent"
    except UnicodeDecodeError:
        return "not text"
    finally:
        connection.close()
    return "left"
