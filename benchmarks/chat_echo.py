"""The plain server that the chat is measured against; a module, so that a child can import it."""

from __future__ import annotations

import socket
import socketserver
from multiprocessing.connection import Connection


class Echo(socketserver.BaseRequestHandler):
    """Send back what comes."""

    def handle(self) -> None:
        """Serve one connection."""
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while piece := self.request.recv(65536):
            self.request.sendall(piece)


def serve_echo(line: Connection) -> None:
    """Run socketserver's own server with a process for each connection; threads on Windows."""
    kind = getattr(socketserver, "ForkingTCPServer", socketserver.ThreadingTCPServer)
    with kind(("127.0.0.1", 0), Echo) as server:
        line.send((server.server_address[1], kind.__name__))
        server.serve_forever()
