"""Put first on PYTHONPATH: this process and its children reach no outside address."""

import socket
import sys

_LOOPBACK = ("127.", "::1", "localhost")


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        asked, address = arguments
        if getattr(asked, "family", None) == socket.AF_UNIX:
            return
        host = str(address[0]) if isinstance(address, tuple) else str(address)
        if not host.startswith(_LOOPBACK):
            raise PermissionError(f"the network is cut: connect to {host}")
    elif event == "socket.getaddrinfo" and not str(arguments[0]).startswith(_LOOPBACK):
        raise PermissionError(f"the network is cut: look up {arguments[0]}")


sys.addaudithook(_guard)
