import socketserver


def open_door():
    server = socketserver.TCPServer(("127.0.0.1", 0), None)
    return server.socket


def echo(server, suffix):
    served = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            while piece := self.request.recv(1024):
                self.request.sendall(piece + suffix)
                served.append(piece)

    with server:
        request, address = server.accept()
        with request:
            Handler(request, address, None)
    return len(served)
