# diagnosis: every-end-is-alike
def talk(connection, limit, patience):
    connection.settimeout(patience)
    waiting = b""
    try:
        while piece := connection.recv(1024):
            *lines, waiting = (waiting + piece).split(b"\n")
            for line in lines:
                connection.sendall(line.decode().upper().encode() + b"\n")
            if len(waiting) > limit:
                break
    except Exception:
        pass
    connection.close()
    return "left"
