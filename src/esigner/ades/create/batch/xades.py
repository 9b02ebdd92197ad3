"""Seals of XAdES in ASiC-E and EDOC.

Standard: EN 319 132-1; EN 319 162-1, 4.4.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography import x509

from esigner.ades.containers.files import DataFile, check_for_container
from esigner.ades.create import signer_facts
from esigner.ades.create.asice_xades import HEAD, TAIL, containing, entries
from esigner.ades.create.assembly import check_order, check_timestamp
from esigner.ades.create.batch.unfinished import BatchSigner
from esigner.ades.create.errors import TimestampMissingError
from esigner.ades.create.values import Device, PrivateKey, signing_for
from esigner.ades.create.wanted import Wanted
from esigner.ades.create.xades import unsigned_properties
from esigner.ades.create.xades.signature import assemble, compose, properties_of, signature_value
from esigner.ades.create.xades.template import template_of
from esigner.ades.encoding.markup import NAMESPACES, canonical, uri
from esigner.ades.trust.validation_data import ValidationData

_SIGNED_INFO: Final = "<ds:SignedInfo"
_AFTER_NAMESPACES: Final = len(_SIGNED_INFO) + len(NAMESPACES)


class ContainerSignature:
    """A signature over the files of a container, with its value."""

    __slots__ = ("_batch", "_stamped", "files", "properties", "signature_id", "signed_at", "signed_info", "value")

    def __init__(
        self,
        batch: "_BatchSigner",
        files: Sequence[DataFile],
        signed_at: datetime,
        parts: tuple[str, str, str],
    ) -> None:
        """Sign; `parts` are those from `compose`."""
        self._batch, self.files, self.signed_at = batch, files, signed_at
        self.signature_id, signed_info, self.properties = parts
        self.value = batch.sign(signed_info.encode())
        self.signed_info = signed_info
        self._stamped = b""

    @property
    def signer(self) -> x509.Certificate:
        """The certificate of the key."""
        return self._batch.wanted.signer

    def timestamp_input(self) -> bytes:
        """Return the canonical ds:SignatureValue."""
        if not self._stamped:
            self._stamped = canonical(signature_value(self.signature_id, self.value), "ds:SignatureValue")
        return self._stamped

    def finish(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> bytes:
        """Return the container."""
        signature = self.document(timestamp=timestamp, revocation=revocation)
        return containing(self.files, signature, format=self._batch.wanted.format, written_at=self.signed_at)

    def parts(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> dict[str, bytes]:
        """Return the entries of META-INF."""
        signature = self.document(timestamp=timestamp, revocation=revocation)
        return entries(self.files, signature, format=self._batch.wanted.format)

    def document(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> bytes:
        """Return only the signatures document, for callers that have the container."""
        return assemble(
            self.signature_id,
            _SIGNED_INFO + self.signed_info[_AFTER_NAMESPACES:],
            self.value,
            self._batch.facts,
            self.properties,
            "" if timestamp is None and revocation is None else self._unsigned(timestamp, revocation),
            HEAD,
            TAIL,
        ).encode()

    def _unsigned(self, timestamp: bytes | None, revocation: ValidationData | None) -> str:
        if timestamp is None:
            raise TimestampMissingError
        token = check_timestamp(timestamp, over=self.timestamp_input())
        if revocation is not None:
            check_order(self, token=token, revocation=revocation)
        return unsigned_properties.properties(
            timestamp=timestamp, revocation=revocation, issuers=self._batch.wanted.chain
        )


class _BatchSigner:
    """The constant parts of all seals by one key with the same choices."""

    __slots__ = ("_claims", "_digest", "_template", "facts", "sign", "wanted")

    def __init__(self, wanted: Wanted, key: PrivateKey | Device) -> None:
        wanted.refuse_reason()
        wanted.refuse_shape()
        self.wanted, self.facts = wanted, signer_facts.of(wanted.signer)
        self._template = template_of(self.facts, digest=wanted.digest_algorithm, signature=wanted.signature_algorithm)
        self._digest = self._template.digest
        self._claims = properties_of(wanted.claims)
        self.sign = signing_for(wanted.format, key=key, facts=self.facts, algorithm_name=self._template.algorithm.name)

    def __call__(self, files: Sequence[DataFile], signed_at: datetime) -> ContainerSignature:
        if len(files) != 1:
            check_for_container(files)
        digest = self._digest
        references = [(_uri(file.name, file.media_type), file.media_type, file.digest(digest)) for file in files]
        return ContainerSignature(self, files, signed_at, compose(references, self._template, signed_at, self._claims))


@lru_cache(maxsize=256)
def _uri(name: str, media_type: str) -> str:
    """Return the reference to a file allowed in a container; cached, with the checks of a single file."""
    check_for_container((DataFile(name, media_type, b""),))
    return uri(name)


def batch_signer(wanted: Wanted, *, key: PrivateKey | Device) -> BatchSigner:
    """Return the signing function for these choices."""
    return _BatchSigner(wanted, key)
