"""Reading CAdES signatures (EN 319 122-1): alone, in a container, or inside a PDF."""

from collections.abc import Iterable
from typing import Final

from cryptography import x509

from esigner.ades.encoding import cms_form, cms_reading
from esigner.ades.rules import Finding, RefusedError, signature_rules
from esigner.ades.rules.container_rules import SIGNATURES_TOO_MANY
from esigner.ades.timestamps import archive_v3
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import timestamp
from esigner.ades.validation.candidate import Candidate, Stamp, odd
from esigner.algorithms.verification import UnknownAlgorithmError, WrongSignatureError
from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.bounds import spend
from esigner.cms import oids, signed_data
from esigner.cms.errors import SignersTooManyError
from esigner.cms.signed_data import SignedData, SignerInfo
from esigner.pkix.bundles import load_certificates

_CRL_VALUES: Final = 0xA0
_OCSP_VALUES: Final = 0xA1
_PADDING: Final = b" \t\r\n\0"


def read_signatures(
    encoded: bytes, *, content: bytes | None, family: str, name: str, padded: bool = False
) -> list[Candidate]:
    """Return a candidate for every SignerInfo.

    Args:
        encoded: The CMS.
        content: The detached data, None if it must be inside.
        family: Of the candidates.
        name: Of the candidate; numbered if there are several.
        padded: Whether the reserved space may be larger than the CMS (PDF).

    Raises:
        RefusedError: SIGNATURES_TOO_MANY.
    """
    try:
        signed = signed_data.read_ber(encoded, trailing=True)
    except SignersTooManyError as error:
        raise RefusedError(SIGNATURES_TOO_MANY, str(error)) from error
    except MalformedAsn1Error as error:
        candidate = Candidate(id=name, family=family)
        candidate.broken("FORMAT", signature_rules.SIGNATURE_MALFORMED, str(error))
        return [candidate]
    found = []
    for number, signer in enumerate(signed.signers):
        spend(100)
        label = name if len(signed.signers) == 1 else f"{name}#{number}"
        candidate = Candidate(id=label, family=family)
        try:
            _read(candidate, signed, signer, content)
            _judge_trailing(candidate, signed.trailing, padded=padded)
        except (MalformedAsn1Error, WrongSignatureError, ValueError) as error:
            candidate.broken("FORMAT", signature_rules.SIGNATURE_MALFORMED, str(error))
        found.append(candidate)
    return found


def _read(candidate: Candidate, signed: SignedData, signer: SignerInfo, detached: bytes | None) -> None:
    candidate.malformed_certificates = signed.malformed_certificates
    candidate.certificates = (*signed.certificates, *_added_certificates(signer))
    candidate.evidence = _evidence(signed, signer)
    _note_time(candidate, signer)
    candidate.check("FORMAT")
    content = signed.content if detached is None else detached
    if signed.content is not None and detached is not None and signed.content != detached:
        candidate.broken(
            "REFERENCES", signature_rules.SIGNATURE_MALFORMED, "content inside differs from the content given"
        )
        return
    if content is None:
        candidate.broken("REFERENCES", signature_rules.SIGNED_DATA_MISSING)
        return
    _judge_value(candidate, signed, signer, content=content, content_type=signed.content_type)
    tokens = [node.encoded for node in signer.unsigned.get(oids.SIGNATURE_TIMESTAMP, ())]
    candidate.stamps = [Stamp(token=token, data=signer.value) for token in tokens]
    candidate.stamps += [
        _archive_stamp(node.encoded, signed, signer, content)
        for node in signer.unsigned.get(oids.ARCHIVE_TIMESTAMP_V3, ())
    ]
    counters = signer.unsigned.get(oids.COUNTERSIGNATURE, ())
    candidate.counters = [_counter(node, signed, signer, f"{candidate.id}/{n}") for n, node in enumerate(counters)]


