"""CAdES: unsigned attributes, certificates and revocation information added; what was signed keeps its bytes.

Standard: EN 319 122-1, 5.3 to 5.5; RFC 5652.
"""

from collections.abc import Callable, Sequence
from typing import Final

from esigner.ades import cms as made
from esigner.ades import der, timestamps
from esigner.ades.augment.carrier import Stage
from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.material import Revocation
from esigner.ades.reading import archive_v3, asn1, cms
from esigner.ades.signed_data import SIGNATURE_TIMESTAMP, encoded_certificate
from esigner.ades.validation import cades
from esigner.ades.validation.candidate import Candidate

_CERTIFICATES: Final = 0xA0
_REVOCATION: Final = 0xA1
_UNSIGNED: Final = 0xA1
_OCSP_RESPONSE: Final = "1.3.6.1.5.5.7.16.2"
_VERSION_WITH_OTHER: Final = 5
"""RFC 5652, 5.1: where revocation information of another form than CRLs is inside."""


class CadesFile:
    """A CMS with CAdES signatures; `content` is the detached data, None where it is inside."""

    def __init__(self, encoded: bytes, *, content: bytes | None, digest_algorithm: str, name: str = "") -> None:
        """Read the signatures; the digest algorithm is that of archive timestamps to come."""
        self.content = encoded
        self.candidates: Sequence[Candidate] = cades.read_signatures(
            encoded, content=content, family="CAdES", name=name or "signature"
        )
        self._signed = cms.read(encoded)
        self._data = self._signed.content if content is None else content
        self._algorithm = digest_algorithm

    def inputs(self, stage: Stage, targets: Sequence[int]) -> list[bytes]:
        """Give the signature values, or what an archive timestamp is over."""
        signers = [self._signed.signers[n] for n in targets]
        if stage is Stage.TIMESTAMP:
            return [signer.value for signer in signers]
        return [self._archive_input(signer, self._algorithm)[0] for signer in signers]

    def stamped(self, stage: Stage, targets: Sequence[int], tokens: Sequence[bytes]) -> bytes:
        """Give the CMS with a signature-time-stamp or an archive-time-stamp-v3 for each of the signers."""
        added: dict[int, bytes] = {}
        for n, token in zip(targets, tokens, strict=True):
            if stage is Stage.TIMESTAMP:
                added[n] = made.attribute(SIGNATURE_TIMESTAMP, token)
            else:
                algorithm = timestamps.read(token).imprint_algorithm.name
                index = self._archive_input(self._signed.signers[n], algorithm)[1]
                added[n] = made.attribute(cms.ARCHIVE_TIMESTAMP_V3, _with_index(token, index))
        return _rebuilt(self.content, signer=lambda n, node: _with_attribute(node, added.get(n)))

    def with_material(self, targets: Sequence[int], revocation: Sequence[Revocation]) -> bytes:
        """Give the CMS with the material, which serves all its signers."""
        del targets
        self._refuse_version_2()
        certificates = [encoded_certificate(c) for new in revocation for c in new.certificates]
        lists = [crl for new in revocation for crl in new.crls]
        answers = [_other(answer) for new in revocation for answer in new.ocsp_responses]
        return _rebuilt(self.content, certificates=certificates, revocation=[*lists, *answers])

    def _archive_input(self, signer: cms.Signer, algorithm: str) -> tuple[bytes, bytes]:
        if self._data is None:
            raise AugmentationRefusedError(signature="", reason="the signed data is missing")
        index = archive_v3.index(self._signed, signer, algorithm)
        data = archive_v3.stamped_data(self._signed, signer, content=self._data, algorithm=algorithm, hash_index=index)
        return data, index

    def _refuse_version_2(self) -> None:
        if any(archive_v3.ARCHIVE_TIMESTAMP_V2 in signer.unsigned for signer in self._signed.signers):
            raise AugmentationRefusedError(signature="", reason="it has an archive timestamp of version 2")


def _other(answer: bytes) -> bytes:
    return der.context(1, der.oid(_OCSP_RESPONSE) + answer)


def _with_index(token: bytes, index: bytes) -> bytes:
    attribute = made.attribute(archive_v3.HASH_INDEX_V3, index)
    return _rebuilt(token, signer=lambda _, node: _with_attribute(node, attribute))


def _with_attribute(node: asn1.Node, attribute: bytes | None) -> bytes:
    if attribute is None:
        return node.encoded
    fields = node.children
    held = fields[-1].content if fields[-1].tag == _UNSIGNED else b""
    kept = fields[:-1] if held else fields
    return der.sequence(*(field.encoded for field in kept), der.context(1, held + attribute))


def _rebuilt(
    encoded: bytes,
    *,
    signer: Callable[[int, asn1.Node], bytes] = lambda _, node: node.encoded,
    certificates: Sequence[bytes] = (),
    revocation: Sequence[bytes] = (),
) -> bytes:
    """Give the CMS with more in it; every element that stands there keeps its bytes."""
    root = asn1.read(encoded, trailing=True)
    fields = list(root[1][0].children)
    signers = fields.pop()
    version, digests, content = (field.encoded for field in fields[:3])
    held = {field.tag: [child.encoded for child in field.children] for field in fields[3:]}
    parts = {
        _CERTIFICATES: list(dict.fromkeys((*held.get(_CERTIFICATES, ()), *certificates))),
        _REVOCATION: list(dict.fromkeys((*held.get(_REVOCATION, ()), *revocation))),
    }
    if any(one[:1] == bytes((_REVOCATION,)) for one in parts[_REVOCATION]):
        version = der.integer(_VERSION_WITH_OTHER)
    body = der.sequence(
        version,
        digests,
        content,
        *(der.tlv(tag, b"".join(items)) for tag, items in parts.items() if items),
        der.tlv(der.SET, b"".join(signer(n, node) for n, node in enumerate(signers.children))),
    )
    return der.sequence(root[0].encoded, der.context(0, body))
