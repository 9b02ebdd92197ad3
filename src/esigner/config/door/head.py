"""What a request's head must be before anything is done with it (RFC 9112), read where the parser has ended."""

from collections import Counter
from typing import Final
from urllib.parse import urlsplit

from esigner.config.door.errors import (
    DoorRefusedError,
    HeaderRepeatedError,
    HostMissingError,
    MethodUnknownError,
    RequestMalformedError,
    TargetMalformedError,
    TransferCodingUnknownError,
)

Headers = list[tuple[bytes, bytes]]

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""What a door hands on; an address that lacks one of them answers 405 itself."""
VERSIONS: Final = frozenset({"1.0", "1.1"})
ONCE: Final = frozenset(
    {
        *(b"host", b"content-length", b"content-type", b"content-encoding", b"content-range", b"transfer-encoding"),
        *(b"authorization", b"expect", b"idempotency-key", b"epak-number", b"clientcertificate", b"clientaddress"),
    }
)
"""Headers of which a second one would leave open which value counts."""


def check(*, method: str, target: bytes, version: str, headers: Headers) -> None:
    """Refuse a head that breaks RFC 9112, or is ambiguous.

    Raises:
        DoorRefusedError: One of its subclasses.
    """
    if version not in VERSIONS:
        raise RequestMalformedError
    if method not in METHODS:
        raise MethodUnknownError(method=method)
    names = Counter(name for name, _ in headers)
    for name in ONCE:
        if names[name] > 1:
            raise HeaderRepeatedError(header=name.decode())
    if b"host" not in names and version != "1.0":
        raise HostMissingError
    _check_codings(headers, version=version)
    _check_target(target, method=method)


def _check_codings(headers: Headers, *, version: str) -> None:
    """Allow by RFC 9112 6.1: chunked alone, in HTTP/1.1 alone, and never together with a length."""
    fields = dict(headers)
    coding = fields.get(b"transfer-encoding")
    if coding is None:
        return
    if version == "1.0" or b"content-length" in fields:
        raise RequestMalformedError
    if coding.strip().lower() != b"chunked":
        raise TransferCodingUnknownError


def _check_target(target: bytes, *, method: str) -> None:
    """Allow by RFC 9112 3.2: a path, an absolute address, the asterisk of OPTIONS; no NUL, which no table can hold."""
    if b"%00" in target:
        raise TargetMalformedError
    if target.startswith(b"/") or (target == b"*" and method == "OPTIONS"):
        return
    parts = urlsplit(target.decode("latin-1"))
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc or "@" in parts.netloc:
        raise TargetMalformedError


def with_host_of_target(headers: Headers, *, target: bytes) -> Headers:
    """Return the headers with the host that an absolute address names: it counts, not Host (RFC 9112 3.2.2)."""
    if target.startswith(b"/") or target == b"*":
        return headers
    authority = urlsplit(target.decode("latin-1")).netloc.encode("latin-1")
    return [(name, authority if name == b"host" else value) for name, value in headers]


def host_of(headers: Headers) -> str | None:
    """Return the name in Host, lower case and without port; None where there is none, empty where it is not a name."""
    value = dict(headers).get(b"host")
    if value is None:
        return None
    try:
        return (urlsplit(f"//{value.decode('ascii')}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def refusal(*, method: str, target: bytes, version: str, headers: Headers) -> DoorRefusedError | None:
    """Return what is wrong with the head, None where nothing is."""
    try:
        check(method=method, target=target, version=version, headers=headers)
    except DoorRefusedError as error:
        return error
    return None
