"""The policy for certificate signing requests: 23 named checks, all evaluated, never first-fail."""

from collections.abc import Callable
from typing import Final

from cryptography import x509

from esigner.errors import Text
from esigner.pki.checks import Check, none_failed, warned
from esigner.pki.csr import candidate as candidates
from esigner.pki.csr import key, key_uses, proof, requested, subject, upload
from esigner.pki.csr.candidate import Candidate
from esigner.pki.csr.report import NAMES, CsrReport, KeyUses

__all__ = ["NAMES", "CsrReport", "KeyUses", "check"]

_RULES: Final[tuple[Callable[[Candidate], Check], ...]] = (
    proof.signature,
    proof.algorithm,
    key.kind,
    key.exponent,
    key.small_primes,
    key.roca,
    key.fermat,
    key_uses.blocklist,
    key_uses.reused_test_production,
    key_uses.reused_other_client,
    key_uses.already_pending,
    subject.country,
    subject.organisation,
    subject.identifier,
    subject.cn_length,
    subject.cn_not_ip,
    requested.no_ca,
    requested.no_foreign_eku,
    requested.no_email_or_uri,
)


def check(csr: bytes, *, organisation_name: str, registration_number: str, uses: KeyUses) -> CsrReport:
    """Judge a request as it was uploaded; the report holds every check of `NAMES`, in that order.

    1. Look at the file: size, PEM, private keys; read the request.
    2. Look at the request. Where there is none, these checks say so as a warning: what made it unreadable has failed.

    Args:
        csr: The file's bytes: one PEM block (DER is read, too, but fails `ONE_PEM_BLOCK`).
        organisation_name: The institution's name as registered.
        registration_number: Eleven digits.
        uses: Where keys are already used.
    """
    file = upload.read(csr)  # (1)
    if file.request is None:  # (2)
        checks = (*file.checks, *(_not_evaluated(name) for name in NAMES[len(file.checks) :]))
    else:
        candidate = _candidate(file.request, organisation_name, registration_number, uses)
        checks = (*file.checks, *(rule(candidate) for rule in _RULES))
    # What came with a private key goes no further than this report.
    request = None if file.holds_private_key else file.request
    return CsrReport(checks=checks, request=request, passed=none_failed(checks))


def _candidate(
    request: x509.CertificateSigningRequest, organisation_name: str, registration_number: str, uses: KeyUses
) -> Candidate:
    return Candidate(
        request=request,
        subject=candidates.subject(request),
        key=candidates.public_key(request),
        extensions=candidates.extensions(request),
        organisation_name=organisation_name,
        registration_number=registration_number,
        uses=uses,
    )


def _not_evaluated(name: str) -> Check:
    return warned(
        name,
        Text(
            "Nav pārbaudīts, jo pieprasījumu nevarēja nolasīt. Vispirms novērsiet pārējās kļūdas.",
            "Not checked, since the request could not be read. Correct the other errors first.",
        ),
    )
