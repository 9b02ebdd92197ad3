"""Where each door listens and under which address others reach it."""

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from esigner.config import variables
from esigner.config.errors import PortTakenError

BACKLOG: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """One listening place: the key in ESIGNER_URLS, and the setting that moves it."""

    key: str
    setting: str
    tls: bool = False
    """True where the door always speaks TLS with our own server certificate (the API doors)."""


PORTS: Final[tuple[Port, ...]] = (
    Port(key="portal", setting="ESIGNER_PORT_PORTAL"),
    Port(key="trust", setting="ESIGNER_PORT_TRUST"),
    Port(key="api_test", setting="ESIGNER_PORT_API_TEST", tls=True),
    Port(key="sign_test", setting="ESIGNER_PORT_SIGN_TEST"),
    Port(key="api_production", setting="ESIGNER_PORT_API_PRODUCTION", tls=True),
    Port(key="sign_production", setting="ESIGNER_PORT_SIGN_PRODUCTION"),
)


def named(key: str) -> Port:
    """Return the row of the table with this key."""
    return next(port for port in PORTS if port.key == key)


def number(key: str, *, source: Mapping[str, str] | None = None) -> int:
    """Return the port number in force for this key."""
    return variables.number(named(key).setting, source=source)


def url(key: str, *, host: str, tls: bool, source: Mapping[str, str] | None = None) -> str:
    """Return base URL without a trailing slash: ESIGNER_URL_<KEY> where set (behind a proxy), else host and port."""
    own = variables.text(f"ESIGNER_URL_{key.upper()}", source=source)
    scheme = "https" if tls or named(key).tls else "http"
    return own.rstrip("/") or f"{scheme}://{host}:{number(key, source=source)}"


def urls(*, host: str, tls: bool, source: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return ESIGNER_URLS: every key of the table with its base URL."""
    return {port.key: url(port.key, host=host, tls=tls, source=source) for port in PORTS}


def listener(port: int, *, listen: str, setting: str = "") -> socket.socket:
    """Return a socket that listens; connections queue in it even before a process accepts them.

    Args:
        port: 0 takes any free one.
        listen: IPv4 or IPv6 address.
        setting: Named in the refusal, so that the reader knows what to change.

    Raises:
        PortTakenError: Another program listens there.
    """
    bound = socket.socket(socket.AF_INET6 if ":" in listen else socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((listen, port))
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise PortTakenError(port=port, setting=setting) from error
        raise
    return bound
