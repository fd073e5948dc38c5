def talk(connection, limit, patience):
    connection.settimeout(patience)
    with connection, connection.makefile("rb") as lines:
        try:
            while line := lines.readline(limit + 1):
                if not line.endswith(b"\n"):
                    return "too long" if len(line) > limit else "left"
                connection.sendall(str(line, "utf-8").upper().encode())
        except TimeoutError:
            return "silent"
        except OSError:
            return "reset"
        except ValueError:
            return "not text"
    return "left"
