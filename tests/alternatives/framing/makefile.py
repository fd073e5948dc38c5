def messages(connection):
    with connection.makefile("rb") as stream:
        for line in stream:
            if line.endswith(b"\n"):
                yield line[:-1].decode("utf-8")
