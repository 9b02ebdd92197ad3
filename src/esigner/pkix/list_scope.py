"""Whether a revocation list covers a certificate, for every reason (RFC 5280, 5.2.5 and 6.3.3 (b), (d))."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from cryptography import x509

from esigner import bounds
from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.asn1.nodes import Node
from esigner.pkix import extensions, fields, names
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.fields import RawExtension

_DELTA: Final = "2.5.29.27"
_DISTRIBUTION_POINT: Final = "2.5.29.28"
_DISTRIBUTION_POINTS: Final = "2.5.29.31"
_EVALUATED: Final = frozenset({"2.5.29.20", "2.5.29.35"})
"""cRLNumber and authorityKeyIdentifier, which limit nothing."""
_POINT_NAME, _ONLY_USERS, _ONLY_AUTHORITIES, _ONLY_REASONS, _INDIRECT, _ONLY_ATTRIBUTES = (
    0xA0, 0x81, 0x82, 0x83, 0x84, 0x85,
)  # fmt: skip
_OF_POINT_REASONS, _OF_POINT_ISSUER = 0x81, 0xA2
_FULL_NAME, _RELATIVE_NAME = 0xA0, 0xA1
_DIRECTORY_NAME: Final = 0xA4

_PointName: TypeAlias = "names.Key | bytes"
"""A directory name in comparable form, any other name as encoded."""


def covers(listed: Sequence[RawExtension], certificate: x509.Certificate) -> bool:
    """Return whether a list with these extensions would show the certificate if it were revoked.

    Raises:
        CertificatePartUnreadableError: A required extension.
    """
    if len({one.oid for one in listed}) != len(listed) or any(one.oid == _DELTA for one in listed):
        return False
    if any(one.critical and one.oid not in _EVALUATED | {_DISTRIBUTION_POINT} for one in listed):
        return False
    point = next((one for one in listed if one.oid == _DISTRIBUTION_POINT), None)
    try:
        return point is None or _is_of(point, certificate)
    except MalformedAsn1Error as error:
        raise CertificatePartUnreadableError(part="issuing distribution point") from error


def _is_of(point: RawExtension, certificate: x509.Certificate) -> bool:
    parts = {one.tag: one for one in nodes.read_ber(point.value).expect(tags.SEQUENCE).children()}
    set_flags = {tag for tag, one in parts.items() if tag != _POINT_NAME and one.content != b"\0"}
    unknown = parts.keys() - {_POINT_NAME, _ONLY_USERS, _ONLY_AUTHORITIES, _ONLY_REASONS, _INDIRECT, _ONLY_ATTRIBUTES}
    if unknown or set_flags & {_ONLY_REASONS, _INDIRECT, _ONLY_ATTRIBUTES}:
        return False
    if (_ONLY_USERS if extensions.is_authority(certificate) else _ONLY_AUTHORITIES) in set_flags:
        return False
    if _POINT_NAME not in parts:
        return True
    theirs = frozenset(_names(parts[_POINT_NAME], certificate))
    return not theirs.isdisjoint(_points_of(certificate))


def _points_of(certificate: x509.Certificate) -> Iterable[_PointName]:
    """Return the names of the certificate's distribution points for every reason; without any, its issuer's name."""
    found = extensions.raw(certificate, _DISTRIBUTION_POINTS)
    if found is None:
        return [fields.issuer(certificate).key]
    wanted: list[_PointName] = []
    for point in nodes.read_ber(found.value).expect(tags.SEQUENCE).children():
        parts = {one.tag: one for one in point.expect(tags.SEQUENCE).children()}
        if _POINT_NAME in parts and not {_OF_POINT_REASONS, _OF_POINT_ISSUER} & parts.keys():
            wanted += _names(parts[_POINT_NAME], certificate)
    return wanted


def _names(point_name: Node, certificate: x509.Certificate) -> Iterator[_PointName]:
    """Return the names of a DistributionPointName; a relative one is below the issuer's."""
    choice = point_name.child(0)
    if choice.tag == _RELATIVE_NAME:
        above = nodes.read_ber(fields.of(certificate).issuer_der).content
        yield names.read(der.sequence(above, der.tlv(tags.SET, choice.content))).key
    elif choice.tag == _FULL_NAME:
        for one in choice.children():
            bounds.spend()
            yield names.read(one.content).key if one.tag == _DIRECTORY_NAME else one.encoded
