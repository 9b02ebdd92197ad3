"""What level LT needs from outside: proof that no certificate of a signature was revoked, and the certificates.

1. The signer's status by OCSP: asked after the timestamp, never kept, because an older answer proves too little; by
   a CRL fetched anew where the certificate names no responder.
2. Every issuer below a trust anchor, the time-stamping unit and its issuers: by CRL, which may be minutes old; by OCSP
   where a certificate names no list.
3. A responder that does not say `ocsp-nocheck`: by CRL as well (RFC 6960 4.2.2.2.1).
4. The issuers up to and with the anchors, and the responders.

The signer's own answer is last among OCSP answers: a validator that takes one answer for the signer's takes that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Final

from cryptography import x509

from esigner.ades import timestamps
from esigner.ades.trust.validation_data import ValidationData
from esigner.pki.path import Purpose, validate
from esigner.pkix import extensions, fields
from esigner.pkix.answers import State, load
from esigner.wire import breaker, failover, http, responders, revocation_lists
from esigner.wire.breaker import Tolerance
from esigner.wire.errors import AnswerInvalidError, IssuerNotGoodError, SignerNotGoodError

Path = Sequence[x509.Certificate]
"""The certificate first, its issuers after it, the trust anchor last."""

_REVOKED: Final = "REVOKED"
_UNKNOWN: Final = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom to ask, how long to wait, how old a list may be."""

    responders: tuple[str, ...] = ()
    """Asked about signers before the responders that their certificates name."""
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS
    """For each service."""
    list_age: timedelta = revocation_lists.DEFAULT_AGE
    tolerance: Tolerance = breaker.DEFAULT


DEFAULT: Final = Reach()


def collect(*, signer: Path, timestamp: Path, reach: Reach = DEFAULT) -> ValidationData:
    """Return all that level LT needs in addition to the timestamp.

    Args:
        signer: Path of the signer's certificate.
        timestamp: Path of the time-stamping unit (`timestamp_path`).
        reach: Time-outs and ages.

    Raises:
        SignerNotGoodError: Revoked, unknown to its issuer, or naming no responder.
        IssuerNotGoodError: An issuer, the unit or a responder is revoked, or there is no way to know.
        WireError: A service did not answer, or not rightly; `retryable` says whether to try again.
    """
    own = signer_proof(signer, reach=reach)  # (1)
    certified = load(own[1]).certificates if own and own[0] == "OCSP" else ()
    proofs = [proof(*pair, reach=reach) for pair in dict.fromkeys((*_links(signer[1:]), *_links(timestamp)))]  # (2)
    issuer = _issuer_of(signer)
    proofs += [_listed(one, issuer, reach=reach) for one in certified if _needs_proof(one, issuer)]  # (3)
    proofs += [own] if own else []
    return ValidationData(
        ocsp_responses=tuple(dict.fromkeys(one for kind, one in proofs if kind == "OCSP")),
        crls=tuple(dict.fromkeys(one for kind, one in proofs if kind == "CRL")),
        certificates=tuple(dict.fromkeys((*signer[1:], *certified, *timestamp[1:]))),  # (4)
    )


def signer_proof(signer: Path, *, reach: Reach = DEFAULT) -> tuple[str, bytes] | None:
    """Return OCSP or CRL, and the DER, fetched now, that proves the signer's certificate good.

    None where its issuer declares that it publishes no status (RFC 9608): nothing is asked.
    A list is used only where there is no responder to ask: it may be hours old.

    Raises:
        SignerNotGoodError: It is revoked, unknown, or names neither a responder nor a list.
        WireError: A service did not answer, or not rightly.
    """
    if extensions.has_no_status(signer[0]):
        return None
    if reach.responders or responders.addresses(signer[0]) or not revocation_lists.addresses(signer[0]):
        return "OCSP", signer_answer(signer, reach=reach)
    current = revocation_lists.current(
        signer[0], _issuer_of(signer), age=timedelta(0), timeout_seconds=reach.timeout_seconds
    )
    if current.holds(signer[0]):
        raise SignerNotGoodError(state=_REVOKED)
    return "CRL", current.encoded


