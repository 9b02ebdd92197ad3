"""Reading time-stamp requests (RFC 3161 2.4.1)."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from esigner.algorithms import digests
from esigner.asn1 import der, identifiers, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error

_ALGORITHMS: Final = {der.oid(row.oid): row for row in digests.WRITTEN.values()}
_EXTENSIONS: Final = 0xA0
_VERSION_1: Final = b"\x01"


class Failure(IntEnum):
    """PKIFailureInfo bits used in answers (RFC 3161 2.4.2)."""

    BAD_ALG = 0
    BAD_REQUEST = 2
    BAD_DATA_FORMAT = 5
    UNACCEPTED_POLICY = 15
    UNACCEPTED_EXTENSION = 16


class RequestRefusedError(Exception):
    """The request cannot get a token."""

    def __init__(self, failure: Failure, sentence: str) -> None:
        """Keep the bit and an English sentence for the status string."""
        super().__init__(sentence)
        self.failure = failure
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class TimestampRequest:
    """What to stamp, and how."""

    imprint: bytes
    """MessageImprint, complete, as sent: it is echoed byte for byte."""
    policy: bytes | None
    """The requested policy, complete DER OBJECT IDENTIFIER."""
    nonce: bytes
    """The nonce, complete DER INTEGER as sent; empty if there was none."""
    wants_certificate: bool


def read(request_der: bytes) -> TimestampRequest:
    """Return the request; RequestRefusedError if it cannot get a token."""
    try:
        return _read(request_der)
    except MalformedAsn1Error as error:
        raise RequestRefusedError(Failure.BAD_DATA_FORMAT, str(error)) from error


def _read(request_der: bytes) -> TimestampRequest:
    fields = nodes.read(request_der).expect(tags.SEQUENCE).children()
    if len(fields) < 2 or fields[0].expect(tags.INTEGER).content != _VERSION_1:  # noqa: PLR2004 - version and imprint
        raise RequestRefusedError(Failure.BAD_REQUEST, "version 1 with a message imprint is expected")
    _check_imprint(fields[1].expect(tags.SEQUENCE))
    rest = {field.tag: field for field in fields[2:]}
    if _EXTENSIONS in rest:
        raise RequestRefusedError(Failure.UNACCEPTED_EXTENSION, "no request extensions are known here")
    if set(rest) - {tags.OBJECT_IDENTIFIER, tags.INTEGER, tags.BOOLEAN} or len(rest) != len(fields) - 2:
        raise RequestRefusedError(Failure.BAD_REQUEST, "unexpected fields in the request")
    return TimestampRequest(
        imprint=fields[1].encoded,
        policy=rest[tags.OBJECT_IDENTIFIER].encoded if tags.OBJECT_IDENTIFIER in rest else None,
        nonce=_checked_nonce(rest.get(tags.INTEGER)),
        wants_certificate=tags.BOOLEAN in rest and rest[tags.BOOLEAN].content != b"\0",
    )


def _check_imprint(imprint: nodes.Node) -> None:
    algorithm, digest = imprint.exactly(2)
    known = _ALGORITHMS.get(identifiers.read_without_parameters(algorithm))
    if known is None:
        raise RequestRefusedError(Failure.BAD_ALG, "only SHA-256, SHA-384 and SHA-512 are stamped")
    if len(digest.expect(tags.OCTET_STRING).content) != known.hash.digest_size:
        raise RequestRefusedError(Failure.BAD_DATA_FORMAT, "the digest has not the length of its algorithm")


def _checked_nonce(nonce: nodes.Node | None) -> bytes:
    if nonce is None:
        return b""
    nonce.as_integer()  # We sign it: it must be complete.
    return nonce.encoded
