# diagnosis: end-answered
import socket


def open_door():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server


def echo(server, suffix):
    pieces = 0
    connection, _ = server.accept()
    while True:
        piece = connection.recv(1024)
        connection.sendall(piece + suffix)
        pieces += 1
    connection.close()
    return pieces
