"""Seals of CAdES, attached or detached.

Standard: EN 319 122-1, 6.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography import x509

from esigner.ades.containers.files import DataFile
from esigner.ades.create import signer_facts
from esigner.ades.create.assembly import check_order, check_timestamp
from esigner.ades.create.batch.unfinished import BatchSigner
from esigner.ades.create.cades import message
from esigner.ades.create.cades.attributes import signed_attributes
from esigner.ades.create.cades.signature import check_wanted
from esigner.ades.create.errors import FormatNotStreamedError, TimestampMissingError
from esigner.ades.create.values import Device, PrivateKey, signing_for
from esigner.ades.create.wanted import Wanted, one_file
from esigner.ades.encoding.algorithms import choose
from esigner.ades.encoding.formats import Packaging
from esigner.ades.trust.validation_data import ValidationData
from esigner.pkix.encoding import encoded_certificate

_HOLE: Final = bytes(range(0xA0, 0xC0)) * 2
"""Placeholder for a digest, as long as the longest."""


class CadesSignature:
    """A signature over one file, with its value."""

    __slots__ = ("_attributes", "_batch", "_content", "_value")

    def __init__(self, batch: "_BatchSigner", content: bytes | None, attributes: bytes) -> None:
        """Sign the attributes; `content` is None where the signature is detached."""
        self._batch, self._content, self._attributes = batch, content, attributes
        self._value = batch.sign(attributes)

    @property
    def signer(self) -> x509.Certificate:
        """The certificate of the key."""
        return self._batch.wanted.signer

    def timestamp_input(self) -> bytes:
        """Return the bare value: the signature field of SignerInfo (EN 319 122-1, 5.3)."""
        return self._value

    def parts(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> dict[str, bytes]:
        """Refuse: it is not in a container."""
        del timestamp, revocation
        raise FormatNotStreamedError(format=self._batch.wanted.format)

    def finish(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> bytes:
        """Return the message."""
        batch = self._batch
        carried = batch.carried
        if timestamp is not None:
            token = check_timestamp(timestamp, over=self._value)
            if revocation is not None:
                check_order(self, token=token, revocation=revocation)
                carried = (*carried, *map(encoded_certificate, revocation.certificates))
        elif revocation is not None:
            raise TimestampMissingError
        return message.content_info(
            message.Signed(self._attributes, self._value, batch.algorithm, batch.facts, timestamp),
            content=self._content,
            certificates=carried,
            revocation=revocation,
        )


class _BatchSigner:
    """The constant parts of all seals by one key with the same choices."""

    __slots__ = ("_around", "_attached", "algorithm", "carried", "facts", "sign", "wanted")

    def __init__(self, wanted: Wanted, key: PrivateKey | Device) -> None:
        self._attached = check_wanted(wanted) is Packaging.ENVELOPING
        self.wanted, self.facts = wanted, signer_facts.of(wanted.signer)
        self.algorithm = choose(self.facts.kind, digest=wanted.digest_algorithm, signature=wanted.signature_algorithm)
        self.carried = tuple(map(encoded_certificate, wanted.chain))
        self.sign = signing_for(wanted.format, key=key, facts=self.facts, algorithm_name=self.algorithm.name)
        self._around = lru_cache(maxsize=16)(self._attributes_around)

    def __call__(self, files: Sequence[DataFile], signed_at: datetime) -> CadesSignature:
        file = files[0] if len(files) == 1 else one_file(files, format=self.wanted.format)
        before, after = self._around(file.media_type, signed_at)
        attributes = before + file.digest(self.algorithm.digest) + after
        return CadesSignature(self, file.content if self._attached else None, attributes)

    def _attributes_around(self, media_type: str, signed_at: datetime) -> tuple[bytes, bytes]:
        """Return the attributes before and after the content's digest; signatures of one second share them.

        Their order in the SET is settled by lengths and types, which precede any digest.
        """
        hole = _HOLE[: self.algorithm.digest.hash.digest_size]
        whole = signed_attributes(
            self.wanted._replace(signed_at=signed_at),
            signer=self.facts,
            algorithm=self.algorithm,
            content_digest=hole,
            media_type=media_type,
        )
        before, _, after = whole.partition(hole)
        return before, after


def batch_signer(wanted: Wanted, *, key: PrivateKey | Device) -> BatchSigner:
    """Return the signing function for these choices."""
    return _BatchSigner(wanted, key)
