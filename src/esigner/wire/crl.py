"""Certificate revocation lists over HTTP, and those that this process read a moment ago."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.pkix import extensions, fields, status
from esigner.wire import failover, http
from esigner.wire.errors import AnswerInvalidError

DEFAULT_AGE: Final = timedelta(minutes=5)
"""How long a list is used again; never past its nextUpdate."""

_MAX_BYTES: Final = 20 * 1024 * 1024
_MAX_KEPT: Final = 64
_PEM: Final = b"-----BEGIN X509 CRL-----"
_WEAK: Final = frozenset({"MD5", "SHA1"})
_HARMLESS: Final = (x509.CRLNumber, x509.AuthorityKeyIdentifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentList:
    """A complete list, signed by its issuer and not past its nextUpdate when it was given."""

    encoded: bytes
    parsed: x509.CertificateRevocationList
    next_update: datetime
    fetched: float
    """Monotonic seconds."""

    def holds(self, certificate: x509.Certificate) -> bool:
        """Say whether the certificate, of the same issuer, is revoked."""
        return self.parsed.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None

    def is_fresh(self, age: timedelta) -> bool:
        """Say whether it may be used again."""
        return time.monotonic() - self.fetched < age.total_seconds() and datetime.now(UTC) < self.next_update


def fetch(
    url: str,
    *,
    issuer: x509.Certificate | None = None,
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
    limit_bytes: int = _MAX_BYTES,
) -> bytes:
    """Return the DER CRL at `url` (PEM is converted); its signature is verified where the issuer is given.

    Raises:
        UnreachableError, ServiceFailedError: Try again later.
        ServiceRefusedError, AnswerTooLargeError, AnswerInvalidError: A second try will not help.
    """
    answer = http.exchange("GET", url, timeout_seconds=timeout_seconds, limit_bytes=limit_bytes)
    revocation_list = _read(answer.body, url=url)
    if issuer is not None and not _is_signed_by(revocation_list, issuer):
        raise AnswerInvalidError(service=http.service_name(url), reason="CRL_SIGNATURE")
    return revocation_list.public_bytes(Encoding.DER)


def current(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    age: timedelta = DEFAULT_AGE,
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
) -> CurrentList:
    """Return the list on which the certificate would stand: kept for `age`, fetched by one thread at a time.

    A certificate may name several addresses of one list: the next is asked where one fails.

    Raises:
        AddressInvalidError: The certificate names no list over HTTP.
        WireError: None of its addresses gives the list.
    """
    urls = addresses(certificate)
    key = urls, issuer
    with _guard:
        turn = _fetching.setdefault(key, threading.Lock())
    with turn:
        known = _lists.get(key)
        if known is not None and known.is_fresh(age):
            return known
        found = failover.first(
            urls,
            lambda url, seconds: _checked(fetch(url, issuer=issuer, timeout_seconds=seconds), url=url),
            kind="CRL",
            timeout_seconds=timeout_seconds,
        )
        _keep(key, found)
        return found


def addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the addresses of the list, over HTTP, that the certificate names; a root names none."""
    points = extensions.listed(certificate, x509.CRLDistributionPoints) or ()
    names = [str(name.value) for point in points for name in point.full_name or ()]
    return tuple(name for name in names if name.startswith(("http:", "https:")))


def forget() -> None:
    """Drop every kept list; the next question fetches anew."""
    with _guard:
        _lists.clear()


_Key = tuple[tuple[str, ...], x509.Certificate]
_lists: Final[OrderedDict[_Key, CurrentList]] = OrderedDict()
"""By addresses and issuer: an address that changes hands does not keep its old list alive."""
_fetching: Final[dict[_Key, threading.Lock]] = {}
_guard: Final = threading.Lock()


def _keep(key: _Key, found: CurrentList) -> None:
    with _guard:
        _lists[key] = found
        while len(_lists) > _MAX_KEPT:
            _fetching.pop(_lists.popitem(last=False)[0], None)


def _checked(encoded: bytes, *, url: str) -> CurrentList:
    """Return the list if it says all that it should, and still does."""
    parsed = _read(encoded, url=url)
    next_update, algorithm = parsed.next_update_utc, parsed.signature_hash_algorithm
    reason = ""
    if algorithm is not None and algorithm.name.upper() in _WEAK:
        reason = "CRL_ALGORITHM"
    elif _is_partial(parsed):
        reason = "CRL_PARTIAL"
    elif next_update is None or next_update <= datetime.now(UTC):
        reason = "CRL_OUT_OF_DATE"
    if reason or next_update is None:
        raise AnswerInvalidError(service=http.service_name(url), reason=reason)
    return CurrentList(encoded=encoded, parsed=parsed, next_update=next_update, fetched=time.monotonic())


def _is_partial(revocation_list: x509.CertificateRevocationList) -> bool:
    """Say whether it is a delta, or has a critical extension that narrows it (RFC 5280 5.2)."""
    return any(
        isinstance(one.value, x509.DeltaCRLIndicator) or (one.critical and not _is_whole(one.value))
        for one in revocation_list.extensions
    )


def _is_whole(value: x509.ExtensionType) -> bool:
    if isinstance(value, x509.IssuingDistributionPoint):
        return not (value.indirect_crl or value.only_some_reasons or value.only_contains_attribute_certs)
    return isinstance(value, _HARMLESS)


def _read(body: bytes, *, url: str) -> x509.CertificateRevocationList:
    try:
        load = x509.load_pem_x509_crl if body.lstrip().startswith(_PEM) else x509.load_der_x509_crl
        return load(body)
    except ValueError as error:
        raise AnswerInvalidError(service=http.service_name(url), reason="CRL_MALFORMED") from error


def _is_signed_by(revocation_list: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    is_named = status.issuer_of(revocation_list).key == fields.subject(issuer).key
    return (
        is_named
        and isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey))
        and (revocation_list.is_signature_valid(key))
    )
