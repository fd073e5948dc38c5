# diagnosis: fixed-port
import socket


def open_door():
    server = socket.socket()
    server.bind(("127.0.0.1", 20007))
    server.listen()
    return server


def echo(server, suffix):
    pieces = 0
    connection, _ = server.accept()
    with connection:
        while piece := connection.recv(1024):
            connection.sendall(piece + suffix)
            pieces += 1
    return pieces
