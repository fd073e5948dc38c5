# diagnosis: answered-once
import socket


def open_door():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server


def echo(server, suffix):
    connection, _ = server.accept()
    piece = connection.recv(1024)
    connection.sendall(piece + suffix)
    connection.close()
    return 1
