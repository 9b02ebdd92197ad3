"""From the fields of a PDF to candidates.

(1) the byte range: from the first byte, omitting only the signature's own digits, exactly as written there;
(2) what came after it is harmless; (3) the CMS over it; (4) document timestamps and the security store apply to all.
"""

import binascii
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from cryptography import x509

from esigner.ades.rules import Finding, RefusedError, signature_rules
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import cades
from esigner.ades.validation.candidate import Candidate, Stamp
from esigner.ades.validation.pades import pdf
from esigner.bounds import spend
from esigner.pkix.bundles import load_certificates

_END_MARK: Final = b"%%EOF"
_NUMBERS: Final = 4
_CMS_FILTERS: Final = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")


def read_signatures(document: bytes) -> list[Candidate]:
    """Return every signature of the PDF; without one, document timestamps do not count as a signature."""
    try:
        found = pdf.read(document)
    except RefusedError as error:
        candidate = Candidate(id="", family="PAdES")
        candidate.check("FORMAT", error.finding)
        return [candidate]
    certificates, malformed = load_certificates(found.certificates)
    timestamps = [f for f in found.fields if f.is_timestamp]
    candidates = []
    for field in found.fields:
        if not field.is_timestamp:
            candidate = _read(document, field, timestamps)
            _add_store(candidate, found, certificates)
            candidate.malformed_certificates += malformed
            candidates.append(candidate)
    return candidates


def _read(document: bytes, field: pdf.Field, timestamps: Sequence[pdf.Field]) -> Candidate:
    if not field.byte_range:
        candidate = Candidate(id=field.name, family="PAdES")
        candidate.broken("FORMAT", signature_rules.SIGNATURE_MALFORMED, field.reason)
        return candidate
    if field.subfilter not in _CMS_FILTERS:
        candidate = Candidate(id=field.name, family="PAdES")
        candidate.broken("FORMAT", signature_rules.ALGORITHM_UNKNOWN, field.subfilter)
        return candidate
    range_findings = _range_findings(document, field)
    found = cades.read_signatures(
        field.contents, content=_signed_bytes(document, field), family="PAdES", name=field.name, padded=True
    )
    candidate = found[0] if found else Candidate(id=field.name, family="PAdES")
    if len(found) != 1:
        candidate.broken("FORMAT", signature_rules.SIGNATURE_MALFORMED, "several signers" if found else "no signer")
    candidate.check("BYTE_RANGE", *range_findings)  # (1)
    candidate.check("CHANGES", *_change_findings(field), *_tail_findings(document, field))  # (2)
    candidate.signed_bytes = _end(field)
    for timestamp in timestamps:  # (4)
        if timestamp.byte_range and _end(timestamp) >= _end(field):
            candidate.check("BYTE_RANGE", *_range_findings(document, timestamp))
            data = partial(_signed_pieces, document, timestamp)
            # One that precedes any material proves only the time: level T.
            is_archive = pdf.holds_store(document[: _end(timestamp)])
            candidate.stamps.append(Stamp(token=timestamp.contents, data=data, is_archive=is_archive))
    return candidate


def _add_store(candidate: Candidate, found: pdf.Pdf, certificates: list[x509.Certificate]) -> None:
    own = candidate.evidence
    candidate.evidence = ValidationData(
        ocsp_responses=tuple(dict.fromkeys((*own.ocsp_responses, *found.ocsp_responses))),
        crls=tuple(dict.fromkeys((*own.crls, *found.crls))),
    )
    candidate.certificates = (*candidate.certificates, *certificates)


def _end(field: pdf.Field) -> int:
    return field.byte_range[2] + field.byte_range[3] if len(field.byte_range) == _NUMBERS else 0


def _signed_bytes(document: bytes, field: pdf.Field) -> bytes:
    return b"".join(_signed_pieces(document, field))


def _signed_pieces(document: bytes, field: pdf.Field) -> Iterator[memoryview]:
    ranges, whole = field.byte_range, memoryview(document)
    for start, length in zip(ranges[::2], ranges[1::2], strict=False):
        if start >= 0 and length >= 0:
            spend(1 + len(whole[start : start + length]) // 4096)
            yield whole[start : start + length]


def _range_findings(document: bytes, field: pdf.Field) -> list[Finding]:
    """Check the byte range against the bytes: the gap contains only the signature."""
    if len(field.byte_range) != _NUMBERS:
        return [Finding(rule=signature_rules.PDF_BYTE_RANGE, detail="not four numbers")]
    start, before, after, rest = field.byte_range
    if start != 0 or min(before, after, rest) < 0 or not before < after <= after + rest <= len(document):
        return [Finding(rule=signature_rules.PDF_BYTE_RANGE, detail=str(field.byte_range))]
    gap = document[before:after]
    try:
        digits = bytes(gap[1:-1].translate(None, b" \t\r\n\f\0"))
        same = gap[:1] == b"<" and gap[-1:] == b">" and binascii.unhexlify(digits) == field.contents
    except binascii.Error:
        same = False
    return [] if same else [Finding(rule=signature_rules.PDF_BYTE_RANGE, detail="the gap is not the signature")]


def _change_findings(field: pdf.Field) -> list[Finding]:
    if field.change is pdf.Change.FORBIDDEN:
        return [Finding(rule=signature_rules.PDF_CHANGED, detail=field.reason)]
    if field.change is pdf.Change.UNKNOWN:
        return [Finding(rule=signature_rules.PDF_CHANGES_UNKNOWN, detail=field.reason)]
    return []


def _tail_findings(document: bytes, field: pdf.Field) -> list[Finding]:
    """Refuse bytes after the last end mark: a reader that repairs files may display them."""
    tail = document[max(document.rfind(_END_MARK) + len(_END_MARK), _end(field)) :]
    if tail.strip(b" \t\r\n\f\0"):
        return [Finding(rule=signature_rules.PDF_CHANGED, detail="bytes after the end")]
    return []
