# diagnosis: list-not-shared
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait

everybody = []


def handle(connection, line):
    everybody.append(connection)
    while piece := connection.recv(1024):
        for other in everybody:
            if other is not connection:
                other.sendall(piece)


def pass_on(lines):
    for line in lines:
        wait([line])


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
