"""The policy for certificate signing requests: 23 named checks, all evaluated, never first-fail."""

from collections.abc import Callable
from typing import Final

from esigner.errors import Text
from esigner.pki import key_policy
from esigner.pki.checks import Check, none_failed, warned
from esigner.pki.csr import parts, proof, requested, subject, upload
from esigner.pki.csr.candidate import Candidate
from esigner.pki.csr.report import NAMES, CsrReport
from esigner.pki.key_uses import KeyUses

__all__ = ["NAMES", "CsrReport", "KeyUses", "check"]

_Rule = Callable[[Candidate], Check]
_SUBJECT: Final[tuple[tuple[str, bytes, _Rule], ...]] = (
    ("SUBJECT_COUNTRY", parts.COUNTRY, subject.country),
    ("SUBJECT_ORGANISATION", parts.ORGANISATION, subject.organisation),
    ("SUBJECT_ORGANISATION_IDENTIFIER", parts.ORGANISATION_IDENTIFIER, subject.identifier),
    ("CN_LENGTH", parts.COMMON_NAME, subject.cn_length),
    ("CN_NOT_IP", parts.COMMON_NAME, subject.cn_not_ip),
)
_REQUESTED: Final[tuple[_Rule, ...]] = (requested.no_ca, requested.no_foreign_eku, requested.no_email_or_uri)


def check(csr: bytes, *, organisation_name: str, registration_number: str, uses: KeyUses) -> CsrReport:
    """Judge a request as it was uploaded; the report holds every check of `NAMES`, in that order.

    1. Check the file: private keys, size, PEM or DER; read the request.
    2. Check the request. Without one, these checks are warnings: the check that made it unreadable has failed.

    Args:
        csr: The file's bytes: one PEM block, with any text around it, or DER.
        organisation_name: The institution's name as registered.
        registration_number: Eleven digits.
        uses: Existing uses of keys.
    """
    file = upload.read(csr)  # (1)
    if file.request is None:  # (2)
        checks = (*file.checks, *(_not_evaluated(name) for name in NAMES[len(file.checks) :]))
        return CsrReport(checks=checks, request=None, pem="", passed=False)
    found = parts.read(file.request.tbs_certrequest_bytes)
    candidate = Candidate(
        request=file.request,
        parts=found,
        key=key_policy.read(found.key_info),
        organisation_name=organisation_name,
        registration_number=registration_number,
    )
    checks = (*file.checks, *_evaluated(candidate, uses))
    return CsrReport(checks=checks, request=file.request, pem=file.pem, passed=none_failed(checks))


def _evaluated(candidate: Candidate, uses: KeyUses) -> tuple[Check, ...]:
    return (
        proof.signature(candidate),
        proof.algorithm(candidate),
        *key_policy.check(candidate.key, uses=uses),
        *(subject.malformed(candidate, name, oid) or rule(candidate) for name, oid, rule in _SUBJECT),
        *(rule(candidate) for rule in _REQUESTED),
    )


def _not_evaluated(name: str) -> Check:
    return warned(
        name,
        Text(
            "Nav pārbaudīts, jo pieprasījumu nevarēja nolasīt. Vispirms novērsiet pārējās kļūdas.",
            "Not checked, since the request could not be read. Correct the other errors first.",
        ),
    )
