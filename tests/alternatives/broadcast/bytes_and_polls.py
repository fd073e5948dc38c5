from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def handle(connection, line):
    with connection:
        client_is_here = True
        while client_is_here:
            ready = wait([connection, line])
            if line in ready:
                connection.sendall(line.recv_bytes())
            if connection in ready:
                piece = connection.recv(4096)
                client_is_here = piece != b""
                if client_is_here:
                    line.send_bytes(piece)


def pass_on(lines):
    listening = dict(enumerate(lines))
    while listening:
        for number, line in list(listening.items()):
            if not line.poll(0.01 / len(listening)):
                continue
            try:
                piece = line.recv_bytes()
            except EOFError:
                del listening[number]
                continue
            for other, to in listening.items():
                if other != number:
                    to.send_bytes(piece)


def serve(server, count):
    lines, children = [], []
    for _ in range(count):
        connection, _ = server.accept()
        ours, theirs = Pipe()
        child = Process(target=handle, args=(connection, theirs))
        child.start()
        connection.close()
        theirs.close()
        lines.append(ours)
        children.append(child)
    pass_on(lines)
    for child in children:
        child.join()
    return [child.exitcode for child in children]
