"""A time-stamping authority in this process, as fast as one can be: what never changes is encoded once."""

import hashlib
from itertools import count

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.asn1 import der, tags
from tests.world.signing_pki import SIGNED_AT, TSA_POLICY, SigningPki

_SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))
_TST_INFO = der.oid("1.2.840.113549.1.9.16.1.4")
_ECDSA = ec.ECDSA(Prehashed(hashes.SHA256()))
_HOLE = b"\xee" * 32


def _attribute(dotted: str, value: bytes) -> bytes:
    return der.sequence(der.oid(dotted), der.set_of(value))


class Authority:
    """The world's P-256 unit with its key at hand; SHA-256 throughout."""

    def __init__(self, world: SigningPki) -> None:
        """Encode what all tokens share."""
        unit = world.tsu
        assert isinstance(unit.key, ec.EllipticCurvePrivateKey)
        self._key, self._serials = unit.key, count(1)
        certificate = unit.certificate.public_bytes(Encoding.DER)
        name = der.sequence(unit.certificate.issuer.public_bytes(), der.integer(unit.certificate.serial_number))
        identifier = der.sequence(der.octet_string(hashlib.sha256(certificate).digest()))
        attributes = der.set_of(
            _attribute("1.2.840.113549.1.9.3", _TST_INFO),
            _attribute("1.2.840.113549.1.9.4", der.octet_string(_HOLE)),
            _attribute("1.2.840.113549.1.9.16.2.47", der.sequence(der.sequence(identifier))),
        )
        # The order of attributes follows from their lengths and types: no digest changes it.
        self._before_digest, self._after_digest = attributes.split(_HOLE)
        self._info_head = der.integer(1) + der.oid(TSA_POLICY)
        self._info_middle = der.generalized_time(SIGNED_AT) + der.sequence(der.integer(1))
        self._signer_head = der.integer(1) + name + _SHA256
        self._signer_middle = der.sequence(der.oid("1.2.840.10045.4.3.2"))
        self._head, self._certificates = der.integer(3) + der.set_of(_SHA256), der.context(0, certificate)

    def answer(self, imprint: bytes, nonce: int) -> bytes:
        """Return the TimeStampResp over a SHA-256 digest."""
        info = der.sequence(
            self._info_head,
            der.sequence(_SHA256, der.octet_string(imprint)),
            der.integer(next(self._serials)),
            self._info_middle,
            der.integer(nonce),
        )
        attributes = self._before_digest + hashlib.sha256(info).digest() + self._after_digest
        value = der.octet_string(self._key.sign(hashlib.sha256(attributes).digest(), _ECDSA))
        signer = der.sequence(self._signer_head, b"\xa0" + attributes[1:], self._signer_middle, value)
        content = der.sequence(_TST_INFO, der.context(0, der.octet_string(info)))
        body = der.sequence(self._head, content, self._certificates, der.tlv(tags.SET, signer))
        token = der.sequence(der.oid("1.2.840.113549.1.7.2"), der.context(0, body))
        return der.sequence(der.sequence(der.integer(0)), token)
