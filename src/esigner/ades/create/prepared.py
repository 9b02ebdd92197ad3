"""`Prepared`: a signature waiting for its value, storable as versioned JSON."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.create.errors import PreparedUnreadableError
from esigner.ades.encoding.algorithms import signature_named
from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from esigner.ades.encoding.formats import Format
from esigner.pkix import loading
from esigner.pkix.errors import CertificatePartUnreadableError

VERSION: Final = 2
"""What is written. Every version ever written has its reader below, for ever: a value may wait for weeks (ADR 0026)."""

COUNTERSIGNED: Final = "countersigned"
"""The part that names what a countersignature covers; other signatures do not have it."""

Part = str | int | list["Part"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A signature waiting for its value. Holds no key, no clock, no socket, no document."""

    format: Format
    signature_algorithm: str
    """A name of `algorithms.signatures.WRITTEN`."""
    to_be_signed: bytes
    """Canonical ds:SignedInfo or DER SignedAttributes; the device signs these bytes, not their digest."""
    signed_at: datetime
    signer: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    parts: Mapping[str, Part]
    """What the format needs to finish: JSON values only."""

    @property
    def digest_algorithm(self) -> str:
        """The digest algorithm of the signature, such as SHA256."""
        return signature_named(self.signature_algorithm).digest.name

    @property
    def digest(self) -> bytes:
        """The digest of `to_be_signed`, for devices that take a digest."""
        return signature_named(self.signature_algorithm).digest.digest(self.to_be_signed)

    def to_json(self) -> str:
        """Return JSON that `from_json` of this and later versions reads."""
        stored: dict[str, object] = {
            "version": VERSION,
            "format": self.format,
            "signatureAlgorithm": self.signature_algorithm,
            "toBeSigned": b64encode(self.to_be_signed).decode(),
            "signedAt": self.signed_at.isoformat(),
            "signer": _certificate_b64(self.signer),
            "chain": [_certificate_b64(certificate) for certificate in self.chain],
            "parts": dict(self.parts),
        }
        return json.dumps(stored | {"sha256": _checksum(stored)})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the JSON from `to_json`.

        Raises:
            PreparedUnreadableError: A version that was never written, another shape, or damaged.
        """
        try:
            loaded = json.loads(text)
            version = loaded["version"]
            if type(version) is not int or version not in READERS:
                raise PreparedUnreadableError(version=version)
            stored = READERS[version](loaded)
            return cls(
                format=Format(stored["format"]),
                signature_algorithm=signature_named(stored["signatureAlgorithm"]).name,
                to_be_signed=b64decode(stored["toBeSigned"], validate=True),
                signed_at=datetime.fromisoformat(stored["signedAt"]),
                signer=_certificate(stored["signer"]),
                chain=tuple(_certificate(one) for one in stored["chain"]),
                parts=dict(stored["parts"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, *_REFUSALS) as error:
            raise PreparedUnreadableError from error


def _without_checksum(loaded: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read version 1, written until 6c0d864: a damaged one is noticed only by its value."""
    if "sha256" in loaded:  # a later version, damaged
        raise PreparedUnreadableError(version=loaded["version"])
    return loaded


def _with_checksum(loaded: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read version 2: what does not match its checksum is damaged, and never finished."""
    stored = {name: value for name, value in loaded.items() if name != "sha256"}
    if loaded.get("sha256") != _checksum(stored):
        raise PreparedUnreadableError(version=loaded["version"])
    return stored


READERS: Final[Mapping[int, Callable[[Mapping[str, Any]], Mapping[str, Any]]]] = {
    1: _without_checksum,
    2: _with_checksum,
}
"""Of each version, what returns its members as the newest version has them. A format's module reads its own parts."""

_REFUSALS: Final = (AlgorithmNotSupportedError, CertificatePartUnreadableError)


def _checksum(stored: Mapping[str, object]) -> str:
    """Return the SHA-256 of the stored data, independent of JSON layout."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _certificate_b64(certificate: x509.Certificate) -> str:
    return b64encode(certificate.public_bytes(Encoding.DER)).decode()


def _certificate(b64: str) -> x509.Certificate:
    return loading.load(b64decode(b64, validate=True))
