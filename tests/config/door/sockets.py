"""Clients that write HTTP byte by byte, over TLS, from an address of their choice."""

import socket
import ssl
from dataclasses import dataclass

from tests.config.door.conftest import RunningDoor

NEAR, FAR = "127.0.0.1", "127.0.0.2"


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def context(door: RunningDoor, certificate: str = "") -> ssl.SSLContext:
    trust = ssl.create_default_context(cafile=str(door.folder / "server.pem"))
    if certificate:
        trust.load_cert_chain(door.folder / f"{certificate}.pem", door.folder / f"{certificate}.key")
    return trust


def connect(door: RunningDoor, *, certificate: str = "", source: str = NEAR, seconds: float = 20) -> ssl.SSLSocket:
    plain = socket.create_connection((source, door.port), timeout=seconds, source_address=(source, 0))
    return context(door, certificate).wrap_socket(plain, server_hostname="localhost")


def ask(door: RunningDoor, *parts: bytes, certificate: str = "", source: str = NEAR) -> list[Answer]:
    """Send the parts one after the other, then read until the door closes."""
    with connect(door, certificate=certificate, source=source) as client:
        received = b""
        try:
            for part in parts:
                client.sendall(part)
            while piece := client.recv(65536):
                received += piece
        except (ConnectionResetError, ssl.SSLEOFError):
            pass
    return answers(received)


def answers(received: bytes) -> list[Answer]:
    """Return the answers that stand one after the other; each has a Content-Length or no body."""
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        size = int(headers.get("content-length", 0))
        found.append(Answer(status=int(first.split()[1]), headers=headers, body=rest[:size]))
        received = rest[size:]
    return found