def signer_answer(signer: Path, *, reach: Reach = DEFAULT) -> bytes:
    """Return the DER OCSPResponse, fetched now, that says that the signer's certificate is good.

    Raises:
        SignerNotGoodError: It says something else, or the certificate names no responder.
        WireError: The responder did not answer, or not rightly.
    """
    urls = tuple(dict.fromkeys((*reach.responders, *responders.addresses(signer[0]))))
    if not urls:
        raise SignerNotGoodError(state=_UNKNOWN)
    try:
        encoded = _answer(signer[0], _issuer_of(signer), urls=urls, reach=reach)
    except AnswerInvalidError as error:
        if error.data["reason"] == _UNKNOWN:
            raise SignerNotGoodError(state=_UNKNOWN) from error
        raise
    if _state_of(encoded) is not State.GOOD:
        raise SignerNotGoodError(state=_REVOKED)
    return encoded


def proof(certificate: x509.Certificate, issuer: x509.Certificate, *, reach: Reach = DEFAULT) -> tuple[str, bytes]:
    """Return OCSP or CRL, and the DER that says that an issuer's or a time-stamping unit's certificate is good.

    Raises:
        IssuerNotGoodError: It is revoked, or names neither a list nor a responder.
        WireError: A service did not answer, or not rightly.
    """
    if revocation_lists.addresses(certificate):
        return _listed(certificate, issuer, reach=reach)
    urls = responders.addresses(certificate)
    if not urls:
        raise IssuerNotGoodError(subject=_name(certificate), state=_UNKNOWN)
    encoded = _answer(certificate, issuer, urls=urls, reach=reach)
    if _state_of(encoded) is not State.GOOD:
        raise IssuerNotGoodError(subject=_name(certificate), state=_REVOKED)
    return "OCSP", encoded


def timestamp_path(token: bytes, *, anchors: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return the path of the unit that made the DER token, at the token's time.

    Raises:
        PathError: It does not lead to an anchor.
        TimestampUnreadableError: Not a token.
    """
    read = timestamps.read(token)
    timestamps.verify(read)
    if read.certificate is None:  # `verify` refused it already; the type does not know
        raise IssuerNotGoodError(subject="TSU", state=_UNKNOWN)
    return validate(
        read.certificate,
        anchors=anchors,
        intermediates=read.certificates,
        at=read.gen_time,
        purpose=Purpose.TIMESTAMP,
    )


def _issuer_of(path: Path) -> x509.Certificate:
    """Return the issuer; an anchor that is the certificate itself answers for itself."""
    return path[1] if len(path) > 1 else path[0]


def _links(path: Path) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
    """Return each certificate below the anchor whose status can be asked for, with its issuer."""
    return ((one, issuer) for one, issuer in pairwise(path) if not extensions.has_no_status(one))


def _answer(certificate: x509.Certificate, issuer: x509.Certificate, *, urls: Sequence[str], reach: Reach) -> bytes:
    """Return the first answer that knows the certificate, good or revoked."""

    def ask(url: str, seconds: float) -> bytes:
        encoded = responders.fetch(certificate, issuer, url=url, timeout_seconds=seconds)
        if _state_of(encoded) is State.UNKNOWN:  # another responder may know (RFC 6960 2.2)
            raise AnswerInvalidError(service=http.service_name(url), reason=_UNKNOWN)
        return encoded

    return failover.first(urls, ask, kind="OCSP", timeout_seconds=reach.timeout_seconds, tolerance=reach.tolerance)


def _state_of(encoded: bytes) -> State:
    return load(encoded).singles[0].state


def _listed(certificate: x509.Certificate, issuer: x509.Certificate, *, reach: Reach) -> tuple[str, bytes]:
    current = revocation_lists.current(certificate, issuer, age=reach.list_age, timeout_seconds=reach.timeout_seconds)
    if current.holds(certificate):
        raise IssuerNotGoodError(subject=_name(certificate), state=_REVOKED)
    return "CRL", current.encoded


def _needs_proof(responder: x509.Certificate, issuer: x509.Certificate) -> bool:
    if responder == issuer or not revocation_lists.addresses(responder):
        return False
    return extensions.listed(responder, x509.OCSPNoCheck) is None


def _name(certificate: x509.Certificate) -> str:
    return fields.subject(certificate).text
