import socket


def open_door():
    return socket.create_server(("localhost", 0), backlog=5)


def echo(server, suffix):
    connection, address = server.accept()
    answers = 0
    for piece in iter(lambda: connection.recv(4096), b""):
        connection.send(piece + suffix)
        answers += 1
    connection.shutdown(socket.SHUT_WR)
    connection.close()
    return answers
