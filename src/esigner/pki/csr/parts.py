"""The parts of a request, read one by one: the library reads all or nothing, but a check must name the bad part.

Legal but odd parts are read (T61String, unused kinds of names); malformed ones are None, and a named
check reports it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error

COUNTRY: Final = der.oid("2.5.4.6")
ORGANISATION: Final = der.oid("2.5.4.10")
ORGANISATION_IDENTIFIER: Final = der.oid("2.5.4.97")
COMMON_NAME: Final = der.oid("2.5.4.3")

_EXTENSION_REQUESTS: Final = frozenset((der.oid("1.2.840.113549.1.9.14"), der.oid("1.3.6.1.4.1.311.2.1.14")))
"""RFC 2985 5.4.2, and szOID_CERT_EXTENSIONS, which Windows uses: the same syntax."""
_BASIC_CONSTRAINTS: Final = der.oid("2.5.29.19")
_KEY_USAGE: Final = der.oid("2.5.29.15")
_EXTENDED_KEY_USAGE: Final = der.oid("2.5.29.37")
_ALTERNATIVE_NAMES: Final = der.oid("2.5.29.17")
_CERT_SIGN_AND_CRL_SIGN: Final = 0b0000_0110
"""Bits 5 and 6 of KeyUsage (RFC 5280 4.2.1.3), the first octet read from its highest bit."""

_ENCODINGS: Final = {
    0x0C: "utf-8",
    0x12: "ascii",  # NumericString
    0x13: "ascii",  # PrintableString
    0x14: "latin-1",  # TeletexString: in practice Latin-1
    0x16: "ascii",  # IA5String
    0x1C: "utf-32-be",  # UniversalString
    0x1E: "utf-16-be",  # BMPString
}
_PRINTABLE_STRING: Final = 0x13
_PRINTABLE: Final = re.compile(rb"[A-Za-z0-9 '()+,./:=?-]*")
EMAIL, X400, EDI_PARTY, URI = 1, 3, 5, 6
"""Numbers of GeneralName's choices (RFC 5280 4.2.1.6)."""
_KINDS_OF_NAMES: Final = 9
_CLASS: Final = 0xC0
_CONTEXT: Final = 0x80


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """The contents of the requested extensions."""

    is_ca: bool = False
    signs_certificates: bool = False
    """keyCertSign or cRLSign."""
    usages: tuple[bytes, ...] = ()
    """Extended key usages, encoded OIDs."""
    names: frozenset[int] = frozenset()
    """Kinds of alternative names, by the number of the choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts read from a request."""

    subject: tuple[tuple[bytes, str | None], ...] | None
    """Encoded OID and value of every attribute, None for a value that its own encoding forbids; None: malformed."""
    key_info: bytes
    """The SubjectPublicKeyInfo; empty if there is none."""
    requested: Requested | None
    """None: malformed, or a repeated extension."""


def read(request_info: bytes) -> Parts:
    """Return the parts of a CertificationRequestInfo (RFC 2986 4.1: version, subject, key, attributes), DER."""
    try:
        _, subject, key, *attributes = nodes.read(request_info).expect(tags.SEQUENCE).children()
    except ValueError:
        return Parts(subject=None, key_info=b"", requested=None)
    return Parts(subject=_subject(subject), key_info=key.encoded, requested=_requested(attributes))


def has_bad_text(request: bytes) -> bool:
    """Return whether a request, DER, has a well-formed subject with text that its own encoding forbids."""
    try:
        info, *_ = nodes.read(request).expect(tags.SEQUENCE).children()
        subject = read(info.encoded).subject
    except ValueError:
        return False
    return subject is not None and any(value is None for _, value in subject)


def _subject(name: nodes.Node) -> tuple[tuple[bytes, str | None], ...] | None:
    try:
        return tuple(_attribute(one) for group in name.children() for one in group.expect(tags.SET).children())
    except ValueError:
        return None


def _attribute(element: nodes.Node) -> tuple[bytes, str | None]:
    kind, value = element.expect(tags.SEQUENCE).exactly(2)
    if value.tag == _PRINTABLE_STRING and not _PRINTABLE.fullmatch(value.content):
        return kind.encoded, None
    try:
        return kind.expect(tags.OBJECT_IDENTIFIER).encoded, value.content.decode(_ENCODINGS[value.tag])
    except (UnicodeDecodeError, KeyError):
        return kind.encoded, None


def _requested(attributes: list[nodes.Node]) -> Requested | None:
    try:
        found = list(_extensions(attributes))
        values = dict(found)
        if len(values) != len(found):
            return None
        return Requested(
            is_ca=_BASIC_CONSTRAINTS in values and _is_ca(values[_BASIC_CONSTRAINTS]),
            signs_certificates=_KEY_USAGE in values and _signs(values[_KEY_USAGE]),
            usages=_usages(values[_EXTENDED_KEY_USAGE]) if _EXTENDED_KEY_USAGE in values else (),
            names=_names(values[_ALTERNATIVE_NAMES]) if _ALTERNATIVE_NAMES in values else frozenset(),
        )
    except ValueError:
        return None


def _extensions(attributes: list[nodes.Node]) -> Iterator[tuple[bytes, bytes]]:
    """Return OID and value of every requested extension (RFC 2985 5.4.2)."""
    for attribute in (one for group in attributes for one in group.children()):
        kind, values = attribute.expect(tags.SEQUENCE).exactly(2)
        if kind.encoded not in _EXTENSION_REQUESTS:
            continue
        (wanted,) = values.expect(tags.SET).exactly(1)
        for extension in wanted.expect(tags.SEQUENCE).children():
            oid, *critical, value = extension.expect(tags.SEQUENCE).children() or [extension]
            if critical:
                (flag,) = critical
                flag.expect(tags.BOOLEAN)
            yield oid.expect(tags.OBJECT_IDENTIFIER).encoded, value.expect(tags.OCTET_STRING).content


def _is_ca(value: bytes) -> bool:
    fields = nodes.read(value).expect(tags.SEQUENCE).children()
    if not fields or fields[0].tag == tags.INTEGER:
        return False
    return fields[0].expect(tags.BOOLEAN).content != b"\0"


def _signs(value: bytes) -> bool:
    bits = nodes.read(value).expect(tags.BIT_STRING).content
    return len(bits) > 1 and bool(bits[1] & _CERT_SIGN_AND_CRL_SIGN)


def _usages(value: bytes) -> tuple[bytes, ...]:
    listed = nodes.read(value).expect(tags.SEQUENCE).children()
    return tuple(one.expect(tags.OBJECT_IDENTIFIER).encoded for one in listed)


def _names(value: bytes) -> frozenset[int]:
    names = nodes.read(value).expect(tags.SEQUENCE).children()
    numbers = frozenset(one.tag & 0x1F for one in names)
    if any(one.tag & _CLASS != _CONTEXT for one in names) or not numbers <= frozenset(range(_KINDS_OF_NAMES)):
        msg = "a kind of name that there is not"
        raise MalformedAsn1Error(msg)
    return numbers
