"""The named checks of a third party's certificate, one function each; each returns a sentence in both languages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from esigner.errors import EsignerError, Text
from esigner.pki import key_policy, possession
from esigner.pki.checks import Check, failed, passed
from esigner.pki.errors import CertificateExpiredError, CertificateNotYetValidError, PathError, PossessionNotProvedError
from esigner.pki.path import Purpose, validate
from esigner.pkix import answers, extensions, fields, lists
from esigner.pkix.answers import State
from esigner.registry import moments
from esigner.registry.certificates import uploads
from esigner.wire import responders, revocation_lists

CHAIN, VALIDITY, REVOCATION = "THIRD_PARTY_CHAIN", "THIRD_PARTY_VALIDITY", "THIRD_PARTY_REVOCATION"
ORGANISATION, POSSESSION = "THIRD_PARTY_ORGANISATION", "THIRD_PARTY_POSSESSION"
NAMES: Final = (
    "PRIVATE_KEY_UPLOADED",
    uploads.CERTIFICATE,
    CHAIN,
    VALIDITY,
    REVOCATION,
    ORGANISATION,
    *key_policy.NAMES,
    POSSESSION,
)
"""Every check of a readable certificate, in the order a report lists them."""


def path(
    certificate: x509.Certificate,
    *,
    anchors: Sequence[x509.Certificate],
    intermediates: Sequence[x509.Certificate],
    at: datetime,
) -> tuple[tuple[Check, Check], tuple[x509.Certificate, ...]]:
    """Return the checks of chain and validity, and the path where there is one."""
    chain_ok = passed(CHAIN, Text("Ķēde ved līdz uzticamam izdevējam.", "The chain leads to a trusted issuer."))
    in_time = passed(VALIDITY, Text("Sertifikāts un tā ķēde ir spēkā.", "The certificate and its chain are in force."))
    try:
        found = validate(certificate, anchors=anchors, intermediates=intermediates, at=at, purpose=Purpose.CLIENT)
    except (CertificateExpiredError, CertificateNotYetValidError) as error:
        return (chain_ok, failed(VALIDITY, error.detail())), ()
    except PathError as error:
        return (failed(CHAIN, error.detail()), _own_validity(certificate, at, in_time)), ()
    return (chain_ok, in_time), found


def revocation(certificate: x509.Certificate, *, path: Sequence[x509.Certificate], at: datetime) -> Check:
    """Ask the issuer now: by OCSP where the certificate names a responder, else by its CRL."""
    if len(path) < 2:  # noqa: PLR2004 - the certificate and its issuer
        return failed(REVOCATION, Text(
            "Bez derīgas ķēdes nav kam jautāt, vai sertifikāts nav anulēts.",
            "Without a valid chain there is nobody to ask whether the certificate is revoked.",
        ))  # fmt: skip
    if extensions.has_no_status(certificate):
        return passed(REVOCATION, Text(
            "Izdevējs apliecina, ka šim sertifikātam statusu nepublicē (RFC 9608).",
            "The issuer declares that it publishes no status for this certificate (RFC 9608).",
        ))  # fmt: skip
    try:
        is_revoked = _ask(certificate, path[1], at)
    except (EsignerError, ValueError) as error:
        reason = error.detail() if isinstance(error, EsignerError) else Text("nederīga atbilde", "invalid answer")
        return failed(REVOCATION, Text(
            "Neizdevās noskaidrot, vai sertifikāts nav anulēts: {reason_lv}",
            "Whether the certificate is revoked could not be found out: {reason_en}",
        ).format(reason_lv=reason.lv, reason_en=reason.en))  # fmt: skip
    if is_revoked:
        return failed(REVOCATION, Text("Izdevējs sertifikātu ir anulējis.", "The issuer revoked the certificate."))
    return passed(REVOCATION, Text("Izdevējs apliecina: nav anulēts.", "The issuer confirms: not revoked."))


def organisation(certificate: x509.Certificate, *, registration_number: str) -> Check:
    """Compare the organisation identifier with `NTRLV-<registration number>`."""
    expected = f"NTRLV-{registration_number}"
    found = list(fields.subject(certificate).values(NameOID.ORGANIZATION_IDENTIFIER.dotted_string))
    if found == [expected]:
        return passed(ORGANISATION, Text(f"Organizācija: {expected}.", f"Organisation: {expected}."))
    shown = ", ".join(found) or "?"
    return failed(ORGANISATION, Text(
        f"Sertifikātā jābūt organizācijas identifikatoram {expected}, bet ir: {shown}.",
        f"The certificate must carry the organisation identifier {expected}, but carries: {shown}.",
    ))  # fmt: skip


def proof_of_possession(certificate: x509.Certificate, *, texts: Sequence[str], signature: bytes) -> tuple[Check, str]:
    """Find the open challenge that the signature is over; return it with the check."""
    for text in texts:
        try:
            possession.verify(certificate=certificate, challenge=text, signature=signature)
        except PossessionNotProvedError:
            continue
        return passed(POSSESSION, Text("Atslēgas īpašums ir pierādīts.", "Possession of the key is proved.")), text
    return failed(POSSESSION, PossessionNotProvedError().detail()), ""


def _own_validity(certificate: x509.Certificate, at: datetime, in_time: Check) -> Check:
    if certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return in_time
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return failed(VALIDITY, Text(
        f"Sertifikāts ir derīgs no {moments.day(begins, language='lv')} līdz {moments.day(ends, language='lv')}",
        f"The certificate is valid from {moments.day(begins, language='en')} to {moments.day(ends, language='en')}.",
    ))  # fmt: skip


def _ask(certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    """Return whether the issuer revoked the certificate; ValueError where it does not say."""
    if responders.addresses(certificate):
        state = answers.load(responders.fetch(certificate, issuer)).singles[0].state
        if state is State.UNKNOWN:
            message = "unknown to its issuer"
            raise ValueError(message)
        return state is State.REVOKED
    listed = lists.load(revocation_lists.fetch(_list_of(certificate), issuer=issuer))
    if listed.next_update is None or listed.next_update < at or lists.unfit(listed, certificate, issuer) is not None:
        message = "list out of date, or not about this certificate"
        raise ValueError(message)
    return listed.revoked_at(certificate) is not None


def _list_of(certificate: x509.Certificate) -> str:
    named = revocation_lists.addresses(certificate)
    if not named:
        message = "names neither responder nor list"
        raise ValueError(message)
    return named[0]
