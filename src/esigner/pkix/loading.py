"""Certificates out of bytes, those too that the library refuses because of a name it does not like.

It reads most of a certificate lazily but a few strings at once: a PrintableString with an `@` or a `_`, which many
authorities have issued, half a BMPString, attributes of one set in another order. None of that says anything against
key, signature or extensions. Such a certificate is loaded as a twin without names, which answers for everything that
does not depend on them, and keeps its own bytes for the rest; names are read by `fields` anyway.
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
        CertificatePartUnreadableError: They are none.
    """
    try:
        return _loaded(encoded)
    except Exception:  # noqa: BLE001 - whatever a stranger's bytes make the library say
        return _without_names(encoded)


def load_pem(encoded: bytes) -> list[x509.Certificate]:
    """Return the certificates in PEM, in their order, whatever stands around them; none where there is no block.

    Raises:
        CertificatePartUnreadableError: One of the blocks is none.
    """
    try:
        return [load(b64decode(b"".join(block.split()), validate=True)) for block in _BLOCK.findall(encoded)]
    except ValueError as error:
        raise CertificatePartUnreadableError(part="PEM") from error


def _loaded(encoded: bytes) -> x509.Certificate:
    with warnings.catch_warnings():
        # It warns of serial numbers that are not positive, and reads them.
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
    """Stands for a certificate whose names the library cannot hold; where it asks for them itself it gets no answer."""

    __slots__ = ("_encoded", "_signed", "_twin")

    def __init__(self, encoded: bytes, signed: bytes, twin: x509.Certificate) -> None:
        """Keep the bytes, the part of them that is signed, and the twin."""
        self._encoded, self._signed, self._twin = encoded, signed, twin

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - everything that a certificate has
        """Let the twin answer."""
        return getattr(self._twin, name)

    def __eq__(self, other: object) -> bool:
        """Two are one by their bytes."""
        return isinstance(other, OddlyNamed) and other._encoded == self._encoded

    def __hash__(self) -> int:
        """By the bytes, as equality."""
        return hash(self._encoded)

    @property
    def subject(self) -> x509.Name:
        """Refuse, as the library does where it meets such a name late."""
        message = "a name that cannot be held: read it by pkix.fields"
        raise ValueError(message)

    issuer = subject

    @property
    def tbs_certificate_bytes(self) -> bytes:
        """What was signed."""
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