def _note_time(candidate: Candidate, signer: SignerInfo) -> None:
    """Note the claimed time; it proves nothing, so no form of it makes a signature wrong."""
    claimed = cms_reading.signing_time(signer)
    if claimed is None:
        return
    candidate.signed_at = claimed.moment
    if not claimed.is_regular:
        candidate.warnings.append(Finding(rule=signature_rules.SIGNING_TIME_FORM, detail=claimed.written))


def _judge_value(
    candidate: Candidate, signed: SignedData, signer: SignerInfo, *, content: bytes, content_type: str | None
) -> None:
    certificate = _identify(candidate, signed, signer)
    candidate.certificate = certificate
    if certificate is not None:
        odd_parts = cms_form.oddities(signed, signer, certificate)
        candidate.warnings += [Finding(rule=signature_rules.CMS_FORM, detail=part) for part in odd_parts]
        findings = _value_findings(candidate, signer, certificate, content=content, content_type=content_type)
        candidate.check("SIGNATURE_VALUE", *findings)


def _counter(node: nodes.Node, signed: SignedData, parent: SignerInfo, name: str) -> Candidate:
    """Return a countersignature (RFC 5652, 11.4): a SignerInfo over the value of the signature that contains it."""
    candidate = Candidate(id=name, family="CAdES")
    candidate.scope = (name.rpartition("/")[0],)
    try:
        signer = signed_data.signer_of(node)
        candidate.certificates = (*signed.certificates, *_added_certificates(signer))
        candidate.evidence = _evidence(signed, signer)
        _note_time(candidate, signer)
        candidate.check("FORMAT")
        _judge_value(candidate, signed, signer, content=parent.value, content_type=None)
        tokens = signer.unsigned.get(oids.SIGNATURE_TIMESTAMP, ())
        candidate.stamps = [Stamp(token=token.encoded, data=signer.value) for token in tokens]
    except (MalformedAsn1Error, WrongSignatureError, ValueError) as error:
        candidate.broken("FORMAT", signature_rules.SIGNATURE_MALFORMED, str(error))
    return candidate


def _archive_stamp(encoded: bytes, signed: SignedData, signer: SignerInfo, content: bytes) -> Stamp:
    """Return an archive timestamp; with a wrong hash index it covers nothing."""
    try:
        token = timestamp.read(encoded)
        algorithm = token.digest_algorithm
        hash_index = archive_v3.index_of(token.signed)
        archive_v3.check_index(hash_index, signed, signer, algorithm=algorithm)
        data = archive_v3.stamped_data(signed, signer, content=content, algorithm=algorithm, hash_index=hash_index)
    except (MalformedAsn1Error, WrongSignatureError, ValueError):
        return Stamp(token=encoded, data=None, is_archive=True)
    return Stamp(token=encoded, data=data, is_archive=True)


def _identify(candidate: Candidate, signed: SignedData, signer: SignerInfo) -> x509.Certificate | None:
    named = [c for c in signed.certificates if signer.identifier.names(c)]
    if not named:
        candidate.broken("SIGNING_CERTIFICATE", signature_rules.SIGNING_CERTIFICATE_MISSING)
        return None
    try:
        right = [c for c in named if cms_reading.names_certificate(signer, c)]
    except UnknownAlgorithmError as error:
        candidate.broken("SIGNING_CERTIFICATE", signature_rules.ALGORITHM_UNKNOWN, str(error))
        return named[0]
    if right:
        candidate.check("SIGNING_CERTIFICATE")
        return right[0]
    unsigned = cms_reading.names_certificate(signer, named[0]) is None
    rule = signature_rules.SIGNING_CERTIFICATE_UNSIGNED if unsigned else signature_rules.SIGNING_CERTIFICATE_MISMATCH
    candidate.broken("SIGNING_CERTIFICATE", rule)
    return named[0]


