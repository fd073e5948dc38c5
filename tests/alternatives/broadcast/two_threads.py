from multiprocessing import Pipe, Process
from multiprocessing.connection import wait
from threading import Thread


def to_client(line, connection):
    try:
        while True:
            connection.sendall(line.recv())
    except (EOFError, OSError):
        return


def handle(connection, line):
    Thread(target=to_client, args=(line, connection), daemon=True).start()
    while piece := connection.recv(1024):
        line.send(piece)


def pass_on(lines):
    open_lines = list(lines)
    while open_lines:
        ready = wait(open_lines)[0]
        try:
            piece = ready.recv()
        except EOFError:
            open_lines = [line for line in open_lines if line is not ready]
        else:
            for line in open_lines:
                if line is not ready:
                    line.send(piece)


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
