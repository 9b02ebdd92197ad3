"""The policy for certificate signing requests: 23 named checks, all evaluated, never first-fail."""

from esigner.pki.csr.report import NAMES, CsrReport, KeyUses

__all__ = ["NAMES", "CsrReport", "KeyUses", "check"]


def check(csr: bytes, *, organisation_name: str, registration_number: str, uses: KeyUses) -> CsrReport:
    """Judge a request as it was uploaded; the report holds every check of `NAMES`, in that order.

    Args:
        csr: The file's bytes: one PEM block (or DER, which fails `ONE_PEM_BLOCK`).
        organisation_name: The institution's name as registered.
        registration_number: Eleven digits.
        uses: Where keys are already used.

    """
    raise NotImplementedError