def _judge_trailing(candidate: Candidate, trailing: bytes, *, padded: bool) -> None:
    """Report data after the CMS: padding is a warning, anything else was not judged."""
    is_padding = not trailing.strip(_PADDING)
    if not trailing or (padded and is_padding):
        return
    finding = Finding(rule=signature_rules.CMS_TRAILING_BYTES, detail=f"{len(trailing)}")
    if is_padding:
        candidate.warnings.append(finding)
    else:
        candidate.check("FORMAT", finding)


def _value_findings(
    candidate: Candidate,
    signer: SignerInfo,
    certificate: x509.Certificate,
    *,
    content: bytes,
    content_type: str | None,
) -> list[Finding]:
    findings = []
    try:
        candidate.scheme = cms_reading.scheme(signer)
        oddities = cms_reading.prove(signer, certificate, content=content, content_type=content_type)
        candidate.warnings += map(odd, sorted(oddities))
    except cms_reading.WrongDigestError:
        findings.append(Finding(rule=signature_rules.DIGEST_WRONG))
    except UnknownAlgorithmError as error:
        findings.append(Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=str(error)))
    except cms_reading.WrongAttributesError as error:
        findings.append(Finding(rule=signature_rules.SIGNATURE_MALFORMED, detail=str(error)))
    except cms_reading.SignedAsStoredError:
        findings.append(
            Finding(rule=signature_rules.SIGNED_ATTRIBUTES_NOT_DER, detail="the value is over what is stored")
        )
    except WrongSignatureError as error:
        findings.append(Finding(rule=signature_rules.SIGNATURE_VALUE_WRONG, detail=str(error)))
    if not findings and (weak := cms_reading.weak_algorithms(signer)):
        findings.append(Finding(rule=signature_rules.ALGORITHM_WEAK, detail=", ".join(weak)))
    return findings


def _added_certificates(signer: SignerInfo) -> list[x509.Certificate]:
    values = signer.unsigned.get(oids.CERTIFICATE_VALUES, ())
    return load_certificates(node.encoded for value in values for node in value.children())[0]


def _evidence(signed: SignedData, signer: SignerInfo) -> ValidationData:
    """Return the material of the CMS itself, of revocation-values and of Adobe's signed attribute."""
    answers, lists = list(signed.ocsp_responses), list(signed.crls)
    values = (*signer.unsigned.get(oids.REVOCATION_VALUES, ()), *signer.signed.get(oids.ADOBE_REVOCATION, ()))
    for value in values:
        for part in value.children():
            inside = part.children()
            items = inside[0].children() if inside else ()
            if part.tag == _CRL_VALUES:
                lists += [item.encoded for item in items]
            elif part.tag == _OCSP_VALUES:
                answers += [item.encoded for item in items]
    return ValidationData(ocsp_responses=tuple(map(_whole_answer, answers)), crls=tuple(lists))


def material_of(tokens: Iterable[bytes]) -> tuple[tuple[x509.Certificate, ...], ValidationData]:
    """Return the certificates and the status material inside time-stamp tokens; an unreadable one has none."""
    certificates: list[x509.Certificate] = []
    answers: list[bytes] = []
    lists: list[bytes] = []
    for token in tokens:
        try:
            signed = signed_data.read_ber(token, trailing=True)
            answers += map(_whole_answer, signed.ocsp_responses)
        except MalformedAsn1Error:
            continue
        certificates += signed.certificates
        lists += signed.crls
    return tuple(certificates), ValidationData(ocsp_responses=tuple(answers), crls=tuple(lists))


def _whole_answer(encoded: bytes) -> bytes:
    """Return an OCSPResponse; revocation-values contain only its BasicOCSPResponse."""
    if nodes.read_ber(encoded).child(0).tag == tags.ENUMERATED:
        return encoded
    basic = der.sequence(der.oid(oids.BASIC_OCSP_RESPONSE), der.octet_string(encoded))
    return der.sequence(der.enumerated(0), der.context(0, basic))
