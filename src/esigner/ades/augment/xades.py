"""XAdES: unsigned properties inserted as text, so that no existing byte changes.

Standard: EN 319 132-1, 5.3 to 5.5. Every inserted element declares its own prefixes.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Final

from lxml import etree

from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.signature_file import Stage
from esigner.ades.augment.xml_places import declared, places
from esigner.ades.encoding import xml
from esigner.ades.encoding.elements import DS, XADES, XADES141, ids, outermost, required
from esigner.ades.encoding.markup import C14N_11
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.candidate import Candidate
from esigner.ades.validation.xades import imprints, properties, read_signatures
from esigner.ades.validation.xades.references import Surroundings, follow
from esigner.pkix.encoding import encoded_certificate

_METHOD: Final = f'<ds:CanonicalizationMethod Algorithm="{C14N_11}"></ds:CanonicalizationMethod>'


class XadesFile:
    """An XML document with XAdES signatures."""

    def __init__(self, content: bytes, *, files: Mapping[str, bytes], in_container: bool) -> None:
        """Read the signatures; `files` are those that their references may name."""
        self.content = content
        self.candidates: Sequence[Candidate] = read_signatures(content, files=files, in_container=in_container)
        self._files = files
        self._in_container = in_container

    def inputs(self, stage: Stage, targets: Sequence[int]) -> list[bytes]:
        """Return the canonical SignatureValue, or what an archive timestamp is over."""
        signatures = self.signatures()
        if stage is Stage.TIMESTAMP:
            return [xml.canonical(required(signatures[n], f"{DS}SignatureValue"), C14N_11) for n in targets]
        return [self._archive_input(signatures[n], self.candidates[n].id) for n in targets]

    def stamped(self, stage: Stage, targets: Sequence[int], tokens: Sequence[bytes]) -> bytes:
        """Return the document with a SignatureTimeStamp or an ArchiveTimeStamp in each of the signatures."""
        tag = "xades:SignatureTimeStamp" if stage is Stage.TIMESTAMP else "xadesv141:ArchiveTimeStamp"
        markup = {n: _timestamp(tag, token) for n, token in zip(targets, tokens, strict=True)}
        return self._with(markup)

    def with_material(self, targets: Sequence[int], revocation: Sequence[ValidationData]) -> bytes:
        """Return the document with the material: for the signature, or next to a timestamp if it has its own.

        Nothing that an archive timestamp covers is touched: TimeStampValidationData follows it.
        """
        signatures = self.signatures()
        markup = {n: _material(signatures[n], new) for n, new in zip(targets, revocation, strict=True)}
        return self._with(markup)

    def signatures(self) -> list[etree._Element]:
        """Return the elements, in the order of `candidates`."""
        return list(outermost(xml.parse(self.content)))

    def _archive_input(self, signature: etree._Element, label: str) -> bytes:
        root = signature.getroottree().getroot()
        around = Surroundings(
            root=root, signature=signature, ids=ids(root), files=self._files, in_container=self._in_container
        )
        references = [follow(e, around) for e in required(signature, f"{DS}SignedInfo").findall(f"{DS}Reference")]
        unsigned = properties.find(signature).unsigned
        before = [] if unsigned is None else list(unsigned.iterchildren(etree.Element))
        data = imprints.archive_input(signature, references, before=before, algorithm=C14N_11)
        if data is None:
            raise AugmentationRefusedError(signature=label, reason="a signed file is missing")
        return b"".join(data())

    def _with(self, markup: Mapping[int, str]) -> bytes:
        document, found = self.content, places(self.content)
        for number in sorted(markup, reverse=True):
            if markup[number]:
                document = found[number].filled(document, markup[number])
        return document


def _timestamp(tag: str, token: bytes) -> str:
    encapsulated = f"<xades:EncapsulatedTimeStamp>{b64encode(token).decode()}</xades:EncapsulatedTimeStamp>"
    return declared(tag, "", f"{_METHOD}{encapsulated}")


def _material(signature: etree._Element, new: ValidationData) -> str:
    if not (new.certificates or new.ocsp_responses or new.crls):
        return ""
    unsigned = properties.find(signature).unsigned
    has_own = unsigned is not None and any(
        unsigned.find(name) is not None for name in (f"{XADES}CertificateValues", f"{XADES}RevocationValues")
    )
    archived = unsigned is not None and unsigned.find(f"{XADES141}ArchiveTimeStamp") is not None
    if not has_own and not archived:
        return _certificates(new, outermost=True) + _revocation(new, outermost=True)
    inner = _certificates(new, outermost=False) + _revocation(new, outermost=False)
    return declared("xadesv141:TimeStampValidationData", "", inner)


def _certificates(new: ValidationData, *, outermost: bool) -> str:
    inner = _encapsulated("X509Certificate", [encoded_certificate(one) for one in new.certificates])
    return _element("CertificateValues", inner, outermost=outermost)


def _revocation(new: ValidationData, *, outermost: bool) -> str:
    lists = _element("CRLValues", _encapsulated("CRLValue", new.crls), outermost=False)
    answers = _element("OCSPValues", _encapsulated("OCSPValue", new.ocsp_responses), outermost=False)
    return _element("RevocationValues", lists + answers, outermost=outermost)


def _encapsulated(kind: str, encoded: Sequence[bytes]) -> str:
    values = (b64encode(one).decode() for one in dict.fromkeys(encoded))
    return "".join(f"<xades:Encapsulated{kind}>{value}</xades:Encapsulated{kind}>" for value in values)


def _element(name: str, inner: str, *, outermost: bool) -> str:
    if not inner:
        return ""
    return declared(f"xades:{name}", "", inner) if outermost else f"<xades:{name}>{inner}</xades:{name}>"
