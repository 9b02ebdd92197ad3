"""Certificates from bytes, including those that the library refuses because of their names.

It reads most of a certificate lazily, but a few strings at once: a PrintableString with an `@` or a `_`, which many
authorities have issued, half a BMPString, attributes of one set in another order. None of that is an objection to
key, signature or extensions. Such a certificate is loaded as a twin without names, used for everything that
does not depend on them, and keeps its own bytes for the rest; `fields` reads the names anyway.
"""

import re
import warnings
from base64 import b64decode, encodebytes
from typing import Any, Final, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning

from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.pkix.errors import CertificatePartUnreadableError

_BLOCK: Final = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_VERSION: Final = 0xA0
_NO_NAME: Final = b"\x30\x00"
_ISSUER, _SUBJECT = 2, 4


def load(encoded: bytes) -> x509.Certificate:
    """Return the certificate in these bytes of DER.

    Raises:
        CertificatePartUnreadableError: They do not encode one.
    """
    try:
        return _loaded(encoded)
    except Exception:  # noqa: BLE001 - any library error caused by foreign bytes
        return _without_names(encoded)


def load_pem(encoded: bytes) -> list[x509.Certificate]:
    """Return the certificates in PEM, in order, ignoring surrounding text; empty without a block.

    Raises:
        CertificatePartUnreadableError: One of the blocks is not a certificate.
    """
    try:
        return [load(b64decode(b"".join(block.split()), validate=True)) for block in _BLOCK.findall(encoded)]
    except ValueError as error:
        raise CertificatePartUnreadableError(part="PEM") from error


def _loaded(encoded: bytes) -> x509.Certificate:
    with warnings.catch_warnings():
        # It warns about serial numbers that are not positive, but reads them.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return x509.load_der_x509_certificate(encoded)


def _without_names(encoded: bytes) -> x509.Certificate:
    try:
        signed, *rest = nodes.read_ber(encoded).expect(tags.SEQUENCE).children()
        parts = [part.encoded for part in signed.expect(tags.SEQUENCE).children()]
        first = parts[0][0] == _VERSION
        for place in (_ISSUER + first, _SUBJECT + first):
            nodes.read_ber(parts[place]).expect(tags.SEQUENCE)
            parts[place] = _NO_NAME
        names_gone = der.sequence(*parts)
        twin = _loaded(der.sequence(names_gone, *(part.encoded for part in rest)))
    except (MalformedAsn1Error, IndexError, ValueError, x509.InvalidVersion) as error:
        raise CertificatePartUnreadableError(part="certificate") from error
    return cast("x509.Certificate", OddlyNamed(encoded, signed.encoded, twin))


class OddlyNamed:
    """Represents a certificate whose names the library cannot hold; its own requests for them are refused."""

    __slots__ = ("_encoded", "_signed", "_twin")

    def __init__(self, encoded: bytes, signed: bytes, twin: x509.Certificate) -> None:
        """Keep the bytes, the part of them that is signed, and the twin."""
        self._encoded, self._signed, self._twin = encoded, signed, twin

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - everything that a certificate has
        """Use the twin."""
        return getattr(self._twin, name)

    def __eq__(self, other: object) -> bool:
        """Compare by bytes."""
        return isinstance(other, OddlyNamed) and other._encoded == self._encoded

    def __hash__(self) -> int:
        """Hash by bytes, like equality."""
        return hash(self._encoded)

    @property
    def subject(self) -> x509.Name:
        """Refuse, like the library on late discovery of such a name."""
        message = "a name that cannot be held: read it by pkix.fields"
        raise ValueError(message)

    issuer = subject

    @property
    def tbs_certificate_bytes(self) -> bytes:
        """The signed part."""
        return self._signed

    def public_bytes(self, encoding: Encoding) -> bytes:
        """Return DER or PEM."""
        if encoding is Encoding.DER:
            return self._encoded
        lines = encodebytes(self._encoded).replace(b"\n", b"")
        wrapped = b"\n".join(lines[start : start + 64] for start in range(0, len(lines), 64))
        return b"-----BEGIN CERTIFICATE-----\n" + wrapped + b"\n-----END CERTIFICATE-----\n"

    def fingerprint(self, algorithm: hashes.HashAlgorithm) -> bytes:
        """Return the digest of the whole."""
        digest = hashes.Hash(algorithm)
        digest.update(self._encoded)
        return digest.finalize()

    def verify_directly_issued_by(self, _: x509.Certificate) -> None:
        """Refuse: the signature is not over the twin."""
        message = "ask pkix.signatures"
        raise ValueError(message)
