"""CAdES: unsigned attributes, certificates and revocation information added; what was signed keeps its bytes.

Standard: EN 319 122-1, 5.3 to 5.5; RFC 5652.
"""

from collections.abc import Sequence

from esigner.ades import timestamps
from esigner.ades.augment import cms_places
from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.signature_file import Stage
from esigner.ades.rules import RefusedError, container_rules
from esigner.ades.rules.signature_rules import CMS_TRAILING_BYTES
from esigner.ades.timestamps import archive_v3
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import cades
from esigner.ades.validation.candidate import Candidate
from esigner.asn1.errors import MalformedAsn1Error
from esigner.cms import oids, signed_data, writing


class CadesFile:
    """A CMS with CAdES signatures; `content` is the detached data, None where it is inside."""

    def __init__(self, encoded: bytes, *, content: bytes | None, digest_algorithm: str, name: str = "") -> None:
        """Read the signatures; the digest algorithm is for later archive timestamps.

        Raises:
            RefusedError: It is not a CMS.
        """
        self.content = encoded
        self.candidates: Sequence[Candidate] = cades.read_signatures(
            encoded, content=content, family="CAdES", name=name or "signature"
        )
        try:
            self.signed = signed_data.read_ber(encoded, trailing=True)
        except MalformedAsn1Error as error:
            raise RefusedError(container_rules.FORMAT_UNKNOWN, str(error)) from error
        if self.signed.trailing:
            raise RefusedError(CMS_TRAILING_BYTES, f"{len(self.signed.trailing)}")
        self.data = self.signed.content if content is None else content
        self._algorithm = digest_algorithm

    def inputs(self, stage: Stage, targets: Sequence[int]) -> list[bytes]:
        """Return the signature values, or what an archive timestamp is over."""
        signers = [self.signed.signers[n] for n in targets]
        if stage is Stage.TIMESTAMP:
            return [signer.value for signer in signers]
        return [self._archive_input(signer, self._algorithm)[0] for signer in signers]

    def stamped(self, stage: Stage, targets: Sequence[int], tokens: Sequence[bytes]) -> bytes:
        """Return the CMS with a signature-time-stamp or an archive-time-stamp-v3 for each of the signers."""
        added: dict[int, bytes] = {}
        for n, token in zip(targets, tokens, strict=True):
            if stage is Stage.TIMESTAMP:
                added[n] = writing.attribute(oids.SIGNATURE_TIMESTAMP, token)
            else:
                algorithm = timestamps.read(token).imprint_algorithm.name
                index = self._archive_input(self.signed.signers[n], algorithm)[1]
                added[n] = writing.attribute(oids.ARCHIVE_TIMESTAMP_V3, _with_index(token, index))
        return cms_places.grown(self.content, attributes={n: (attribute,) for n, attribute in added.items()})

    def with_material(self, targets: Sequence[int], revocation: Sequence[ValidationData]) -> bytes:
        """Return the CMS with the material, which serves all its signers."""
        del targets
        self.refuse_old_archive()
        return cms_places.grown(self.content, material=revocation)

    def _archive_input(self, signer: signed_data.SignerInfo, algorithm: str) -> tuple[bytes, bytes]:
        if self.data is None:
            raise AugmentationRefusedError(signature="", reason="the signed data is missing")
        index = archive_v3.index(self.signed, signer, algorithm)
        data = archive_v3.stamped_data(self.signed, signer, content=self.data, algorithm=algorithm, hash_index=index)
        return data, index

    def refuse_old_archive(self) -> None:
        """Refuse archive timestamps whose imprint covers the whole CMS: nothing can be added any more."""
        if any(oid in signer.unsigned for signer in self.signed.signers for oid in archive_v3.OLD_ARCHIVE_TIMESTAMPS):
            raise AugmentationRefusedError(signature="", reason="it has an archive timestamp of version 1 or 2")


def _with_index(token: bytes, index: bytes) -> bytes:
    return cms_places.grown(token, attributes={0: (writing.attribute(archive_v3.HASH_INDEX_V3, index),)})
