# diagnosis: served-in-turn
def serve(server, handle, count):
    codes = []
    for _ in range(count):
        connection, _ = server.accept()
        try:
            handle(connection)
            codes.append(0)
        except SystemExit as end:
            codes.append(end.code)
    return codes
