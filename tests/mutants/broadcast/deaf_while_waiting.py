# diagnosis: deaf-while-waiting
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def handle(connection, line):
    while piece := connection.recv(1024):
        line.send(piece)
        while line.poll():
            connection.sendall(line.recv())


def pass_on(lines):
    while lines:
        for line in wait(lines):
            try:
                piece = line.recv()
            except (EOFError, OSError):
                lines.remove(line)
                continue
            for other in lines:
                if other is not line:
                    other.send(piece)


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
