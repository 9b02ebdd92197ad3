"""Telling our starter that everything is up, by systemd's protocol: a datagram to the socket that it named.

No caller has to ask at the ports: another program that answers there would be taken for us.
"""

import os
import socket
from contextlib import suppress

from esigner.config import environment

READY = b"READY=1"
STOPPING = b"STOPPING=1"


def tell(state: bytes) -> None:
    """Send the state to NOTIFY_SOCKET; without it nobody asked. A receiver that does not listen is not waited for."""
    address = environment.text("NOTIFY_SOCKET")
    if not address:
        return
    # A name that begins with @ is in Linux' abstract name space.
    name = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender, suppress(OSError):
        sender.sendto(state, socket.MSG_DONTWAIT, os.fsencode(name))
